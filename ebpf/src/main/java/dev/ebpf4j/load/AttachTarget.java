package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.object.AttachName;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// What a program is for, where the kernel wants to know that when it loads it.
///
/// @param btfId type of the function, tracepoint or hook
/// @param fd descriptor of the BTF of a module or of another program, 0 for the kernel proper
record AttachTarget(int btfId, int fd) {

  static final AttachTarget NONE = new AttachTarget(0, 0);

  /// Finds in the kernel's types what the section of `program` names.
  ///
  /// @throws LoadException EINVAL if it names nothing, ESRCH if the kernel has no such thing
  static AttachTarget find(ProgramSpec program, KernelTypes types, LoadLog log) {
    String target = program.attachTarget();
    if (target.isEmpty()) {
      throw failure(
          program,
          "no BTF-based attach target is specified, use bpf_program__set_attach_target()",
          Errno.EINVAL,
          log);
    }
    if (program.type() == ProgramType.EXT) {
      throw failure(program, "attach program FD is not set", Errno.EINVAL, log);
    }
    KernelTypes.Found found = find(AttachName.of(program), types);
    if (found == null) {
      throw failure(
          program,
          "failed to find kernel BTF type ID of '" + target + "': -ESRCH",
          Errno.ESRCH,
          log);
    }
    KernelTypes.Module module = found.module();
    return new AttachTarget(found.id(), module == null ? 0 : module.fd().number());
  }

  /// A function of another program, for programs that replace or trace it.
  ///
  /// @throws LoadException ESRCH if that program has no such function, or no types
  static AttachTarget inProgram(Kernel kernel, LoadOptions.ProgramTarget target) {
    BtfId types = Programs.info(kernel, target.program()).btfId();
    if (types.value() != 0) {
      try (Fd fd = BtfObjects.open(kernel, types)) {
        int function = Btf.parse(BtfObjects.data(kernel, fd)).find(BtfKind.FUNC, target.function());
        if (function > 0) {
          return new AttachTarget(function, target.program().number());
        }
      }
    }
    throw new LoadException(
        "no function '" + target.function() + "' in " + target.program(), Errno.ESRCH, null);
  }

  private static KernelTypes.@Nullable Found find(AttachName name, KernelTypes types) {
    String module = name.module();
    return module == null
        ? types.find(name.kind(), name.name())
        : types.findIn(module, name.kind(), name.name());
  }

  private static LoadException failure(
      ProgramSpec program, String problem, int errno, LoadLog log) {
    String start = "prog '" + program.name() + "': ";
    String message = start + problem;
    log.warn(message);
    log.warn(start + "failed to prepare load attributes: -" + Errno.name(errno));
    log.warn(start + "failed to load: -" + Errno.name(errno));
    return new LoadException(message, errno, null);
  }
}
