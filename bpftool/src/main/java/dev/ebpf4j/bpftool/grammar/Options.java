package dev.ebpf4j.bpftool.grammar;

import org.jspecify.annotations.Nullable;

/// What the options before, between and behind the words ask for.
///
/// @param json JSON output; `pretty` implies it
/// @param pretty JSON with one member per line
/// @param showPinned `-f`: list the pinned paths of what is shown
/// @param relaxedMaps `-m`: tolerate unknown fields in old map definitions
/// @param noMount `-n`: mount no file system
/// @param debug `-d`: all messages and the verifier's log
/// @param useLoader `-L` (or `-S`): through a generated loader program
/// @param sign `-S`: sign that loader program
/// @param version `-V`: show the version whatever the words are
/// @param baseBtf file given with `-B`
/// @param privateKey file given with `-k`
/// @param certificate file given with `-i`
public record Options(
    boolean json,
    boolean pretty,
    boolean showPinned,
    boolean relaxedMaps,
    boolean noMount,
    boolean debug,
    boolean useLoader,
    boolean sign,
    boolean version,
    @Nullable String baseBtf,
    @Nullable String privateKey,
    @Nullable String certificate) {}
