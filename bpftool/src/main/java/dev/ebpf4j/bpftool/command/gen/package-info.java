/// The commands of the object `gen`: files made from object files.
@NullMarked
package dev.ebpf4j.bpftool.command.gen;

import org.jspecify.annotations.NullMarked;
