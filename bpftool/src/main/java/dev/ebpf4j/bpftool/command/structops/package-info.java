/// The commands of the object `struct_ops`: kernel interfaces implemented in BPF.
@NullMarked
package dev.ebpf4j.bpftool.command.structops;

import org.jspecify.annotations.NullMarked;
