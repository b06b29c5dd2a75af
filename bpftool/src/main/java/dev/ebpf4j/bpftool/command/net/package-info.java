/// The commands of the object `net`: programs of network devices and namespaces.
@NullMarked
package dev.ebpf4j.bpftool.command.net;

import org.jspecify.annotations.NullMarked;
