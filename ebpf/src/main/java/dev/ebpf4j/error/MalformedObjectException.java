package dev.ebpf4j.error;

/// An object file breaks the rules that loaders of BPF programs agree on: a relocation to nothing,
/// a map definition that makes no sense, a program that crosses its section's end.
public final class MalformedObjectException extends MalformedException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /// @param object the file, as the caller named it
  /// @param problem what is wrong, with the place
  /// @param errno the positive error number that stands for the failure, as libbpf would return it
  public MalformedObjectException(String object, String problem, int errno) {
    super(object, -1, problem);
    if (errno <= 0) {
      throw new IllegalArgumentException("errno must be positive: " + errno);
    }
    this.errno = errno;
  }

  /// The positive error number that stands for this failure; those from 4000 on are libbpf's own,
  /// see [dev.ebpf4j.abi.LibbpfErrno].
  @Override
  public int errno() {
    return errno;
  }
}
