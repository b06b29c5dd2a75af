package dev.ebpf4j.bpftool.command.prog;

import org.jspecify.annotations.Nullable;

/// What the words behind the program of `prog dump` ask for.
///
/// @param file where the bytes go instead of a listing
/// @param opcodes whether the bytes of each instruction are shown
/// @param places whether file, line and column of source lines are shown
/// @param visual whether control flow is drawn instead of a listing
/// @param picture where control flow goes as SVG, instead of as text for Graphviz
record DumpOptions(
    @Nullable String file,
    boolean opcodes,
    boolean places,
    boolean visual,
    @Nullable String picture) {}
