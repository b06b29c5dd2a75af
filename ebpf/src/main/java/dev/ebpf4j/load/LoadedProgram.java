package dev.ebpf4j.load;

import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.Fd;
import org.jspecify.annotations.Nullable;

/// A program of a loaded object.
///
/// @param spec what it was made from
/// @param fd its descriptor, closed with the object; null if it was not to be loaded
public record LoadedProgram(ProgramSpec spec, @Nullable Fd fd) {

  /// Name of the program.
  public String name() {
    return spec.name();
  }
}
