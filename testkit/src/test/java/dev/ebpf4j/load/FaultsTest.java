package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.FdTracker;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each of the first sixty system calls of loading and pinning an object fails in turn. Whatever
/// comes of it, every descriptor is closed and no pin remains that was not asked for.
@ExtendWith(LiveKernel.class)
class FaultsTest {

  private static final int CALLS = 60;

  @Test
  void outOfMemory(Kernel kernel) throws IOException {
    failEachCall(kernel, Errno.ENOMEM);
  }

  @Test
  void notPermitted(Kernel kernel) throws IOException {
    failEachCall(kernel, Errno.EPERM);
  }

  @Test
  void tooManyDescriptors(Kernel kernel) throws IOException {
    failEachCall(kernel, Errno.EMFILE);
  }

  private static void failEachCall(Kernel behind, int errno) throws IOException {
    ObjectSpec spec =
        ObjectSpec.parse(Fixtures.object("everything"), "everything.o", OpenOptions.DEFAULT);
    int refused = 0;
    for (int n = 1; n <= CALLS; n++) {
      FdTracker tracker = new FdTracker();
      FakeKernel kernel = new FakeKernel(behind).hears(tracker).failAt(n, errno);
      try (PrivateBpffs bpffs = PrivateBpffs.mount(behind)) {
        boolean worked = loadAndPin(kernel, spec, bpffs);
        String what = "call " + n + " of " + kernel.entered().size() + ": " + Errno.name(errno);
        assertEquals(Map.of(), tracker.open(), what);
        List<String> pins = pins(bpffs.directory());
        if (!worked) {
          refused++;
          assertEquals(List.of(), pins, what);
        } else {
          assertTrue(pins.contains("counts"), what + " " + pins);
        }
      }
    }
    assertTrue(refused > CALLS / 4, "only " + refused + " failures were noticed");
  }

  /// As `prog loadall OBJ DIR pinmaps DIR` does it.
  private static boolean loadAndPin(Kernel kernel, ObjectSpec spec, PrivateBpffs bpffs) {
    LoadOptions options = LoadOptions.DEFAULT.withPinDirectory(bpffs.path("by_name"));
    Pins pins = new Pins(kernel, options.log());
    try (Loaded loaded = ObjectLoader.load(kernel, spec, options)) {
      try {
        for (LoadedProgram program : loaded.programs()) {
          Fd fd = program.fd();
          pins.pin(fd, bpffs.path("prog_" + program.name()));
        }
        ObjectPins.pinMaps(loaded, bpffs.path("by_name"), options.log());
      } catch (BpfException e) {
        pins.undo();
        loaded.unpin();
        throw e;
      }
      return true;
    } catch (BpfException _) {
      return false;
    }
  }

  private static List<String> pins(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".debug")) // the kernel's own
          .sorted()
          .toList();
    }
  }
}
