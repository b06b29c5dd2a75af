package dev.ebpf4j.features;

import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Kernel;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Tries out what the running kernel can do. Answers that cannot change are remembered for as long
/// as this lives; a refusal for lack of privilege is not such an answer. Safe for use by many
/// threads.
///
/// A feature that needs more than the caller may is reported as absent: that is what it is for the
/// caller.
public final class Features {

  private static final int UNKNOWN = -1;

  private final Kernel kernel;
  private final int device;
  private final ConcurrentMap<Integer, Boolean> known = new ConcurrentHashMap<>();

  /// Answers for each helper of each program type.
  private final AtomicIntegerArray helperAnswers;

  /// What the kernel itself can do.
  public Features(Kernel kernel) {
    this(kernel, 0);
  }

  /// What a network device can do that runs programs itself.
  ///
  /// @param device index of the device, 0 for the kernel itself
  public Features(Kernel kernel, int device) {
    this.kernel = kernel;
    this.device = device;
    int[] unknown = new int[ProgramType.COUNT * Helper.COUNT];
    Arrays.fill(unknown, UNKNOWN);
    this.helperAnswers = new AtomicIntegerArray(unknown);
  }

  /// Whether there is a bpf(2). Since Linux 3.18 with CONFIG_BPF_SYSCALL.
  public boolean syscall() {
    try (Attr attr = new Attr(AttrProgLoad.KERN_VERSION)) {
      return attr.call(kernel, BpfCommand.PROG_LOAD) != -Errno.ENOSYS;
    }
  }

  /// Whether programs of a type can be loaded.
  ///
  /// @param type see [ProgramType]
  public boolean programType(int type) {
    return remembered(type, () -> ProgramProbe.type(kernel, type, device));
  }

  /// Whether maps of a type can be made.
  ///
  /// @param type see [MapType]
  public boolean mapType(int type) {
    return remembered(1 << 16 | type, () -> MapProbe.type(kernel, type, device));
  }

  /// Whether the helpers of a program type can be told: for types whose programs need a target in
  /// the kernel's BTF they cannot.
  public static boolean canTellHelpers(int programType) {
    return programType != ProgramType.TRACING
        && programType != ProgramType.EXT
        && programType != ProgramType.LSM
        && programType != ProgramType.STRUCT_OPS;
  }

  /// Whether programs of a type may call a helper; see [#helpers(int, int[])].
  public boolean helper(int programType, int helper) {
    return helpers(programType, new int[] {helper})[0];
  }

  /// Which helpers programs of a type may call. Loading a program that calls nothing but this
  /// helper fails nearly always; what counts is what the verifier says about it.
  ///
  /// Some helpers make the kernel write a warning to its log when a program with them is loaded.
  ///
  /// @param helpers see [dev.ebpf4j.abi.Helper]
  /// @return an answer for each of them
  public boolean[] helpers(int programType, int[] helpers) {
    boolean[] answers = new boolean[helpers.length];
    if (canTellHelpers(programType)) {
      try (HelperProbe probe = new HelperProbe(kernel, programType, device)) {
        for (int i = 0; i < helpers.length; i++) {
          answers[i] = helper(probe, programType, helpers[i]);
        }
      }
    }
    return answers;
  }

  private boolean helper(HelperProbe probe, int programType, int helper) {
    int index = programType * Helper.COUNT + helper;
    boolean common = helper >= 0 && helper < Helper.COUNT && index < helperAnswers.length();
    int before = common ? helperAnswers.get(index) : UNKNOWN;
    int answer = before == UNKNOWN ? probe.ask(helper) : before;
    if (common && answer >= 0) {
      helperAnswers.set(index, answer);
    }
    return answer == 1;
  }

  /// Whether programs may have more than 4096 instructions. Since Linux 5.2.
  public boolean largePrograms() {
    return instructions(0, ProgramProbe::large);
  }

  /// Whether programs may have loops that end. Since Linux 5.3.
  public boolean boundedLoops() {
    return instructions(1, ProgramProbe::loop);
  }

  /// Whether there is `if r0 < ...`. Since Linux 4.14.
  public boolean isaVersion2() {
    return instructions(2, ProgramProbe::version2);
  }

  /// Whether there are jumps on 32-bit registers. Since Linux 5.1.
  public boolean isaVersion3() {
    return instructions(3, ProgramProbe::version3);
  }

  /// Whether there are jumps over more than 32767 instructions. Since Linux 6.6.
  public boolean isaVersion4() {
    return instructions(4, ProgramProbe::version4);
  }

  private boolean instructions(int number, ProgramProbe.Code code) {
    return remembered(
        3 << 16 | number, () -> ProgramProbe.instructions(kernel, code.instructions(), device));
  }

  /// Asks for one answer.
  interface Question {
    /// 1 for yes, 0 for no, or the negative error number of a refusal that proves nothing.
    int ask();
  }

  private boolean remembered(int key, Question question) {
    Boolean before = known.get(key);
    if (before != null) {
      return before;
    }
    int answer = question.ask();
    if (answer >= 0) {
      known.put(key, answer == 1);
    }
    return answer == 1;
  }
}
