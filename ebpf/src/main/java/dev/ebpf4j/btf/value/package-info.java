/// Values in memory taken apart by their BTF type: what a map's key or value, a global variable or
/// a kernel struct says.
///
/// A [dev.ebpf4j.btf.value.ValueFormatter] is made once for a type and then walks any number of
/// values of it without allocating; a [dev.ebpf4j.btf.value.ValueSink] decides how what it is told
/// looks.
@NullMarked
package dev.ebpf4j.btf.value;

import org.jspecify.annotations.NullMarked;
