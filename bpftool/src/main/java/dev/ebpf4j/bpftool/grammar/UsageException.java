package dev.ebpf4j.bpftool.grammar;

/// The words do not fit the grammar of the command: its usage is shown and the process ends with
/// status 255, in the middle of a batch too.
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException() {
    super(null, null, false, false);
  }
}
