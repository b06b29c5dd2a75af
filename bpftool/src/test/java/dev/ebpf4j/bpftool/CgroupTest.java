package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `cgroup` on real control groups, made for the test and removed with it.
class CgroupTest {

  private static final String GROUPS =
      """
      root=$DIR/cgroup; mkdir $root && mount -t cgroup2 none $root || exit 99
      web=$root/ebpf4j-test.$$; mkdir -p $web/api || exit 97
      trap 'find $web -depth -type d -exec rmdir {} + ; umount $root' EXIT
      bpftool prog loadall $OBJ/attach.bpf.o $BPF/a || exit 98
      hide() { sed -E "s#$web#WEB#g; s/^( *)[0-9]+ +/\\1N /; s/\\"id\\":[0-9]+/\\"id\\":N/g"; }
      """;

  @Test
  void programsAreAttachedShownAndDetached() {
    Tool.Result result =
        Tool.script(
            GROUPS
                + """
                bpftool cgroup show $web; echo $?
                bpftool -j cgroup show $web
                bpftool cgroup attach $web cgroup_inet_ingress pinned $BPF/a/on_cg_in multi; echo $?
                bpftool -j cgroup attach $web/api bind6 pinned $BPF/a/on_bind6 override; echo $?
                bpftool cgroup show $web | hide
                bpftool cgroup show $web/api effective | hide
                bpftool -j cgroup list $web | hide
                bpftool cgroup tree $web | hide
                bpftool cgroup detach $web cgroup_inet_ingress pinned $BPF/a/on_cg_in; echo $?
                bpftool cgroup detach $web cgroup_inet_ingress pinned $BPF/a/on_cg_in; echo $?
                bpftool -j cgroup tree $web | hide
                """);
    String titles = "ID       AttachType      AttachFlags     Name           \n";
    String blanks = " ".repeat(23);
    assertEquals(
        "0\n[]\n0\nnull\n0\n"
            + titles
            + "N cgroup_inet_ingress multi           on_cg_in"
            + blanks
            + "\nID       AttachType      Name           \n"
            + "N cgroup_inet_ingress on_cg_in"
            + blanks
            + "\nN cgroup_inet6_bind on_bind6"
            + blanks
            + "\n[{\"id\":N,\"attach_type\":\"cgroup_inet_ingress\",\"attach_flags\":\"multi\","
            + "\"name\":\"on_cg_in\",\"attach_btf_name\":\"\",\"attach_btf_obj_id\":0,"
            + "\"attach_btf_id\":0}]\nCgroupPath\n"
            + titles
            + "WEB\nN cgroup_inet_ingress multi           on_cg_in"
            + blanks
            + "\nWEB/api\n    N cgroup_inet6_bind override        on_bind6"
            + blanks
            + "\n0\n255\n"
            + "[{\"cgroup\":\"WEB/api\",\"programs\":[{\"id\":N,"
            + "\"attach_type\":\"cgroup_inet6_bind\",\"attach_flags\":\"override\","
            + "\"name\":\"on_bind6\",\"attach_btf_name\":\"\",\"attach_btf_obj_id\":0,"
            + "\"attach_btf_id\":0}]}]\n",
        result.out());
    assertEquals("Error: failed to detach program\n", result.err());
  }

  @Test
  void aWalkOutlivesGroupsThatGoAway() {
    Tool.Result result =
        Tool.script(
            GROUPS
                + """
                bpftool cgroup attach $web cgroup_inet_ingress pinned $BPF/a/on_cg_in multi
                ( while [ -e $BPF/a ]; do
                    mkdir -p $web/x/y $web/z 2>/dev/null
                    rmdir $web/x/y $web/x $web/z 2>/dev/null
                  done ) & churn=$!
                ok=0
                for i in 1 2 3 4 5; do
                  bpftool -j cgroup tree $web effective >/dev/null && ok=$((ok + 1))
                done
                kill $churn; wait $churn 2>/dev/null
                echo $ok
                """);
    assertEquals("5\n", result.out(), result.err());
  }

  @Test
  void treesMayBeDeep() {
    Tool.Result result =
        Tool.script(
            GROUPS
                + """
                deep=$web; for i in $(seq 1 60); do deep=$deep/d; mkdir $deep; done
                bpftool cgroup attach $deep cgroup_inet_ingress pinned $BPF/a/on_cg_in
                bpftool cgroup tree $web | grep -c /d/d/d
                """);
    assertEquals("1\n", result.out(), result.err());
  }

  /// A link to a group is followed; slashes at the end of a path are not part of it.
  @Test
  void waysToNameTheRoot() {
    Tool.Result result =
        Tool.script(
            GROUPS
                + """
                bpftool cgroup attach $web/api cgroup_inet_ingress pinned $BPF/a/on_cg_in
                ln -s $web $DIR/link
                for path in $web $web/ $web// $DIR/link; do
                  bpftool cgroup tree $path | grep /api | sed "s#$web#WEB#; s#$DIR#DIR#"
                done
                """);
    assertEquals("WEB/api\n".repeat(3) + "DIR/link/api\n", result.out(), result.err());
  }

  @Test
  void pathsThatAreNone() {
    Tool.Result result =
        Tool.script(
            GROUPS
                + """
                bpftool cgroup show; echo $?
                bpftool cgroup show $web/none; echo $?
                bpftool cgroup show $DIR; echo $?
                bpftool cgroup show $web/cgroup.procs; echo $?
                bpftool cgroup show $web deep; echo $?
                bpftool cgroup tree $web/none >/dev/null; echo $?
                bpftool -j cgroup tree $web/none; echo $?
                bpftool cgroup attach $web bind; echo $?
                bpftool cgroup attach $web nothing pinned $BPF/a/on_cg_in; echo $?
                bpftool cgroup attach $web ingress pinned $BPF/a/on_cg_in many; echo $?
                """);
    assertTrue(result.out().startsWith("255\n".repeat(6) + "[{\"error\":\"can't iterate over "));
    assertTrue(result.out().endsWith(": No such file or directory\"}]\n" + "255\n".repeat(4)));
    String[] errors = result.err().split("\n");
    assertEquals("Error: 'show' needs at least 1 arguments, 0 found", errors[0]);
    assertTrue(errors[1].startsWith("Error: can't open cgroup "));
    assertTrue(errors[2].endsWith(": Bad file descriptor"));
    assertTrue(errors[3].endsWith(": Bad file descriptor"));
    assertEquals("Error: expected no more arguments, 'effective', got: 'deep'?", errors[4]);
    assertTrue(errors[5].endsWith("/none: No such file or directory"));
    assertEquals("Error: too few parameters for cgroup attach", errors[6]);
    assertEquals("Error: invalid attach type", errors[7]);
    assertEquals("Error: unknown option: many", errors[8]);
  }
}
