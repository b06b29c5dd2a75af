package dev.ebpf4j.prog;

/// The code of a loaded program with its tables. Arrays are empty where the kernel has nothing or
/// does not let the caller see it.
///
/// @param xlated instructions as the verifier rewrote them, 8 bytes each
/// @param jited machine code, all functions one after another
/// @param jitedSymbols kernel address of each function
/// @param jitedLengths bytes of machine code of each function
/// @param functionTags hash of each function, 8 bytes each
/// @param functionInfo records of `struct bpf_func_info`, each `functionInfoSize` bytes
/// @param lineInfo records of `struct bpf_line_info`, each `lineInfoSize` bytes
/// @param jitedLineInfo kernel address of each record of `lineInfo`
@SuppressWarnings("ArrayRecordComponent") // bulk data, made once and handed over
public record ProgramCode(
    byte[] xlated,
    byte[] jited,
    long[] jitedSymbols,
    int[] jitedLengths,
    byte[] functionTags,
    byte[] functionInfo,
    int functionInfoSize,
    byte[] lineInfo,
    int lineInfoSize,
    long[] jitedLineInfo) {}
