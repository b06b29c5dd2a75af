package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.features.Features;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Collects what the kernel can do. Thousands of programs are loaded for that, so several threads
/// share the work; the report's order does not depend on them.
final class FeatureProbing {

  /// Program types that network devices may run.
  private static final int[] DEVICE_PROGRAMS = {ProgramType.SCHED_CLS, ProgramType.XDP};

  private static final int[] DEVICE_MAPS = {MapType.HASH, MapType.ARRAY};

  /// Helpers at whose sight the kernel writes a warning to its log.
  private static final int[] NOISY = {
    Helper.TRACE_PRINTK, Helper.PROBE_WRITE_USER, Helper.TRACE_VPRINTK
  };

  private static final int MOST_THREADS = 4;

  private final Kernel kernel;
  private final FeatureQuestion question;
  private final Features features;
  private final int[] programTypes;
  private final int[] mapTypes;
  private final int[] helpers;
  private final boolean[] programAnswers;
  private final boolean[] mapAnswers;
  private final boolean[][] helperAnswers;

  private FeatureProbing(Kernel kernel, FeatureQuestion question) {
    this.kernel = kernel;
    this.question = question;
    this.features = new Features(kernel, question.device());
    boolean device = question.device() != 0;
    this.programTypes = device ? DEVICE_PROGRAMS : upTo(ProgramType.COUNT);
    this.mapTypes = device ? DEVICE_MAPS : upTo(MapType.COUNT);
    this.helpers = question.full() ? upTo(Helper.COUNT) : quiet();
    this.programAnswers = new boolean[programTypes.length];
    this.mapAnswers = new boolean[mapTypes.length];
    this.helperAnswers = new boolean[programTypes.length][helpers.length];
  }

  static FeatureReport report(Session session, FeatureQuestion question) {
    Kernel kernel = session.kernel();
    FeatureReport.SystemConfig system =
        question.device() == 0 ? SystemSettings.read(session, question.isMacros()) : null;
    FeatureProbing probing = new FeatureProbing(kernel, question);
    long capabilities = Os.effectiveCapabilities(kernel);
    try {
      if (question.unprivileged()) {
        Privileges.drop(kernel);
      }
      return probing.report(system);
    } finally {
      Privileges.restore(kernel, capabilities);
    }
  }

  private static int[] upTo(int count) {
    int[] numbers = new int[count - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i + 1;
    }
    return numbers;
  }

  private static int[] quiet() {
    int[] numbers = new int[Helper.COUNT - 1 - NOISY.length];
    int count = 0;
    for (int helper = 1; helper < Helper.COUNT; helper++) {
      if (Arrays.binarySearch(NOISY, helper) < 0) {
        numbers[count++] = helper;
      }
    }
    return numbers;
  }

  private FeatureReport report(FeatureReport.@Nullable SystemConfig system) {
    if (!features.syscall()) {
      return new FeatureReport(system, false, List.of(), List.of(), List.of(), List.of());
    }
    probeInParallel();
    List<FeatureReport.TypeAnswer> programs = new ArrayList<>();
    List<FeatureReport.HelperAnswers> callable = new ArrayList<>();
    for (int i = 0; i < programTypes.length; i++) {
      String name = String.valueOf(ProgramType.name(programTypes[i]));
      programs.add(new FeatureReport.TypeAnswer(name, programAnswers[i]));
      callable.add(
          new FeatureReport.HelperAnswers(name, programAnswers[i], helpers, helperAnswers[i]));
    }
    List<FeatureReport.TypeAnswer> maps = new ArrayList<>();
    for (int i = 0; i < mapTypes.length; i++) {
      String name = String.valueOf(MapType.name(mapTypes[i]));
      maps.add(new FeatureReport.TypeAnswer(name, mapAnswers[i]));
    }
    return new FeatureReport(system, true, programs, maps, callable, misc());
  }

  private List<FeatureReport.MiscAnswer> misc() {
    return List.of(
        new FeatureReport.MiscAnswer(
            "have_large_insn_limit",
            "Large program size limit",
            "LARGE_INSN_LIMIT",
            features.largePrograms()),
        new FeatureReport.MiscAnswer(
            "have_bounded_loops", "Bounded loop support", "BOUNDED_LOOPS", features.boundedLoops()),
        new FeatureReport.MiscAnswer(
            "have_v2_isa_extension",
            "ISA extension v2",
            "V2_ISA_EXTENSION",
            features.isaVersion2()),
        new FeatureReport.MiscAnswer(
            "have_v3_isa_extension",
            "ISA extension v3",
            "V3_ISA_EXTENSION",
            features.isaVersion3()),
        new FeatureReport.MiscAnswer(
            "have_v4_isa_extension",
            "ISA extension v4",
            "V4_ISA_EXTENSION",
            features.isaVersion4()));
  }

  /// One piece of work is a map type, or a program type with all of its helpers.
  private void probeInParallel() {
    int pieces = programTypes.length + mapTypes.length;
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
            probe(i);
          }
        };
    int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    Thread[] threads = new Thread[count - 1];
    @Nullable RuntimeException[] failures = new @Nullable RuntimeException[threads.length];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  if (question.unprivileged()) {
                    Privileges.drop(kernel); // capabilities belong to threads
                  }
                  work.run();
                } catch (RuntimeException e) {
                  failures[number] = e;
                }
              },
              "probe " + i);
      threads[i].start();
    }
    work.run();
    for (int i = 0; i < threads.length; i++) {
      join(threads[i]);
      if (failures[i] != null) {
        throw failures[i];
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("probing was interrupted", e);
    }
  }

  private void probe(int piece) {
    if (piece >= programTypes.length) {
      int map = piece - programTypes.length;
      mapAnswers[map] = features.mapType(mapTypes[map]);
      return;
    }
    int type = programTypes[piece];
    programAnswers[piece] = features.programType(type);
    if (programAnswers[piece]) {
      helperAnswers[piece] = features.helpers(type, helpers);
    }
  }
}
