/// Programs that the kernel holds, and the BTF objects that describe them: ids, infos, code.
///
/// Objects come and go while they are listed. What opens by id gives null for one that is gone, so
/// that a listing can go on.
@NullMarked
package dev.ebpf4j.prog;

import org.jspecify.annotations.NullMarked;
