/// The commands of the object `cgroup`: programs of control groups.
@NullMarked
package dev.ebpf4j.bpftool.command.cgroup;

import org.jspecify.annotations.NullMarked;
