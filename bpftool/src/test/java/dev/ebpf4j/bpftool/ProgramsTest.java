package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Verbs of `prog` and `link` on programs in the running kernel.
class ProgramsTest {

  private static final String PROGRAMS =
      """
      bpftool prog load $OBJ/xdp8080.bpf.o $BPF/xdp || exit 98
      """;

  @Test
  void aProgramRunsOnAPacket() {
    Tool.Result result =
        Tool.script(
            PROGRAMS
                + """
                printf '%064d' 7 > packet
                bpftool prog run pinned $BPF/xdp data_in packet data_out copy | sed 's/[0-9]*ns/T/'
                cmp packet copy; echo $?
                bpftool prog run pinned $BPF/xdp data_in - data_out - repeat 3 < packet \\
                  | sed 's/[0-9]*ns/T/'
                bpftool -j prog run pinned $BPF/xdp data_in packet | sed 's/n":[0-9]*/n":T/'
                bpftool prog run pinned $BPF/xdp data_in packet data_size_out 8 data_out -; echo $?
                bpftool prog run pinned $BPF/xdp data packet; echo $?
                bpftool prog run pinned $BPF/xdp data_in packet repeat many; echo $?
                bpftool prog run pinned $BPF/xdp data_in none; echo $?
                bpftool prog run pinned $BPF/xdp data_in - ctx_in -; echo $?
                bpftool prog run pinned $BPF/xdp; echo $?
                """);
    assertEquals(
        """
        Return value: 2, duration: T
        0
        0000000	3030 3030 3030 3030 3030 3030 3030 3030 | 00000000 00000000
        0000010	3030 3030 3030 3030 3030 3030 3030 3030 | 00000000 00000000
        0000020	3030 3030 3030 3030 3030 3030 3030 3030 | 00000000 00000000
        0000030	3030 3030 3030 3030 3030 3030 3030 3037 | 00000000 00000007
        Return value: 2, duration (average): T
        {"retval":2,"duration":T}
        228
        255
        255
        255
        255
        255
        """,
        result.out());
    assertEquals(
        """
        Error: failed to run program: No space left on device
        Error: ambiguous prefix: 'data' could be 'data_in' or 'data_out' or 'data_size_out'
        Error: can't parse many as repeat number
        Error: failed to open none: No such file or directory
        Error: cannot use standard input for both data_in and ctx_in
        Error: 'run' needs at least 4 arguments, 2 found
        """,
        result.err());
  }

  @Test
  void whatAProgramGivesBackMayBeMuchOrFindNoPlace() {
    Tool.Result result =
        Tool.script(
            PROGRAMS
                + """
                printf '%014d' 7 > packet
                run() { bpftool "$@" | sed 's/[0-9]*ns/T/;s/n":[0-9]*/n":T/'; }
                run prog run pinned $BPF/xdp data_in packet data_size_out 4294967295 data_out -
                run prog run pinned $BPF/xdp data_in packet data_out /dev/full
                run prog run pinned $BPF/xdp data_in packet data_out none/copy
                run -j prog run pinned $BPF/xdp data_in packet data_out /dev/full
                """);
    assertEquals(
        """
        0000000	3030 3030 3030 3030 3030 3030 3037      | 00000000 000007
        Return value: 2, duration: T
        Return value: 2, duration: T
        Return value: 2, duration: T
        {"error":"failed to write output data/ctx: No space left on device","retval":2,"duration":T}
        """,
        result.out());
    assertEquals(
        """
        Error: failed to write output data/ctx: No space left on device
        Error: failed to open none/copy: No such file or directory
        """,
        result.err());
  }

  @Test
  void pinsAreMadeWhereTheyMayBe() {
    Tool.Result result =
        Tool.script(
            PROGRAMS
                + """
                bpftool prog pin pinned $BPF/xdp $BPF/again; echo $?
                bpftool prog pin pinned $BPF/xdp $BPF/again; echo $?
                bpftool prog pin pinned $BPF/xdp $BPF/no/again; echo $?
                bpftool -n prog pin pinned $BPF/xdp $DIR/outside; echo $?
                bpftool prog pin pinned $BPF/xdp; echo $?
                mkdir place; bpftool prog pin pinned $BPF/xdp place/x; echo $?; ls -I '*.debug' place
                stat -f -c %T place
                bpftool -jf prog show pinned $BPF/xdp | grep -o '"pinned":\\[[^]]*' | tr , '\\n' \\
                  | grep -c $DIR
                """);
    assertEquals("0\n255\n255\n255\n234\n0\nx\nbpf_fs\n3\n", result.out(), result.err());
    assertTrue(
        result
            .err()
            .contains(
                "Error: no BPF file system found, not mounting it due to --nomount option\n"));
    assertTrue(result.err().contains("/again' already exists\n"));
    assertTrue(result.err().contains("/no' doesn't exist\n"));
  }

