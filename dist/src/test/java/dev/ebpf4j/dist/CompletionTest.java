package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The completions of the image in the shells that they are for.
class CompletionTest {

  private static final Path SHARE = Finished.IMAGE.resolve("share");

  /// Shells keep files in it.
  @TempDir static Path home;

  /// A shell, and a script that prints what it offers for the last of the words it is given.
  enum Shell {
    BASH(
        "bash",
        "bash-completion/completions/bpftool",
        """
        source "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _bpftool "$1"
        printf '%s\\n' "${COMPREPLY[@]}"
        """),
    /// Without a terminal nothing completes: the two builtins that offer are put in place here.
    ZSH(
        "zsh",
        "zsh/vendor-completions/_bpftool",
        """
        compadd() { shift; local word; for word; do [[ $word == $cur* ]] && print -r -- $word; done; true }
        _describe() { local word; for word in ${(P)3}; do [[ $word == $cur* ]] && print -r -- ${word%%:*}; done; true }
        _files() { local d=$1; for f in $cur*(N); do [[ $d != -/ || -d $f ]] && print -r -- $f; done; true }
        words=("$@") CURRENT=$#
        eval "$(cat $0)"
        """),
    FISH(
        "fish",
        "fish/vendor_completions.d/bpftool.fish",
        """
        source $argv[1]
        complete -C (string join ' ' -- $argv[2..-1]) | string replace -r '\\t.*' ''
        """);

    private final String program;
    private final String file;
    private final String script;

    Shell(String program, String file, String script) {
      this.program = program;
      this.file = file;
      this.script = script;
    }

    /// What is offered for the last word of `line`, sorted.
    String offers(String line) throws Exception {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(this == ZSH ? List.of("-f") : List.of());
      command.addAll(List.of("-c", script, SHARE.resolve(file).toString()));
      command.addAll(List.of(line.split(" ", -1)));
      String path = Finished.BPFTOOL.getParent() + ":" + System.getenv("PATH");
      Map<String, String> environment = Map.of("PATH", path, "HOME", home.toString());
      Finished.Outcome outcome = Finished.run(command, environment, 60);
      return String.join(" ", new TreeSet<>(outcome.out().lines().toList())).strip();
    }
  }

  private static void installed(Shell shell) {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", shell.program))
            || Files.isExecutable(Path.of("/bin", shell.program)),
        "needs " + shell.program);
  }

  @ParameterizedTest
  @EnumSource
  void whatMayComeNext(Shell shell) throws Exception {
    installed(shell);
    Map<String, String> cases =
        Map.ofEntries(
            Map.entry("bpftool p", "perf prog"),
            Map.entry("bpftool map e", "enqueue event_pipe"),
            Map.entry("bpftool pr du ", "jited xlated"),
            Map.entry("bpftool prog dump xlated ", "file id name pinned tag"),
            Map.entry("bpftool prog dump xlated id 5 ", "file linum opcodes visual"),
            Map.entry("bpftool prog dump xlated id 5 opcodes v", "visual"),
            Map.entry("bpftool -p map update id 3 key 1 2 v", "value"),
            Map.entry("bpftool map update id 3 key hex a e value 1 ", "any exist noexist"),
            Map.entry("bpftool map create /x type lru", "lru_hash lru_percpu_hash"),
            Map.entry("bpftool -B vmlinux btf dump file x format ", "c raw"),
            Map.entry("bpftool prog load x.o /p type cgroup/bi", "cgroup/bind4 cgroup/bind6"),
            Map.entry("bpftool cgroup attach /c cgroup_dev", "cgroup_device"),
            Map.entry("bpftool net detach xdp dev l", "lo"),
            Map.entry("bpftool feature list_builtins ma", "map_types"),
            Map.entry("bpftool prog profile id 1 duration 3 l", "l1d_loads llc_misses"),
            Map.entry("bpftool gen skeleton x.o lang ", "c java"),
            Map.entry("bpftool gen object out.o examples/getpid.o", "examples/getpid.o"),
            Map.entry("bpftool nonsense ", ""),
            Map.entry("bpftool --js", "--json"));
    for (Map.Entry<String, String> line : cases.entrySet()) {
      assertEquals(line.getValue(), shell.offers(line.getKey()), line.getKey());
    }
  }

  /// Numbers and names come from the tool itself.
  @ParameterizedTest
  @EnumSource
  void whatIsLoaded(Shell shell) throws Exception {
    installed(shell);
    Finished.needsKernel();
    String pin = "/sys/fs/bpf/complete";
    Process holder =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t bpf bpf /sys/fs/bpf && \"$0\" map create \"$1\" type array key 4 value 4"
                    + " entries 1 name complete_me && echo ready && read end",
                Finished.BPFTOOL.toString(),
                pin)
            .redirectErrorStream(true)
            .start();
    try {
      assertEquals("ready", holder.inputReader().readLine());
      assertEquals("complete_me", shell.offers("bpftool map dump name complete_"));
      String ids = shell.offers("bpftool map dump id ");
      Finished.Outcome shown =
          Finished.run(
              List.of(Finished.BPFTOOL.toString(), "map", "show", "name", "complete_me"),
              Map.of(),
              20);
      String id = shown.out().substring(0, shown.out().indexOf(':'));
      assertTrue(List.of(ids.split(" ")).contains(id), ids);
    } finally {
      holder.outputWriter().close();
      holder.waitFor();
    }
  }
}
