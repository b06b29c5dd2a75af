package dev.ebpf4j.bpftool.command.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.bpftool.oracle.Oracle;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The verbs of `map` on real maps; the expectation is the installed tool's output on the same map,
/// or the text of the specification.
@ExtendWith(LiveKernel.class)
class MapVerbsTest {

  private PrivateBpffs bpffs;
  private Kernel kernel;

  @BeforeEach
  void mount(Kernel running) {
    kernel = running;
    bpffs = PrivateBpffs.mount(running);
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  private String pinned(int type, int keySize, int valueSize, int entries, int flags) {
    String path = bpffs.path("m" + type + "_" + keySize + "_" + valueSize + "_" + entries);
    try (Fd map = Specimens.map(kernel, type, keySize, valueSize, entries, flags, "verbs")) {
      Bpf.pin(kernel, map, path);
    }
    return path;
  }

  private static void same(String... words) {
    Oracle.same(String.join(" ", words));
  }

  /// In all three forms; the installed tool prints compact and pretty JSON alike.
  private static void sameInAllForms(String... words) {
    Oracle.sameInAllForms(String.join(" ", words));
  }

  private static void ok(String... words) {
    assertEquals(new Run(0, "", ""), Run.ours(words), String.join(" ", words));
  }

  private static String[] words(String... words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      all.addAll(List.of(word.split(" ")));
    }
    return all.toArray(String[]::new);
  }

  @Test
  void hashOfManyLayouts() {
    int[][] sizes = {{4, 8}, {8, 16}, {12, 16}, {4, 32}, {17, 1}, {1, 24}, {16, 16}, {20, 40}};
    for (int[] size : sizes) {
      String path = pinned(MapType.HASH, size[0], size[1], 200, 0);
      for (int i = 1; i <= 3; i++) {
        StringBuilder key = new StringBuilder("key hex");
        StringBuilder value = new StringBuilder("value");
        for (int k = 0; k < size[0]; k++) {
          key.append(' ').append(Integer.toHexString((i * 37 + k) & 0xff));
        }
        for (int v = 0; v < size[1]; v++) {
          value.append(" 0x").append(Integer.toHexString((i * 91 + v) & 0xff));
        }
        ok(words("map update pinned " + path + " " + key + " " + value));
        sameInAllForms(words("map lookup pinned " + path + " " + key));
        sameInAllForms(words("map getnext pinned " + path + " " + key));
      }
      sameInAllForms(words("map dump pinned " + path));
      sameInAllForms(words("map getnext pinned " + path));
    }
  }

  @Test
  void arraysAndPerCpuMaps() {
    for (int type : new int[] {MapType.ARRAY, MapType.PERCPU_ARRAY, MapType.PERCPU_HASH}) {
      for (int valueSize : new int[] {4, 9, 20}) {
        String path = pinned(type, 4, valueSize, 5, 0);
        StringBuilder value = new StringBuilder("value");
        for (int v = 0; v < valueSize; v++) {
          value.append(' ').append(v + 250);
        }
        ok(words("map update pinned " + path + " " + value + " key 3 0 0 0"));
        sameInAllForms(words("map dump pinned " + path));
        sameInAllForms(words("map lookup pinned " + path + " key 3 0 0 0"));
      }
    }
  }

  @Test
  void hugeValues() {
    String path = pinned(MapType.ARRAY, 4, 70_001, 2, 0);
    sameInAllForms(words("map dump pinned " + path));
    sameInAllForms(words("map lookup pinned " + path + " key 1 0 0 0"));
  }

  @Test
  void emptyAndMissing() {
    String path = pinned(MapType.HASH, 4, 8, 5, 0);
    sameInAllForms(words("map dump pinned " + path));
    same(words("map lookup pinned " + path + " key 1 2 3 4"));
    same(words("-j map lookup pinned " + path + " key 1 2 3 4"));
    sameInAllForms(words("map getnext pinned " + path));
    sameInAllForms(words("map delete pinned " + path + " key 1 2 3 4"));
  }

