package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.view.CgroupProgram;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.prog.Attachments;
import dev.ebpf4j.prog.Attachments.Attached;
import dev.ebpf4j.prog.FullNames;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks which programs are attached to a control group.
final class CgroupCollector {

  /// BPF_F_QUERY_EFFECTIVE.
  private static final int EFFECTIVE = 1;

  private static final int MAX_PROGRAMS = 1024;

  private final Session session;
  private final Kernel kernel;
  private final boolean effective;
  private boolean kernelTypesRead;
  private @Nullable Btf kernelTypes;

  CgroupCollector(Session session, boolean effective) {
    this.session = session;
    this.kernel = session.kernel();
    this.effective = effective;
  }

  /// Opens the directory of a control group.
  static Fd open(Session session, String path) {
    try {
      return Os.open(session.kernel(), path, Sys.O_RDONLY, 0);
    } catch (SyscallException e) {
      throw Failures.bare(session, "can't open cgroup " + path, e);
    }
  }

  /// The programs of all hooks.
  List<CgroupProgram> programs(Fd cgroup, String path) {
    try {
      return programs(cgroup);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't query bpf programs attached to " + path, e);
    }
  }

  /// As [#programs(Fd, String)], without words for an error.
  List<CgroupProgram> programs(Fd cgroup) {
    List<CgroupProgram> programs = new ArrayList<>();
    SyscallException refused = null;
    boolean anyAnswered = false;
    for (int type : CgroupAttachTypes.SHOWN) {
      try {
        add(programs, cgroup, type);
        anyAnswered = true;
      } catch (SyscallException e) {
        if (e.errno() != Errno.EINVAL) {
          throw e;
        }
        refused = e; // this kernel does not know the hook
      }
    }
    if (!anyAnswered && refused != null) {
      throw refused;
    }
    return programs;
  }

  private void add(List<CgroupProgram> programs, Fd cgroup, int type) {
    int flags = effective ? EFFECTIVE : 0;
    int target = cgroup.number();
    if (Attachments.count(kernel, target, type, flags) == 0) {
      return;
    }
    Attached attached = Attachments.query(kernel, target, type, flags, MAX_PROGRAMS);
    for (int i = 0; i < attached.programs().length; i++) {
      int own = i < attached.programFlags().length ? attached.programFlags()[i] : 0;
      CgroupProgram program =
          program(attached.programs()[i], type, own != 0 ? own : attached.flags());
      if (program != null) {
        programs.add(program);
      }
    }
  }

  private @Nullable CgroupProgram program(int id, int type, int flags) {
    try (Fd fd = Programs.tryOpen(kernel, id)) {
      if (fd == null) {
        return null;
      }
      ProgramInfo info = Programs.info(kernel, fd);
      int object = info.attachBtfObject().value();
      int function = info.attachBtfType();
      return new CgroupProgram(
          id,
          type,
          effective ? null : Integer.valueOf(flags),
          FullNames.of(kernel, fd, info),
          function == 0 ? "" : targetName(function),
          object,
          function);
    }
  }

  private @Nullable String targetName(int function) {
    if (!kernelTypesRead) {
      kernelTypesRead = true;
      try {
        kernelTypes = KernelBtf.types(kernel);
      } catch (BpfException e) {
        kernelTypes = null; // this kernel describes itself nowhere
      }
    }
    Btf types = kernelTypes;
    return types == null || function >= types.typeCount() ? null : types.name(function);
  }
}
