/// Maps that the kernel holds: ids, infos, and their elements, typed or as bytes, one by one or in
/// batches.
@NullMarked
package dev.ebpf4j.map;

import org.jspecify.annotations.NullMarked;
