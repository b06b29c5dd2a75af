package dev.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A pinned map is found again by its path alone.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class BpfMapTest {

  @Test
  void pinnedAndFoundAgain(Kernel kernel) throws Exception {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      String path = bpffs.path("kept");
      assertThrows(NotFoundException.class, () -> BpfMap.ofPin(path).close());
      try (BpfMap map = BpfMap.create(MapSpec.array("kept", Long.BYTES, 2));
          TypedMap<Integer, Long> values = map.typed(Codec.s32(), Codec.s64())) {
        values.put(1, 7L);
        map.pin(path);
      }
      try (BpfMap again = BpfMap.ofPin(path);
          TypedMap<Integer, Long> values = again.typed(Codec.s32(), Codec.s64())) {
        assertEquals("kept", again.name());
        assertEquals(7L, values.get(1).orElseThrow());
      }
    }
  }
}
