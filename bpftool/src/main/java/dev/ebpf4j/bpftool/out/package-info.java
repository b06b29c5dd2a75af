/// What the command writes: one buffered byte writer for text, and JSON on top of it in
/// bpftool's own compact and pretty layouts. Nothing here knows a command or the kernel.
@NullMarked
package dev.ebpf4j.bpftool.out;

import org.jspecify.annotations.NullMarked;
