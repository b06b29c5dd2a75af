package dev.ebpf4j.btf.dump;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.util.TextBuffer;

/// A C header out of BTF, the `vmlinux.h` that BPF programs are compiled with: all types or some
/// with what they need, in an order that C accepts and with the layout that the BTF has.
///
/// An instance writes one header.
public final class CHeader {

  private static final String BEGIN =
      """
      #ifndef __VMLINUX_H__
      #define __VMLINUX_H__

      #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
      #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
      #endif

      #ifndef __ksym
      #define __ksym __attribute__((section(".ksyms")))
      #endif

      #ifndef __weak
      #define __weak __attribute__((weak))
      #endif

      #ifndef __bpf_fastcall
      #if __has_attribute(bpf_fastcall)
      #define __bpf_fastcall __attribute__((bpf_fastcall))
      #else
      #define __bpf_fastcall
      #endif
      #endif

      """;

  private static final String END =
      """
      #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
      #pragma clang attribute pop
      #endif

      #endif /* __VMLINUX_H__ */
      """;

  private final Btf btf;
  private final TextBuffer out;
  private final CTypes types;

  public CHeader(Btf btf, TextBuffer out) {
    this.btf = btf;
    this.out = out;
    this.types = new CTypes(btf, out);
  }

  /// All types in the order of their ids, as far as C allows, and the kernel's functions that
  /// programs may call.
  ///
  /// @throws dev.ebpf4j.error.MalformedTypeException if a type has no form in C
  public void unsorted() {
    out.text(BEGIN);
    for (int id = 1; id < btf.typeCount(); id++) {
      types.root(id);
    }
    kernelFunctions();
    out.text(END);
  }

  /// All types by rank and name, as far as C allows, so that headers of different kernels can be
  /// compared; then the kernel's functions that programs may call.
  ///
  /// @throws dev.ebpf4j.error.MalformedTypeException if a type has no form in C
  public void sorted() {
    out.text(BEGIN);
    for (int id : new TypeOrder(btf).ids()) {
      types.root(id);
    }
    kernelFunctions();
    out.text(END);
  }

  /// Some types, and what they need.
  ///
  /// @throws dev.ebpf4j.error.MalformedTypeException if a type has no form in C
  public void types(int... roots) {
    out.text(BEGIN);
    for (int id : roots) {
      types.root(id);
    }
    out.text(END);
  }

  private void kernelFunctions() {
    KernelFunctions functions = new KernelFunctions(btf);
    out.text("\n/* BPF kfuncs */\n#ifndef BPF_NO_KFUNC_PROTOTYPES\n");
    for (int function : functions.ids()) {
      out.text("extern ");
      if (functions.isFastcall(function)) {
        out.text("__bpf_fastcall ");
      }
      int prototype = btf.target(function);
      if (!btf.is(prototype, BtfKind.FUNC_PROTO)) {
        throw btf.malformed(function, "has no prototype");
      }
      types.printer().declaration(prototype, btf.nameOffset(function), 1, 0);
      out.text(" __weak __ksym;\n");
    }
    out.text("#endif\n\n");
  }
}
