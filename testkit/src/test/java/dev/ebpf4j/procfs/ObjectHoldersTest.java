package dev.ebpf4j.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.HolderMain;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Specimens;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("vm")
@ExtendWith(LiveKernel.class)
class ObjectHoldersTest {

  @Test
  void anotherProcessIsFoundByWhatItHolds(Kernel kernel) throws Exception {
    Process process = HolderMain.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String[] ids = out.readLine().split(" ");
      ObjectHolders holders = ObjectHolders.scan(kernel);
      ObjectHolders.Holder expected = new ObjectHolders.Holder((int) process.pid(), "java");
      assertEquals(List.of(expected), holders.of(ObjectHolders.Kind.MAP, Integer.parseInt(ids[0])));
      assertEquals(
          List.of(expected), holders.of(ObjectHolders.Kind.PROGRAM, Integer.parseInt(ids[1])));
    } finally {
      process.getOutputStream().close();
      process.waitFor();
    }
  }

  @Test
  void thisProcessDoesNotCount(Kernel kernel) {
    try (Fd map = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "own")) {
      int id = Maps.info(kernel, map).id().value();
      assertTrue(ObjectHolders.scan(kernel).of(ObjectHolders.Kind.MAP, id).isEmpty());
    }
  }
}
