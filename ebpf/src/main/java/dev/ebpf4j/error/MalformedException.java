package dev.ebpf4j.error;

/// A file or a blob breaks the rules of its own format: a length past the end, a reference to
/// nothing, a value that the format does not define.
public sealed class MalformedException extends BpfException
    permits MalformedTypeException, MalformedObjectException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final long offset;
  private final String problem;

  /// @param what the part that is broken, such as `BTF header` or `section .maps`
  /// @param offset byte offset within that part where it was noticed, or -1 if no place applies
  /// @param problem what was wanted and what was found
  public MalformedException(String what, long offset, String problem) {
    super(
        offset < 0 ? what + ": " + problem : what + " at offset " + offset + ": " + problem, null);
    this.what = what;
    this.offset = offset;
    this.problem = problem;
  }

  /// The part that is broken.
  public String what() {
    return what;
  }

  /// Byte offset within [#what()], or -1 when the fault has no single place.
  public long offset() {
    return offset;
  }

  /// What was wanted and what was found, without the place.
  public String problem() {
    return problem;
  }
}