  @Test
  void whatProgramsPrintIsShownUntilTheUserStops() {
    Tool.Result result =
        Tool.script(
            """
            umount -R /sys/kernel/tracing /sys/kernel/debug/tracing 2>/dev/null
            timeout -s INT --preserve-status 2 bpftool -n prog tracelog; echo $?
            timeout -s INT --preserve-status 3 bpftool -j prog tracelog > log; echo $?
            head -c 1 log
            tail -c 2 log
            """);
    assertTrue(result.out().startsWith("255\n"), result.out() + result.err());
    assertTrue(result.out().endsWith("0\n[]\n"), result.out() + result.err());
    assertTrue(result.err().contains("no tracefs found"), result.err());
  }

  @Test
  void whatProgramsPrintIsNotForEveryone() {
    Tool.Result result =
        Tool.script(
            """
            chmod 755 $DIR $DIR/bin
            mount -t tracefs -o mode=700 tracefs /sys/kernel/tracing || exit 99
            setpriv --reuid 65534 --clear-groups bpftool prog tracelog; echo $?
            """);
    assertEquals("Error: could not open trace pipe: Permission denied\n", result.err());
    assertEquals("255\n", result.out());
  }

  @Test
  void linksAreShownPinnedAndDetached() {
    Tool.Result result =
        Tool.script(
            """
            ip link add v0 type veth peer name v1 || exit 99
            bpftool prog loadall $OBJ/attach.bpf.o $BPF/a || exit 98
            $OBJ/helper link xdp $BPF/a/on_xdp $BPF/link v0 || exit 97
            bpftool link show pinned $BPF/link | sed -E 's/^[0-9]+/N/; s/prog [0-9]+/prog N/'
            bpftool -j link show pinned $BPF/link | sed -E 's/id":[0-9]+/id":N/g'
            bpftool link pin pinned $BPF/link $BPF/again; echo $?
            bpftool link detach pinned $BPF/link; echo $?
            bpftool link show pinned $BPF/again | tail -1
            bpftool link detach; echo $?
            bpftool link detach id 4294967295; echo $?
            bpftool link show id 4294967295; echo $?
            bpftool link show pinned $BPF/a/on_xdp; echo $?
            """);
    assertEquals(
        """
        N: xdp  prog N \s
        	ifindex v0(3) \s
        {"id":N,"type":"xdp","prog_id":N,"devname":"v0","ifindex":3}
        0
        0
        	ifindex (detached) \s
        1
        1
        254
        255
        """,
        result.out(),
        result.err());
    assertEquals(
        """
        Error: link specifier is invalid or missing

        Error: failed to get link with ID 4294967295: No such file or directory
        Error: failed to get link with ID 4294967295: No such file or directory
        Error: incorrect object type: prog
        """,
        result.err());
  }

  @Test
  void aCapabilityThatIsMissingIsNamed() {
    Tool.Result result =
        Tool.script(
            PROGRAMS
                + """
                chmod 755 $DIR $DIR/bin
                as() { setpriv --reuid 65534 --clear-groups "$@"; }
                as bpftool prog list; echo $?
                as bpftool -j map list; echo $?
                as bpftool link show id 1; echo $?
                as bpftool perf show; echo $?
                as bpftool cgroup tree / >/dev/null; echo $?
                """);
    assertEquals(
        """
        255
        [{"error":"can't get next map: Operation not permitted (CAP_SYS_ADMIN is missing)"}]
        255
        255
        255
        255
        """,
        result.out(),
        result.err());
    String[] errors = result.err().split("\n");
    assertEquals(
        "Error: can't get next program: Operation not permitted (CAP_SYS_ADMIN is missing)",
        errors[0]);
    assertTrue(errors[1].endsWith(": Operation not permitted (CAP_SYS_ADMIN is missing)"));
    assertTrue(errors[2].startsWith("Error: perf_query_support: Operation not permitted"));
  }
}