  @Test
  void mapsOfMapsAndHoles() {
    try (Fd inner = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "inner");
        Fd outer =
            Specimens.map(kernel, MapType.ARRAY_OF_MAPS, 4, 4, 9, 0, "outer", inner.number())) {
      Bpf.pin(kernel, inner, bpffs.path("inner"));
      Bpf.pin(kernel, outer, bpffs.path("outer"));
    }
    String outer = bpffs.path("outer");
    ok(words("map update pinned " + outer + " key 3 0 0 0 value pinned " + bpffs.path("inner")));
    String id = Run.installed(words("-j map show pinned " + bpffs.path("inner"))).out();
    id = id.substring("{\"id\":".length(), id.indexOf(','));
    String plain = "key: 03 00 00 00  inner_map_id: " + id + " \n";
    assertEquals(
        new Run(0, plain + "Found 1 element\n", ""), Run.ours(words("map dump pinned " + outer)));
    assertEquals(
        new Run(0, plain, ""), Run.ours(words("map lookup pinned " + outer + " key 3 0 0 0")));
    String json = Run.ours(words("-j map dump pinned " + outer)).out();
    assertTrue(json.endsWith(",\"inner_map_id\":" + id + "}]\n"), json);
    same(words("map update pinned " + outer + " key 3 0 0 0 value pinned"));
  }

  @Test
  void queueAndStack() {
    for (int type : new int[] {MapType.QUEUE, MapType.STACK}) {
      String path = pinned(type, 0, 4, 2, 0);
      ok(words("map push pinned " + path + " value 1 2 3 4"));
      ok(words("map enqueue pinned " + path + " value hex a b c d"));
      sameInAllForms(words("map peek pinned " + path));
      assertEquals(
          type == MapType.QUEUE ? "value: 01 02 03 04\n" : "value: 0a 0b 0c 0d\n",
          Run.ours(words("map pop pinned " + path)).out());
      assertEquals(
          type == MapType.QUEUE
              ? "{\"key\":[],\"value\":[\"0x0a\",\"0x0b\",\"0x0c\",\"0x0d\"]}\n"
              : "{\"key\":[],\"value\":[\"0x01\",\"0x02\",\"0x03\",\"0x04\"]}\n",
          Run.ours(words("-j map dequeue pinned " + path)).out());
      assertEquals(
          new Run(254, "Error: empty map\n", ""), Run.ours(words("map pop pinned " + path)));
      assertEquals(new Run(254, "null\n", ""), Run.ours(words("-j map pop pinned " + path)));
    }
  }

  @Test
  void wordsThatDoNotFit() {
    String path = pinned(MapType.HASH, 4, 2, 5, 0);
    String map = "map update pinned " + path;
    for (String rest :
        List.of(
            "key 1 2 3",
            "key 1 2 3 4",
            "value 1 2",
            "key 1 2 3 4 value 1",
            "key 1 2 3 4 key 1 2 3 4 value 1 2",
            "key 1 2 3 4 value 1 2 value 1 2",
            "key 1 2 3 x value 1 2",
            "key 1 2 3 4 value 1 2 any noexist",
            "key 1 2 3 4 value 1 2 what",
            "key hex 1 2 3 fg value 1 2")) {
      same(words(map + " " + rest));
    }
    same(words("map lookup pinned " + path + " key 1 2 3 4 value 1 2"));
    same(words("map lookup pinned " + path + " any"));
    same(words("map update pinned " + path + " key 1 2 3 4 value 1 2 exist"));
    ok(words(map + " key 1 2 3 4 value 1 2 noexist"));
    same(words(map + " key 1 2 3 4 value 1 2 noexist"));
    assertEquals(255, Run.ours(words("map dump pinned " + path + " more")).status());
  }

  @Test
  void fullFrozenAndReadOnly() {
    String path = pinned(MapType.ARRAY, 4, 4, 1, 0);
    same(words("map update pinned " + path + " key 9 0 0 0 value 1 2 3 4"));
    ok(words("map freeze pinned " + path));
    same(words("map freeze pinned " + path));
    same(words("map update pinned " + path + " key 0 0 0 0 value 1 2 3 4"));
    same(words("map freeze pinned " + path + " twice"));
  }

  @Test
  void mapsThatCannotBeWalkedSaySo() {
    String path = pinned(MapType.QUEUE, 0, 4, 2, 0);
    assertEquals(
        new Run(234, "", "Error: map of type queue does not support iteration\n"),
        Run.ours(words("map dump pinned " + path)));
    assertEquals(
        new Run(234, "{\"error\":\"map of type queue does not support iteration\"}\n", ""),
        Run.ours(words("-j map dump pinned " + path)));
  }

  @Test
  void createdAsAsked() {
    String path = bpffs.path("made");
    String rest = " type hash key 4 value 8 entries 7 name made_map flags ";
    ok(words("map create " + path + rest + "BPF_F_NO_PREALLOC,BPF_F_RDONLY_PROG"));
    Run shown = Run.installed(words("-j map show pinned " + path));
    assertTrue(shown.out().contains("\"type\":\"hash\",\"name\":\"made_map\""), shown.out());
    int flags = BpfFlag.NO_PREALLOC | BpfFlag.RDONLY_PROG;
    assertTrue(shown.out().contains("\"flags\":" + flags + ","), shown.out());
    assertTrue(shown.out().contains("\"bytes_key\":4,\"bytes_value\":8,\"max_entries\":7"));
    assertEquals(
        new Run(255, "", "Error: can't pin BPF object: path '" + path + "' already exists\n"),
        Run.ours(words("map create " + path + rest + "0")));
  }

  @Test
  void refusedCreationLeavesNothing() {
    String path = bpffs.path("none");
    for (String flags :
        List.of("BPF_F_LOCK", "BPF_F_PATH_FD", "bpf_f_rdonly", "BPF_F_RDONLY,", "x", "1,2")) {
      Run run =
          Run.ours(
              words(
                  "map create "
                      + path
                      + " type hash key 4 value 4 entries 1 name n flags "
                      + flags));
      assertEquals(new Run(255, "", "Error: can't parse " + flags + " as flags\n"), run);
      assertFalse(Files.exists(Path.of(path)));
    }
    same(words("map create " + path + " type hash key 4 value 4 entries 1 flags 0"));
    same(words("map create " + path + " type no key 4 value 4 entries 1 name n"));
    same(words("map create " + path + " type hash type hash key 4 value 4 entries 1 name n"));
    same(words("map create " + path + " type hash key 4 value"));
    assertFalse(Files.exists(Path.of(path)));
  }

  @Test
  void namesThatTheFileSystemRefuses() {
    String path = bpffs.path("a.b"); // names with a dot are the kernel's own there
    String error = "Error: can't pin the object (" + path + "): Operation not permitted\n";
    assertEquals(
        new Run(255, "", error),
        Run.ours(words("map create " + path + " type array key 4 value 4 entries 1 name n")));
  }

  @Test
  void pinnedAgain() {
    String path = pinned(MapType.ARRAY, 4, 4, 1, 0);
    ok(words("map pin pinned " + path + " " + bpffs.path("second")));
    sameInAllForms(words("map dump pinned " + bpffs.path("second")));
    same(words("map pin pinned " + path));
  }
}
