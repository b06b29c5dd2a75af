/// The static linker for objects of BPF programs: puts several object files together to one, with
/// their symbols resolved, sections concatenated, relocations, types and line information carried
/// over. Works on files alone, of either byte order, on any machine.
///
/// ```java
/// ObjectLinker linker = new ObjectLinker(LoadLog.SILENT);
/// linker.add(Files.readAllBytes(first), "first.bpf.o");
/// linker.add(Files.readAllBytes(second), "second.bpf.o");
/// Files.write(out, linker.finish());
/// ```
@NullMarked
package dev.ebpf4j.linker;

import org.jspecify.annotations.NullMarked;
