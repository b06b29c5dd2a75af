/// Ids of kernel objects, one type each, so that they cannot be mixed up. Inside loops the library
/// uses plain `int`.
@NullMarked
package dev.ebpf4j.id;

import org.jspecify.annotations.NullMarked;
