/// Streams from programs to user space: ring buffers, shared by all processors, and perf buffers,
/// one for each processor. Both are memory that the kernel writes and this process reads.
@NullMarked
package dev.ebpf4j.map.ring;

import org.jspecify.annotations.NullMarked;
