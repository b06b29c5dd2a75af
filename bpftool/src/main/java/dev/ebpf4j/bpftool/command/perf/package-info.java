/// The commands of the object `perf`: programs behind perf events.
@NullMarked
package dev.ebpf4j.bpftool.command.perf;

import org.jspecify.annotations.NullMarked;
