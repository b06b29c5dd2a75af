package dev.ebpf4j.bpftool.command.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.util.TextBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The fast way of writing elements gives what the plain way gives; flags of creation.
class FixedLayoutTest {

  @Property(tries = 200)
  void sameAsTheWriter(
      @ForAll @IntRange(min = 0, max = 40) int keySize,
      @ForAll @IntRange(min = 0, max = 40) int valueSize,
      @ForAll @IntRange(min = 1, max = 3) int cpus,
      @ForAll boolean json,
      @ForAll boolean pretty,
      @ForAll long seed) {
    int type = cpus == 1 ? MapType.HASH : MapType.PERCPU_HASH;
    MapShape shape = new MapShape(type, keySize, valueSize, 10, cpus);
    ElementWriter writer = new ElementWriter(shape, null);
    FixedLayout.Plain plain =
        (out, key, value) -> {
          if (json) {
            writer.json(new JsonOut(out, pretty), key, 0, value, 0);
          } else {
            writer.plain(out, key, 0, value, 0);
          }
        };
    int[] shown = new int[valueSize * cpus];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = i / valueSize * shape.strideBytes() + i % valueSize;
    }
    FixedLayout layout = FixedLayout.of(keySize, shape.elementBytes(), shown, plain);
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      byte[] keys = new byte[keySize + 5];
      byte[] values = new byte[shape.elementBytes() + 7];
      random.nextBytes(keys);
      random.nextBytes(values);
      TextBuffer fast = new TextBuffer();
      layout.write(fast, keys, 5, values, 7);
      TextBuffer slow = new TextBuffer();
      plain.write(
          slow,
          java.util.Arrays.copyOfRange(keys, 5, keys.length),
          java.util.Arrays.copyOfRange(values, 7, values.length));
      assertEquals(slow.toString(), fast.toString());
    }
  }

  @Test
  void layoutThatVariesIsRefused() {
    assertThrows(
        IllegalStateException.class,
        () -> FixedLayout.of(1, 0, new int[0], (out, key, _) -> out.dec(key[0])));
  }

  @Test
  void flags() {
    assertEquals(0, CreateFlags.parse("0"));
    assertEquals(1, CreateFlags.parse("+1"));
    assertEquals(8, CreateFlags.parse("010"));
    assertEquals(0xffffffff, CreateFlags.parse("0xffffffff"));
    assertEquals(BpfFlag.NO_PREALLOC, CreateFlags.parse("BPF_F_NO_PREALLOC"));
    assertEquals(
        BpfFlag.RDONLY | BpfFlag.MMAPABLE,
        CreateFlags.parse("BPF_F_RDONLY,BPF_F_MMAPABLE,BPF_F_RDONLY"));
    for (String bad :
        new String[] {
          "",
          ",",
          "+",
          "-1",
          "+-1",
          "++1",
          " 1",
          "1 ",
          "0x100000000",
          "99999999999999999999",
          "1,2",
          "BPF_F_RDONLY,1",
          "1,BPF_F_RDONLY",
          "BPF_F_RDONLY,",
          ",BPF_F_RDONLY",
          "BPF_F_RD",
          "bpf_f_rdonly",
          "BPF_F_LOCK",
          "BPF_F_PATH_FD",
          "BPF_F_RDONLY, BPF_F_CLONE",
          "0x",
          "08"
        }) {
      assertNull(CreateFlags.parse(bad), bad);
    }
  }
}
