package dev.ebpf4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whole processes side by side: bpftool of this project against hello world with an AOT cache and
/// against an installed bpftool, as a table. Started by `bench/run`, which prepares what the jobs
/// need; see bench/README.md.
///
/// The two commands of a line run in alternation, so that a busy machine slows both; the ratio is
/// that of the medians.
public final class SideBySide {
  private static final int WARM = 2;

  private final String ours;
  private final String theirs;
  private final List<String> hello;
  private final String fixtures;
  private final String scratch;
  private final int runs;
  private final String large;

  private SideBySide(String[] arguments) {
    ours = arguments[0];
    theirs = arguments[1];
    hello = List.of(arguments[2].split(" "));
    fixtures = arguments[3];
    scratch = arguments[4];
    runs = Integer.parseInt(arguments[5]);
    large = arguments[6];
  }

  /// Arguments: our bpftool, the installed one or `-`, the command line of hello world, the
  /// directory of BPF objects, a directory on a bpffs with the prepared pins or `-`, the number of
  /// runs, and an object of some megabytes or `-`.
  public static void main(String[] arguments) {
    SideBySide table = new SideBySide(arguments);
    System.out.println(
        "| job | against | ours ms | other ms | ratio | CPU ratio | ceiling | aim | peak MiB | |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    boolean kept = true;
    for (Job job : table.jobs()) {
      kept &= table.measure(job);
    }
    System.exit(kept ? 0 : 1);
  }

  private boolean measure(Job job) {
    Samples mine = new Samples(job.runs());
    Samples other = new Samples(job.runs());
    for (int i = 0; i < Math.min(WARM, job.runs()); i++) {
      once(job, job.ours());
      once(job, job.other());
    }
    for (int i = 0; i < job.runs(); i++) {
      mine.add(once(job, job.ours()));
      other.add(once(job, job.other()));
    }
    double ratio = mine.wallMillis() / other.wallMillis();
    String verdict =
        !mine.good() || !other.good()
            ? "FAIL"
            : ratio <= job.aim() ? "aim" : ratio <= job.ceiling() ? "ok" : "OVER";
    System.out.printf(
        Locale.ROOT,
        "| %-44s | %-7s | %8.1f | %8.1f | %5.2f | %5." + "2f | %4.2f | %4.2f | %5.0f | %-4s |%n",
        job.name(),
        job.yardstick(),
        mine.wallMillis(),
        other.wallMillis(),
        ratio,
        mine.cpuMillis() / other.cpuMillis(),
        job.ceiling(),
        job.aim(),
        mine.peakMib(),
        verdict);
    return verdict.equals("aim") || verdict.equals("ok");
  }

  private static Child.Cost once(Job job, List<String> command) {
    if (!job.before().isEmpty()) {
      Child.run(job.before());
    }
    return Child.run(command);
  }

  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    jobs.add(start("version", 1.4, 1.1));
    jobs.add(start("help", 1.4, 1.1));
    jobs.add(start("gen object " + output() + " " + object("link_a") + object("link_b"), 2.4, 1.5));
    jobs.add(start("gen skeleton " + object("types"), 2.4, 1.5));
    jobs.add(start("gen subskeleton " + object("types"), 2.4, 1.5));
    boolean kernel = !scratch.equals("-");
    if (kernel) {
      jobs.add(start("prog show", 2.4, 1.5));
      jobs.add(start("map show", 2.4, 1.5));
      jobs.add(start("link show", 2.4, 1.5));
      jobs.add(start("btf show", 2.4, 1.5));
      jobs.add(start("prog dump xlated pinned " + scratch + "/core/fields", 2.4, 1.5));
    }
    if (theirs.equals("-")) {
      return jobs;
    }
    String vmlinux = "btf dump file /sys/kernel/btf/vmlinux";
    jobs.add(side(vmlinux, 2.0, 0.9, runs / 3));
    jobs.add(side("-j " + vmlinux, 2.0, 0.9, runs / 3));
    jobs.add(side(vmlinux + " format c", 2.0, 0.9, runs / 3));
    String minimal = "gen min_core_btf /sys/kernel/btf/vmlinux " + output() + " ";
    jobs.add(side(minimal + object("core"), 2.0, 0.9, runs / 3));
    if (!large.equals("-")) {
      jobs.add(side("gen object " + output() + " " + large, 2.0, 0.9, runs / 3));
      jobs.add(side("gen skeleton " + large, 2.0, 0.9, runs / 3));
      jobs.add(side("gen subskeleton " + large, 2.0, 0.9, runs / 3));
    }
    if (kernel) {
      for (String map : List.of("bare", "typed")) {
        jobs.add(side("map dump pinned " + scratch + "/" + map, 0.25, 0.12, 3));
        jobs.add(side("-j map dump pinned " + scratch + "/" + map, 0.25, 0.12, 3));
      }
      jobs.add(side("map dump pinned " + scratch + "/percpu", 0.25, 0.12, runs / 3));
      jobs.add(side("-j map dump pinned " + scratch + "/percpu", 0.25, 0.12, runs / 3));
      jobs.add(side("map dump pinned " + scratch + "/sparse", 1, 1, runs / 3));
      if (!large.equals("-")) {
        jobs.add(side("prog dump xlated pinned " + scratch + "/huge", 2.0, 0.9, runs / 3));
        jobs.add(side("-j prog dump xlated pinned " + scratch + "/huge", 2.0, 0.9, runs / 3));
      }
      jobs.add(side("feature probe", 1.2, 0.7, runs / 3));
      String pins = scratch + "/loaded";
      String tool = fixtures + "/../../fixtures/tools/tcpconnect.o ";
      for (String file : List.of(object("core"), tool)) {
        jobs.add(
            side("prog loadall " + file + pins, 1.5, 0.8, runs)
                .before(List.of("/bin/rm", "-rf", pins)));
      }
      jobs.add(side("prog show", 1, 1, runs));
      jobs.add(side("map show", 1, 1, runs));
    }
    return jobs;
  }

  private String object(String name) {
    return fixtures + "/" + name + ".bpf.o ";
  }

  private static String output() {
    return System.getProperty("java.io.tmpdir") + "/bench-output";
  }

  /// A command of ours against hello world.
  private Job start(String line, double ceiling, double aim) {
    return new Job(name(line), command(ours, line), hello, "hello", ceiling, aim, runs, List.of());
  }

  /// The same command line given to both bpftools.
  private Job side(String line, double ceiling, double aim, int times) {
    return new Job(
        name(line),
        command(ours, line),
        command(theirs, line),
        "bpftool",
        ceiling,
        aim,
        Math.max(3, times),
        List.of());
  }

  private String name(String line) {
    return line.replace(scratch + "/", "")
        .replace(fixtures + "/", "")
        .replace("../../fixtures/tools/", "")
        .replace(output(), "OUT")
        .replace(large.equals("-") ? "large.o" : large, "large.o")
        .replace("/sys/kernel/btf/", "");
  }

  private static List<String> command(String program, String line) {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(List.of(line.split(" ")));
    return words;
  }
}
