/// The only reader of /proc, /sys, tracefs and /boot: symbols, descriptors and their holders,
/// mounts, processors, the kernel's configuration, version and BTF.
@NullMarked
package dev.ebpf4j.procfs;

import org.jspecify.annotations.NullMarked;
