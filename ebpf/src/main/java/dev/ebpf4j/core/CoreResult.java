package dev.ebpf4j.core;

import org.jspecify.annotations.Nullable;

/// What becomes of a relocated instruction.
///
/// @param local the place the program means, in its own types
/// @param target the place in the kernel's types; null if there is none
/// @param poisoned whether the instruction cannot work and is made one the verifier refuses, if it
///     can be reached at all
/// @param isExact whether the instruction must hold `oldValue` now
/// @param oldValue the number by the object's types
/// @param newValue the number by the kernel's types
/// @param oldSize bytes that a load or store takes by the object's types, 0 if that does not matter
/// @param newSize bytes that it takes by the kernel's types
/// @param sizeChangeIsWrong whether a load or store would read or write something else if its size
///     were changed
public record CoreResult(
    CoreSpec local,
    @Nullable CoreSpec target,
    boolean poisoned,
    boolean isExact,
    long oldValue,
    long newValue,
    int oldSize,
    int newSize,
    boolean sizeChangeIsWrong) {

  static CoreResult poison(CoreSpec local) {
    return new CoreResult(local, null, true, true, 0, 0, 0, 0, false);
  }

  static CoreResult value(
      CoreSpec local, @Nullable CoreSpec target, boolean isExact, long oldValue, long newValue) {
    return new CoreResult(local, target, false, isExact, oldValue, newValue, 0, 0, false);
  }
}
