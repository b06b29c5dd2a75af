package dev.ebpf4j.bpftool.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Tool;
import org.junit.jupiter.api.Test;

/// Verbs that act, as processes: each script runs once with ours and once with the installed tool
/// as `$tool`, and both must say the same, on standard error too.
class VerbsOracleTest {

  /// Runs a script with both, in a place of its own each; ids, times and directories are hidden.
  private static void same(String script) {
    String begin =
        """
        hide() { sed -E "s#$DIR#DIR#g; s/^[0-9]+:/N:/; s/\\b(id|prog_id|ids?)(\\"?[ :]+)[0-9]+/\\1\\2N/g;
          s/[0-9]+ns/T/; s/(duration\\"?: ?)[0-9]+/\\1T/; s/\\"orphaned\\": ?false, *//;
          s/loaded_at\\"?:? ?[0-9T:+-]+/AT/" | grep -v '"orphaned"'; }
        exec 2> "$DIR/errors"
        bpftool prog loadall $OBJ/code.bpf.o $BPF/code pinmaps $BPF/maps || exit 98
        bpftool prog load $OBJ/xdp8080.bpf.o $BPF/xdp || exit 98
        """;
    String end = "\nhide < $DIR/errors | sed 's/^/stderr: /'\n";
    Tool.Result theirs =
        Tool.script(
            "[ -x /usr/sbin/bpftool ] || exit 77\n"
                + begin
                + "tool() { /usr/sbin/bpftool \"$@\"; }\ntool_path() { echo /usr/sbin/bpftool; }\n"
                + script
                + end);
    assumeTrue(theirs.status() != 77, "no installed bpftool");
    Tool.Result ours =
        Tool.script(
            begin + "tool() { bpftool \"$@\"; }\ntool_path() { echo bpftool; }\n" + script + end);
    assertEquals(theirs.out(), ours.out());
    assertTrue(ours.out().lines().count() > 3, ours.out());
  }

  @Test
  @Covers("prog run")
  void run() {
    same(
        """
        printf '%064d' 7 > packet; head -c 14 packet > short
        for form in "" -j -p; do
          tool $form prog run pinned $BPF/xdp data_in packet | hide; echo $?
          tool $form prog run pinned $BPF/xdp data_in packet data_out - | hide
          tool $form prog run pinned $BPF/xdp data_in packet data_out copy repeat 9 | hide
          cmp packet copy
          tool $form prog run pinned $BPF/code/alu data_in packet ctx_out - ctx_size_out 32 | hide
        done
        for words in "data_in packet data_size_out 8 data_out -" "data_in none" "data_in short" \\
          "data_in packet repeat many" "data_in packet what" "" "data_in - ctx_in -" \\
          "data_in packet data_out" "data_in packet data_size_out x"; do
          tool prog run pinned $BPF/xdp $words | hide; echo $words
        done
        tool prog run id 4294967295 data_in packet; echo $?
        tool prog run pinned $BPF/xdp data_in packet data_size_out 8 data_out -; echo $?
        """);
  }

  @Test
  @Covers({"prog pin", "iter pin"})
  void pin() {
    same(
        """
        tool prog pin pinned $BPF/xdp $BPF/again; echo $?
        tool -j prog pin pinned $BPF/xdp $BPF/third; echo $?
        tool -n prog pin pinned $BPF/xdp $DIR/outside; echo $?
        tool prog pin pinned $BPF/xdp; echo $?
        tool prog pin id 4294967295 $BPF/x; echo $?
        tool iter pin $OBJ/iter_task.bpf.o $BPF/tasks; echo $?
        /usr/sbin/bpftool link show pinned $BPF/tasks | sed -E 's/[0-9]+/N/g'
        head -c 4 $BPF/tasks > /dev/null; echo $?
        tool iter pin $OBJ/none.o $BPF/x 2> /dev/null; echo $?
        tool iter pin $OBJ/iter_task.bpf.o 2> /dev/null; echo $?
        ls $BPF
        """);
  }

  @Test
  @Covers({"prog attach", "prog detach"})
  void attach() {
    same(
        """
        bpftool prog loadall $OBJ/attach.bpf.o $BPF/a pinmaps $BPF/am || exit 97
        map="pinned $BPF/am/socks"
        for verb in attach detach; do
          tool prog $verb pinned $BPF/a/on_msg sk_msg_verdict $map; echo $?
          tool -j prog $verb pinned $BPF/a/on_verdict sk_skb_stream_verdict $map; echo $?
          tool prog $verb pinned $BPF/a/on_parser sk_skb_stream_parser $map; echo $?
          tool prog $verb pinned $BPF/a/on_flow flow_dissector; echo $?
          tool net show | head -6 | hide
        done
        tool prog detach pinned $BPF/a/on_flow flow_dissector; echo $?
        tool prog detach pinned $BPF/a/on_msg sk_msg_verdict $map; echo $?
        tool prog attach pinned $BPF/a/on_msg nothing $map; echo $?
        tool prog attach pinned $BPF/a/on_msg sk_msg_verdict; echo $?
        tool prog attach pinned $BPF/a/on_msg; echo $?
        tool prog attach pinned $BPF/a/on_msg sk_msg_verdict id 4294967295; echo $?
        tool prog attach pinned $BPF/a/on_flow sk_msg_verdict $map; echo $?
        tool prog attach pinned $BPF/a/on_msg sk_msg_verdict pinned $BPF/maps/table; echo $?
        """);
  }

  @Test
  @Covers("prog tracelog")
  void tracelog() {
    same(
        """
        mount -t tracefs none /sys/kernel/tracing 2>/dev/null
        t=$(tool_path)
        for form in "" -j; do
          ( for i in 1 2 3 4 5; do sleep 0.4; echo here > /sys/kernel/tracing/trace_marker; done ) &
          timeout -s INT --preserve-status 3 $t $form prog tracelog > log
          echo status $?
          grep -q here log; echo $?
        done
        """);
  }

  /// The installed one is built without it; the text is that of 7.8.
  @Test
  @Covers("prog profile")
  void profile() {
    Tool.Result result =
        Tool.script(
            """
            bpftool prog load $OBJ/getpid.bpf.o $BPF/p || exit 98
            p="prog profile pinned $BPF/p"
            for words in "$p" "$p beers" "$p duration x cycles" "$p cycles cycles" \\
              "prog profile id 2147483647 duration 1 cycles"; do
              bpftool $words; echo $?
            done
            """);
    assertEquals("234\n255\n255\n255\n255\n", result.out(), result.err());
  }

  /// The installed one knows no tokens; the text is that of 7.8.
  @Test
  @Covers({"token show", "token list"})
  void tokens() {
    Tool.Result result =
        Tool.script(
            """
            mkdir $DIR/t
            mount -t bpf -o delegate_cmds=map_create,delegate_progs=any bpf $DIR/t || exit 77
            bpftool token show | sed "s#$DIR#DIR#"
            bpftool -j token list | sed "s#$DIR#DIR#"
            """);
    assumeTrue(result.status() != 77, "needs Linux 6.9");
    assertEquals(
        """
        token_info  DIR/t
        	allowed_cmds:
        	  map_create         \s
        	allowed_maps:
        	allowed_progs:
        	  any                \s
        	allowed_attachs:
        """,
        result.out().substring(0, Math.max(0, result.out().indexOf('['))));
  }
}
