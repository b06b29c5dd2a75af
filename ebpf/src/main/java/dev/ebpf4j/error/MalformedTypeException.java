package dev.ebpf4j.error;

/// One type of a BTF blob breaks the rules: it refers to a type or a string that is not there, its
/// members run past the end, it contains itself, or its size has no meaning.
public final class MalformedTypeException extends MalformedException {

  private static final long serialVersionUID = 1L;

  private final int typeId;
  private final String kind;

  /// @param typeId the id of the type
  /// @param kind its kind as bpftool names it, such as `STRUCT`
  /// @param offset byte offset of the type's record within the BTF blob, or -1 if it has none
  /// @param problem what was wanted and what was found
  public MalformedTypeException(int typeId, String kind, long offset, String problem) {
    super("BTF type [" + typeId + "] " + kind, offset, problem);
    this.typeId = typeId;
    this.kind = kind;
  }

  /// The id of the type.
  public int typeId() {
    return typeId;
  }

  /// The type's kind as bpftool names it, such as `STRUCT`.
  public String kind() {
    return kind;
  }
}
