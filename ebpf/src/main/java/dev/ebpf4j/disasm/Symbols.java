package dev.ebpf4j.disasm;

import org.jspecify.annotations.Nullable;

/// The kernel's symbols, as far as a listing needs them.
public interface Symbols {

  /// No symbols at all, as on a kernel that hides its addresses.
  Symbols NONE =
      new Symbols() {
        @Override
        public @Nullable String nameAt(long address) {
          return null;
        }

        @Override
        public long callBase() {
          return 0;
        }
      };

  /// Name of the symbol that starts exactly at `address`, or null if there is none.
  @Nullable String nameAt(long address);

  /// Address that calls of helpers are relative to (`__bpf_call_base`), 0 if it is not known.
  long callBase();
}
