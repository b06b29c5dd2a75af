/// The commands of the object `iter`: iterators.
@NullMarked
package dev.ebpf4j.bpftool.command.iter;

import org.jspecify.annotations.NullMarked;
