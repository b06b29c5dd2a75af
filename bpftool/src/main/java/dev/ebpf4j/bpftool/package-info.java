/// Entry point of the command.
@NullMarked
package dev.ebpf4j.bpftool;

import org.jspecify.annotations.NullMarked;
