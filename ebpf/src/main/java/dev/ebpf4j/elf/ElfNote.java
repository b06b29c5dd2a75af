package dev.ebpf4j.elf;

import dev.ebpf4j.util.ByteReader;

/// One entry of a note section, such as a user-space tracing probe in `.note.stapsdt`.
///
/// @param owner the name that says who defines the types, such as `stapsdt`
/// @param description the payload
public record ElfNote(String owner, int type, ByteReader description) {}
