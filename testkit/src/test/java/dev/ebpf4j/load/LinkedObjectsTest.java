package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.Skeleton;
import dev.ebpf4j.Variables;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.linker.ObjectLinker;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the linker makes of several objects loads, and its variables are where BTF says.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class LinkedObjectsTest {

  private static final Path OBJECTS =
      Path.of(System.getProperty("project.root"), "testkit/fixtures/object");

  private static BpfObject link(String... names) throws IOException {
    ObjectLinker linker = new ObjectLinker(LoadLog.SILENT);
    for (String name : names) {
      Path file = OBJECTS.resolve(name + ".bpf.o");
      linker.add(Files.readAllBytes(file), file.toString());
    }
    return BpfObject.parse(linker.finish(), "linked");
  }

  @Test
  void commonSymbolsAreVariables(Kernel kernel) throws IOException {
    for (List<String> order :
        List.of(List.of("common", "common_second"), List.of("common_second", "common"))) {
      BpfObject object = link(order.toArray(String[]::new));
      try (Skeleton skeleton = Skeleton.of(object)) {
        skeleton.load(kernel, LoadOptions.DEFAULT);
        Variables zeroed = skeleton.variables(".bss");
        assertEquals(5, skeleton.variables(".data").read().s32(0));
        assertEquals(2, skeleton.attachAll().size());
        // Any system call counts up what both programs share.
        long shared = place(object, ".bss", "shared");
        int before = zeroed.read().s32(shared);
        for (int i = 0; i < 100 && zeroed.read().s32(shared) == before; i++) {
          Files.exists(OBJECTS.resolve("nothing"));
        }
        assertTrue(zeroed.read().s32(shared) != before, "the variable changes");
      }
    }
  }

  private static long place(BpfObject object, String section, String name) {
    Btf btf = object.spec().btf();
    int datasec = btf.find(BtfKind.DATASEC, section);
    for (int i = 0; i < btf.vlen(datasec); i++) {
      if (btf.name(btf.sectionVarType(datasec, i)).equals(name)) {
        return btf.sectionVarOffset(datasec, i);
      }
    }
    throw new AssertionError("no variable '" + name + "'");
  }
}
