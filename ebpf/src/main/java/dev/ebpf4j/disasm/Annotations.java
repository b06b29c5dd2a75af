package dev.ebpf4j.disasm;

/// What is known about the instructions of a program.
///
/// @param functions where functions begin
/// @param lines source lines
/// @param notes remarks on single instructions
public record Annotations(FunctionStarts functions, SourceLines lines, Notes notes) {

  /// Nothing.
  public static final Annotations NONE =
      new Annotations(FunctionStarts.NONE, SourceLines.NONE, Notes.NONE);
}
