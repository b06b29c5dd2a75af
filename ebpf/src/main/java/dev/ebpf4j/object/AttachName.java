package dev.ebpf4j.object;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.btf.BtfKind;
import org.jspecify.annotations.Nullable;

/// The type in the kernel's BTF that stands for what a program's section names: a function, a
/// tracepoint, a hook, an iterator.
///
/// @param module the module it is to be found in, null for the kernel proper or any module
public record AttachName(@Nullable String module, BtfKind kind, String name) {

  /// The type that `program` is for, if its section's kind says that it is for one.
  public static AttachName of(ProgramSpec program) {
    int type = program.expectedAttachType();
    String target = program.attachTarget();
    int colon = target.indexOf(':');
    return new AttachName(
        colon < 0 ? null : target.substring(0, colon),
        type == AttachType.TRACE_RAW_TP ? BtfKind.TYPEDEF : BtfKind.FUNC,
        prefix(type) + target.substring(colon + 1));
  }

  private static String prefix(int type) {
    return switch (type) {
      case AttachType.TRACE_RAW_TP -> "btf_trace_";
      case AttachType.LSM_MAC, AttachType.LSM_CGROUP -> "bpf_lsm_";
      case AttachType.TRACE_ITER -> "bpf_iter_";
      default -> "";
    };
  }
}
