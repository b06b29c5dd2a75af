/// Reading and writing ELF files: sections, symbols, relocations, segments and notes, of either
/// byte order and class, out of untrusted bytes. A file is parsed once for its tables; section
/// contents are looked at only when asked for.
///
/// ```java
/// ElfFile elf = ElfFile.parse(bytes);
/// ElfSection text = elf.section(".text");        // null when there is none
/// for (ElfSymbol symbol : elf.symbols().all()) { ... }
/// ```
///
/// Everything that breaks the format is a [dev.ebpf4j.error.MalformedException] with the offset.
@NullMarked
package dev.ebpf4j.elf;

import org.jspecify.annotations.NullMarked;
