/// The commands of the object `prog`: programs.
@NullMarked
package dev.ebpf4j.bpftool.command.prog;

import org.jspecify.annotations.NullMarked;
