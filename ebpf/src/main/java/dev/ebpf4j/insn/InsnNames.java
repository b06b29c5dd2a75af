package dev.ebpf4j.insn;

import org.jspecify.annotations.Nullable;

/// Names for what instructions refer to by number; asked while text is written. Null means that
/// there is no better name than the number.
public interface InsnNames {

  /// Knows nothing.
  InsnNames NONE =
      new InsnNames() {
        @Override
        public @Nullable String call(Code code, int slot) {
          return null;
        }

        @Override
        public @Nullable String wide(Code code, int slot) {
          return null;
        }
      };

  /// What the call at `slot` calls: stands after `call pc` for functions of the program, else
  /// between `call ` and `#`. Not asked for helpers by their own number.
  @Nullable String call(Code code, int slot);

  /// What the 16-byte load at `slot` loads, such as `map[id:5]`.
  @Nullable String wide(Code code, int slot);
}
