package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.SectionKind;
import dev.ebpf4j.sys.Fd;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Attaches a program to the place that the name of its section gives.
public final class AutoAttach {

  private final ProgramSpec spec;
  private final Fd program;
  private final LoadLog log;
  private final String target;

  private AutoAttach(ProgramSpec spec, Fd program, LoadLog log) {
    this.spec = spec;
    this.program = program;
    this.log = log;
    this.target = spec.attachTarget();
  }

  /// Whether the section's name says enough to attach the program.
  public static boolean isPossible(ProgramSpec spec) {
    return spec.attachesByName();
  }

  /// Attaches `program`.
  ///
  /// @param spec what it was loaded from
  /// @param usdt the maps that static user tracepoints are described in, null if its object has
  ///     none
  /// @return null if the section's name does not say enough
  /// @throws LoadException if the name is malformed
  /// @throws SyscallException if the kernel refuses
  public static @Nullable Link attach(
      ProgramSpec spec, Fd program, @Nullable UsdtMaps usdt, LoadLog log) {
    return isPossible(spec) ? new AutoAttach(spec, program, log).attach(usdt) : null;
  }

  private Link attach(@Nullable UsdtMaps usdt) {
    SectionKind kind = spec.kind();
    if (kind == null) {
      throw new IllegalStateException("no section kind");
    }
    return switch (kind.hook()) {
      case NONE -> throw new IllegalStateException("no hook");
      case TRACEPOINT -> tracepoint();
      case RAW_TRACEPOINT ->
          attempt(
              "failed to attach to raw tracepoint '" + target + "'",
              () -> RawTracepoints.attach(program, RawTracepoints.Options.of(target)));
      case TRACING, LSM -> attempt("failed to attach", this::tracing);
      case TRACING_MULTI -> attempt("failed to attach", this::tracingMulti);
      case ITERATOR ->
          attempt(
              "failed to attach to iterator",
              () -> Iterators.attach(program, Iterators.Options.none()));
      case KPROBE -> kprobe(kind.atReturn());
      case KPROBE_MULTI, KPROBE_SESSION -> kprobeMulti(kind);
      case KSYSCALL -> ksyscall(kind.atReturn());
      case UPROBE -> uprobe(kind.atReturn());
      case UPROBE_MULTI -> uprobeMulti(kind);
      case USDT -> usdt(usdt);
    };
  }

  private Link tracing() {
    int type = spec.expectedAttachType();
    return type == 0
        ? Tracing.attachReplacement(program)
        : Tracing.attach(program, Tracing.Options.of(type));
  }

  private Link tracingMulti() {
    int type = spec.expectedAttachType();
    return TracingMulti.attach(
        program, TracingMulti.Options.matching(program.kernel(), type, target));
  }

  private Link tracepoint() {
    int slash = target.indexOf('/');
    if (slash <= 0 || slash == target.length() - 1) {
      throw failure("invalid tracepoint '" + target + "'", Errno.EINVAL);
    }
    String group = target.substring(0, slash);
    String name = target.substring(slash + 1);
    return attempt(
        "failed to create tracepoint '" + group + "/" + name + "' perf event",
        () -> Tracepoints.attach(program, Tracepoints.Options.of(group, name)));
  }

  private Link kprobe(boolean atReturn) {
    int plus = target.indexOf('+');
    String function = plus < 0 ? target : target.substring(0, plus);
    Long offset = plus < 0 ? Long.valueOf(0) : number(target.substring(plus + 1));
    if (function.isEmpty() || offset == null) {
      throw failure("kprobe name is invalid: " + target, Errno.EINVAL);
    }
    if (atReturn && offset != 0) {
      throw failure("kretprobes do not support offset specification", Errno.EINVAL);
    }
    Kprobes.Options options =
        atReturn
            ? Kprobes.Options.exit(function)
            : Kprobes.Options.entry(function).withOffset(offset);
    return attempt(
        "failed to create "
            + (atReturn ? "kretprobe" : "kprobe")
            + " '"
            + function
            + "+0x"
            + Long.toHexString(offset)
            + "' perf event",
        () -> Kprobes.attach(program, options));
  }

