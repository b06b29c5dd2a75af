package dev.ebpf4j.llvm;

import org.jspecify.annotations.Nullable;

/// What libLLVM calls a processor.
///
/// @param prefix of the functions that make the target known, as in `LLVMInitializeX86Disassembler`
/// @param triple name of the target
/// @param features to switch on, because kernels use instructions beyond the plainest machine
public record LlvmTarget(String prefix, String triple, String features) {

  /// The target for a Java `os.arch`, or null if kernels do not compile BPF for it.
  public static @Nullable LlvmTarget of(String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> new LlvmTarget("X86", "x86_64-unknown-linux-gnu", "");
      case "aarch64" -> new LlvmTarget("AArch64", "aarch64-unknown-linux-gnu", "+all");
      case "riscv64" ->
          new LlvmTarget("RISCV", "riscv64-unknown-linux-gnu", "+m,+a,+c,+zba,+zbb,+zacas");
      case "s390x" -> new LlvmTarget("SystemZ", "s390x-unknown-linux-gnu", "");
      case "ppc64le" -> new LlvmTarget("PowerPC", "powerpc64le-unknown-linux-gnu", "");
      case "loongarch64" -> new LlvmTarget("LoongArch", "loongarch64-unknown-linux-gnu", "");
      case "arm" -> new LlvmTarget("ARM", "armv7-unknown-linux-gnueabihf", "");
      default -> null;
    };
  }
}
