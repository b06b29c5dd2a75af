package dev.ebpf4j.bpftool.oracle;

import static dev.ebpf4j.bpftool.oracle.Oracle.ours;
import static dev.ebpf4j.bpftool.oracle.Oracle.refused;
import static dev.ebpf4j.bpftool.oracle.Oracle.same;
import static dev.ebpf4j.bpftool.oracle.Oracle.sameInAllForms;
import static dev.ebpf4j.bpftool.oracle.Oracle.silently;
import static dev.ebpf4j.bpftool.oracle.Oracle.theirs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `map` on a map of each type that can be made without BTF. In guests only what is dumped: the
/// rest takes too long there.
@ExtendWith(LiveKernel.class)
class MapOracleTest {

  /// A map of one type, and what is put into it.
  ///
  /// @param since first kernel that has the type
  /// @param create words of `map create` behind the type
  /// @param walkable whether its keys can be listed
  /// @param fill words of `map update` behind the map, one line each; `PROG` and `MAP` are pins
  private record Kind(
      String type, String since, String create, boolean walkable, List<String> fill) {}

  private static final String ONE = "key 1 0 0 0 ";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "hash",
              "3.19",
              "key 4 value 8 entries 9",
              true,
              List.of(ONE + "value 1 2 3 4 5 6 7 8")),
          new Kind("array", "3.19", "key 4 value 2 entries 3", true, List.of(ONE + "value 7 8")),
          new Kind(
              "prog_array", "4.2", "key 4 value 4 entries 3", true, List.of(ONE + "value PROG")),
          new Kind("perf_event_array", "4.3", "key 4 value 4 entries 2", true, List.of()),
          new Kind(
              "percpu_hash", "4.6", "key 4 value 3 entries 2", true, List.of(ONE + "value 1 2 3")),
          new Kind("percpu_array", "4.6", "key 4 value 4 entries 2", true, List.of()),
          new Kind("stack_trace", "4.6", "key 4 value 80 entries 2", true, List.of()),
          new Kind("cgroup_array", "4.8", "key 4 value 4 entries 2", true, List.of()),
          new Kind("lru_hash", "4.10", "key 4 value 1 entries 9", true, List.of(ONE + "value 1")),
          new Kind(
              "lru_percpu_hash", "4.10", "key 4 value 1 entries 9", true, List.of(ONE + "value 1")),
          new Kind(
              "lpm_trie",
              "4.11",
              "key 8 value 4 entries 9 flags 1",
              true,
              List.of("key 8 0 0 0 10 0 0 0 value 1 0 0 0", "key 16 0 0 0 10 1 0 0 value 2 0 0 0")),
          new Kind(
              "array_of_maps",
              "4.12",
              "key 4 value 4 entries 2 inner_map MAP",
              true,
              List.of(ONE + "value MAP")),
          new Kind(
              "hash_of_maps",
              "4.12",
              "key 4 value 4 entries 2 inner_map MAP",
              true,
              List.of(ONE + "value MAP")),
          new Kind(
              "devmap", "4.14", "key 4 value 4 entries 2", true, List.of(ONE + "value 1 0 0 0")),
          new Kind("sockmap", "4.14", "key 4 value 8 entries 2", true, List.of()),
          new Kind(
              "cpumap",
              "4.15",
              "key 4 value 4 entries 2",
              true,
              List.of("key 0 0 0 0 value 64 0 0 0")),
          new Kind("xskmap", "4.18", "key 4 value 4 entries 2", true, List.of()),
          new Kind("sockhash", "4.18", "key 4 value 8 entries 2", true, List.of()),
          new Kind("cgroup_storage", "4.19", "key 16 value 8 entries 0", true, List.of()),
          new Kind("reuseport_sockarray", "4.19", "key 4 value 8 entries 2", true, List.of()),
          new Kind("percpu_cgroup_storage", "4.20", "key 16 value 8 entries 0", true, List.of()),
          new Kind("queue", "4.20", "key 0 value 4 entries 2", false, List.of("value 1 2 3 4")),
          new Kind("stack", "4.20", "key 0 value 4 entries 2", false, List.of("value 1 2 3 4")),
          new Kind(
              "devmap_hash",
              "5.4",
              "key 4 value 4 entries 2",
              true,
              List.of(ONE + "value 1 0 0 0")),
          new Kind("ringbuf", "5.8", "key 0 value 0 entries 4096", false, List.of()),
          new Kind(
              "bloom_filter", "5.16", "key 0 value 4 entries 9", false, List.of("value 1 2 3 4")),
          new Kind("user_ringbuf", "6.1", "key 0 value 0 entries 4096", false, List.of()),
          new Kind("arena", "6.9", "key 0 value 0 entries 1 flags 1024", false, List.of()));

  private PrivateBpffs bpffs;
  private final List<Kind> kinds = new ArrayList<>();

  @BeforeEach
  void make(Kernel kernel) {
    bpffs = PrivateBpffs.mount(kernel);
    try (Fd program = Specimens.program(kernel, ProgramType.XDP, "target")) {
      Bpf.pin(kernel, program, bpffs.path("program"));
    }
    silently(
        "map create " + bpffs.path("inner") + " type array key 4 value 4 entries 1 name inner");
    KernelVersion running = KernelVersion.running(kernel);
    for (Kind kind : KINDS) {
      KernelVersion since = KernelVersion.parse(kind.since);
      if (running.atLeast(since.major(), since.minor())) {
        silently(
            "map create " + words(map(kind), " type " + kind.type, kind.create, "name of_type"));
        for (String line : kind.fill) {
          silently("map update pinned " + words(map(kind), line));
        }
        kinds.add(kind);
      }
    }
    assertTrue(kinds.size() >= 25, () -> "only " + kinds.size() + " types");
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  private String map(Kind kind) {
    return bpffs.path(kind.type);
  }

  private String words(String... parts) {
    return String.join(" ", parts)
        .replace("PROG", "pinned " + bpffs.path("program"))
        .replace("MAP", "pinned " + bpffs.path("inner"));
  }

  @Test
  @Covers({"map show", "map list", "map create", "map update"})
  void shown() {
    for (Kind kind : kinds) {
      sameInAllForms("map show pinned " + map(kind));
      sameInAllForms("-f map list pinned " + map(kind));
      sameInAllForms("map show id " + id(map(kind)));
    }
    sameInAllForms("map show name of_type");
  }

  private static String id(String path) {
    String shown = theirs("-j map show pinned " + path).out();
    return shown.substring("{\"id\":".length(), shown.indexOf(','));
  }

  @Test
  @Covers("map dump")
  @Tag(GuestTests.TAG)
  void dumped() {
    for (Kind kind : kinds) {
      String dump = "map dump pinned " + map(kind);
      if (kind.walkable) {
        sameInAllForms(dump);
      } else {
        assertEquals(theirs(dump).status(), ours(dump).status(), dump);
        String error = "Error: map of type " + kind.type + " does not support iteration\n";
        assertEquals(error, ours(dump).err());
      }
    }
  }

  /// With a key of the wrong size too, and for maps without keys.
  @Test
  @Covers({"map lookup", "map peek", "map getnext"})
  void elementByElement() {
    for (Kind kind : kinds) {
      for (String key : List.of("", " key 1 0 0 0", " key 0 0 0 0", " key 8 0 0 0 10 0 0 0")) {
        for (String verb : List.of("lookup", "peek", "getnext")) {
          sameInAllForms("map " + verb + " pinned " + map(kind) + key);
        }
      }
    }
  }

  /// What is refused is refused in the same words; both act on the same map, so that ours goes
  /// first where that matters.
  @Test
  @Covers({"map delete", "map push", "map enqueue", "map freeze"})
  void refusals() {
    for (Kind kind : kinds) {
      String map = " pinned " + map(kind);
      for (String line :
          List.of(
              "delete" + map,
              "delete" + map + " key 9 0 0 0",
              "delete" + map + " key 9 0 0 0 0 0 0 0",
              "push" + map,
              "push" + map + " key 1",
              "push" + map + " value 1",
              "enqueue" + map + " value 1 2 3 4 5 6 7 8 9",
              "update" + map + " key 9 0 0 0 value 1 2 3 4 exist",
              "update" + map + " key 9 0 0 0 value 1 2 3 4 5 6 7 8 exist",
              "update" + map + " key 9 0 0 0 value pinned " + bpffs.path("inner") + " exist",
              "update" + map + " key 9 0 0 0 value pinned " + bpffs.path("program") + " exist",
              "freeze" + map + " more")) {
        same("map " + line);
        same("-j map " + line);
      }
    }
  }

  @Test
  @Covers({"map pop", "map dequeue", "map pin"})
  void changesAreSeenByBoth() {
    for (String type : List.of("queue", "stack")) {
      String map = " pinned " + bpffs.path(type);
      assertEquals(new Run(0, "value: 01 02 03 04\n", ""), ours("map pop" + map));
      sameInAllForms("map pop" + map);
      sameInAllForms("map dequeue" + map);
      silently("map pin" + map + " " + bpffs.path(type + "2"));
      sameInAllForms("map show pinned " + bpffs.path(type + "2"));
    }
    for (Kind kind : kinds) {
      boolean keyed = !kind.create.startsWith("key 0");
      Run popped = theirs("map pop pinned " + map(kind));
      if (keyed) { // upstream pops a key that it never set, with a result that depends on it
        assertEquals(
            new Run(234, "", "Error: pop failed: Invalid argument\n"),
            ours("map pop pinned " + map(kind)));
      } else {
        assertEquals(popped, ours("map pop pinned " + map(kind)));
      }
    }
  }

  /// Both find the map as the other one left it: what is refused changes nothing.
  @Test
  void fullReadOnlyAndOutOfRange() {
    String update = " key 1 0 0 0 value 1 2 3 4";
    for (String type : List.of("hash", "percpu_hash", "hash flags 1")) {
      String full = bpffs.path("full_" + type.length());
      silently("map create " + full + " key 4 value 4 entries 1 name full type " + type);
      silently("map update pinned " + full + " key 0 0 0 0 value 1 2 3 4");
      sameInAllForms("map update pinned " + full + update);
      sameInAllForms("map update pinned " + full + " key 0 0 0 0 value 1 2 3 4 noexist");
    }
    String readOnly = bpffs.path("read_only");
    silently("map create " + readOnly + " type array key 4 value 4 entries 2 name ro flags 8");
    String writeOnly = bpffs.path("write_only");
    silently("map create " + writeOnly + " type array key 4 value 4 entries 2 name wo flags 16");
    String frozen = bpffs.path("frozen");
    silently("map create " + frozen + " type array key 4 value 4 entries 2 name frozen");
    silently("map freeze pinned " + frozen);
    for (String map : List.of(readOnly, writeOnly, frozen)) {
      for (String verb :
          List.of(
              "show",
              "dump",
              "lookup KEY",
              "getnext",
              "freeze",
              "delete KEY",
              "update KEY VALUE")) {
        String[] words =
            verb.replace("KEY", "key 0 0 0 0").replace("VALUE", "value 1 2 3 4").split(" ", 2);
        if (verb.equals("freeze") && !map.equals(frozen)) {
          continue; // which would change it
        }
        same("map " + words[0] + " pinned " + map + (words.length > 1 ? " " + words[1] : ""));
      }
    }
    for (String rest :
        List.of(
            "type hash key 4294967296 value 4 entries 1 name x",
            "type hash key 4x value 4 entries 1 name x",
            "type hash key 0 value 4 entries 1 name x",
            "type hash key 4 value 0 entries 1 name x",
            "type hash key 4 value 4 entries 0 name x",
            "type hash key 4 value 4 entries 1 name x flags 2147483648",
            "type hash key 4 value 4 entries 1 name x flags 0x",
            "type array key 8 value 4 entries 1 name x",
            "type array_of_maps key 4 value 4 entries 1 name x",
            "type array_of_maps key 4 value 4 entries 1 name x inner_map id 2147483647",
            "type hash key 4 value 4 entries 1 name x more",
            "type hash key 4 value 4 entries 1 name bad.name-",
            "type 1 key 4 value 4 entries 1 name x")) {
      same("map create " + bpffs.path("never") + " " + rest);
    }
    same("map show id 2147483647");
    same("map dump id 2147483647");
    same("map update id 2147483647" + update);
    same("map show name a_name_that_is_too_long");
    same("map show it 7");
    same("map dump pinned " + bpffs.path("program"));
    same("map dump pinned " + bpffs.path("none"));
    same("map pin id 2147483647 " + bpffs.path("never"));
  }

  /// The map that ours makes is the map that theirs makes.
  @Test
  void madeAlike() {
    for (Kind kind : kinds) {
      String rest = words(" type " + kind.type, kind.create, "name of_type");
      String other = bpffs.path(kind.type + "_theirs");
      assertEquals(
          new Run(0, "", ""),
          kind.type.equals("arena")
              ? ours("map create " + other + rest)
              : theirs("map create " + other + rest));
      String id = "(\"id\":)\\d+";
      String shown = theirs("-j map show pinned " + other).out().replaceFirst(id, "$1N");
      String made = theirs("-j map show pinned " + map(kind)).out().replaceFirst(id, "$1N");
      if (kind.fill.isEmpty()) { // what is in some types is part of what is shown
        assertEquals(shown, made);
      }
    }
    refused(
        "map create failed: Invalid argument",
        "map create " + bpffs.path("x") + " type unspec key 4 value 4 entries 1 name x");
  }
}
