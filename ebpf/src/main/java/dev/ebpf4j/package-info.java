/// Where to start: open an object file, load it, use its maps, attach its programs.
///
/// ```java
/// try (LoadedObject object = BpfObject.open(Path.of("getpid.o")).load();
///     Link link = object.program("count_getpid").attach();
///     TypedMap<Integer, Long> calls = object.map("calls").typed(Codec.s32(), Codec.s64())) {
///   calls.forEach((slot, count) -> System.out.println(slot + " " + count));
/// }
/// ```
@NullMarked
package dev.ebpf4j;

import org.jspecify.annotations.NullMarked;
