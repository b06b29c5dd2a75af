/// What an object file holds, as immutable values: programs with their instructions and
/// relocations, maps, externs, BTF. Reading is deterministic and needs no kernel; anything that
/// depends on the running kernel happens when an [dev.ebpf4j.object.ObjectSpec] is loaded.
///
/// ```java
/// ObjectSpec object = ObjectSpec.open(Path.of("getpid.bpf.o"));
/// for (ProgramSpec program : object.programs()) { ... }
/// MapSpec map = object.map("counts");                 // null when there is none
/// ProgramSpec byHand = ProgramSpec.of(ProgramType.SOCKET_FILTER, "GPL", mov64(R0, 0), exit());
/// ```
///
/// What libbpf says on stderr while it opens an object is told, in its words, to a
/// [dev.ebpf4j.error.LoadLog].
@NullMarked
package dev.ebpf4j.object;

import org.jspecify.annotations.NullMarked;
