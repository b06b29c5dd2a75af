/// The kernel's only door: system calls through one downcall handle, behind the interface
/// [dev.ebpf4j.sys.Kernel], for which a test can put a fake.
///
/// [dev.ebpf4j.sys.Attr] builds the attribute of a bpf(2) command and runs it,
/// [dev.ebpf4j.sys.Bpf] has the commands that everybody needs, [dev.ebpf4j.sys.Os] everything that
/// is not bpf(2). What comes back inside is the kernel's own convention, a result of at least 0 or
/// a negative errno; exceptions begin where a caller could not act on the number.
@NullMarked
package dev.ebpf4j.sys;

import org.jspecify.annotations.NullMarked;