  private Link kprobeMulti(SectionKind kind) {
    return attempt(
        "failed to attach",
        () ->
            KprobeMulti.attach(
                program,
                KprobeMulti.Options.matching(program.kernel(), target)
                    .withReturn(kind.atReturn())
                    .withSession(kind.session())));
  }

  private Link ksyscall(boolean atReturn) {
    return attempt(
        "failed to attach to system call '" + target + "'",
        () -> Ksyscalls.attach(program, new Ksyscalls.Options(target, atReturn, 0)));
  }

  private Link uprobe(boolean atReturn) {
    int colon = target.indexOf(':');
    if (colon <= 0 || colon == target.length() - 1) {
      throw failure(
          "section '" + spec.section() + "' missing ':function[+offset]' specification",
          Errno.EINVAL);
    }
    String function = target.substring(colon + 1);
    long extra = 0;
    int plus = function.lastIndexOf('+');
    Long offset = plus > 0 ? number(function.substring(plus + 1)) : null;
    if (offset != null) {
      extra = offset;
      function = function.substring(0, plus);
    }
    if (atReturn && extra != 0) {
      throw failure("uretprobes do not support offset specification", Errno.EINVAL);
    }
    String name = function;
    long distance = extra;
    Path binary = binary(target.substring(0, colon));
    return attempt(
        "failed to create "
            + (atReturn ? "uretprobe" : "uprobe")
            + " '"
            + binary
            + ":"
            + function
            + "' perf event",
        () -> {
          long at = UserSymbols.open(binary).offset(name) + distance;
          Uprobes.Options options = Uprobes.Options.at(binary, at).withReturn(atReturn);
          return Uprobes.attach(program, options);
        });
  }

  private Link uprobeMulti(SectionKind kind) {
    int colon = target.indexOf(':');
    if (colon <= 0 || colon == target.length() - 1) {
      throw failure("invalid format of section definition '" + spec.section() + "'", Errno.EINVAL);
    }
    Path binary = binary(target.substring(0, colon));
    String glob = target.substring(colon + 1);
    return attempt(
        "failed to attach multi-uprobe",
        () -> {
          List<Long> offsets = List.copyOf(UserSymbols.open(binary).matching(glob).values());
          if (offsets.isEmpty()) {
            throw SyscallException.of("uprobe.multi", "pattern '" + glob + "'", Errno.ENOENT);
          }
          return UprobeMulti.attach(
              program,
              UprobeMulti.Options.at(binary, offsets)
                  .withReturn(kind.atReturn())
                  .withSession(kind.session()));
        });
  }

  private Link usdt(@Nullable UsdtMaps maps) {
    String[] parts = target.split(":", -1);
    if (parts.length != 3) {
      throw failure(
          "invalid section '"
              + spec.section()
              + "', expected SEC(\"usdt/<path>:<provider>:<name>\")",
          Errno.EINVAL);
    }
    if (maps == null) {
      throw failure(
          "failed to find USDT support BPF maps, did you forget to include" + " bpf/usdt.bpf.h?",
          Errno.ESRCH);
    }
    Path binary = binary(parts[0]);
    return attempt(
        "failed to attach to USDT '" + target + "'",
        () -> Usdt.attach(program, maps, Usdt.Options.of(binary, parts[1], parts[2])));
  }

  private Path binary(String name) {
    Path found = Binaries.find(name);
    if (found == null) {
      throw failure("failed to resolve full path for '" + name + "'", Errno.ENOENT);
    }
    return found;
  }

  private Link attempt(String complaint, Supplier<Link> attach) {
    try {
      return attach.get();
    } catch (BpfException e) {
      say(complaint + ": -" + Errno.name(e.errno()));
      throw e;
    }
  }

  private LoadException failure(String problem, int errno) {
    say(problem);
    return new LoadException("program '" + spec.name() + "': " + problem, errno, null);
  }

  private void say(String problem) {
    log.warn("prog '" + spec.name() + "': " + problem);
  }

  /// Decimal or hexadecimal, null if it is neither.
  private static @Nullable Long number(String text) {
    try {
      return Long.decode(text.strip());
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
