package dev.ebpf4j.core;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.MalformedException;

/// Comparison of an object's types with a kernel's, for what is looked up by name elsewhere: kernel
/// functions and variables.
public final class CoreTypes {
  private CoreTypes() {}

  /// Whether a type of the kernel is the same kind of thing as one of the object: pointers and
  /// arrays to such, functions with as many such parameters. Names and members do not count.
  public static boolean compatible(Btf local, int localType, Btf target, int targetType) {
    try {
      return new TypeComparison(local, target).compatible(localType, targetType);
    } catch (CoreFailure | MalformedException e) {
      return false;
    }
  }
}
