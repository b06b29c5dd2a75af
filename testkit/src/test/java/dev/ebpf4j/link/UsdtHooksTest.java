package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.Program;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Programs under the static tracepoints of a program and of a library run when those are met, and
/// find each argument where its note says.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class UsdtHooksTest {

  // slots of the map `seen`
  private static final int HITS = 0;
  private static final int COUNT = 1;
  private static final int COOKIE = 2;
  private static final int SUM = 3;
  private static final int ARGUMENTS = 4;

  /// What `plain(5)` of probes.c has in the places that its note names.
  private static final List<Long> PLAIN = List.of(-7000000005L, 42L, -22L, 33L, 2L, 251L, -3L);

  @TempDir Path directory;

  @BeforeEach
  void machine(Kernel kernel) {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the probes are built for x86-64");
    KernelGate.needs(kernel, "5.15", "cookies");
  }

  private Path file(String name) throws Exception {
    Path file = directory.resolve(name);
    Files.write(file, Fixtures.bytes(name));
    file.toFile().setExecutable(true);
    return file;
  }

  private static LoadedObject load(Kernel kernel, String fixture, String section) {
    return BpfObject.parse(Fixtures.object(fixture), fixture + ".o")
        .changeProgram("on_usdt", program -> inSection(program, section))
        .load(kernel, LoadOptions.DEFAULT);
  }

  private static ProgramSpec inSection(ProgramSpec of, String section) {
    return new ProgramSpec(
        of.function(),
        section,
        true,
        of.type(),
        of.expectedAttachType(),
        of.flags(),
        of.kind(),
        of.license(),
        of.kernelVersion());
  }

  private static void run(Path program) throws Exception {
    assertEquals(0, new ProcessBuilder(program.toString()).start().waitFor());
  }

  private static Link attach(LoadedObject object, Usdt.Options options) {
    return Usdt.attach(object.program("on_usdt").fd(), object.usdtMaps(), options);
  }

  @Test
  void bySection(Kernel kernel) throws Exception {
    Path probes = file("probes");
    for (String fixture : List.of("usdt", "usdt_libbpf")) {
      try (LoadedObject object = load(kernel, fixture, "usdt/" + probes + ":ebpf4j:plain");
          Hits seen = Hits.in(object, "seen");
          Link link = object.program("on_usdt").attach()) {
        run(probes);
        assertEquals(1, seen.get(HITS), fixture + " " + link);
        assertEquals(PLAIN.size(), seen.get(COUNT), fixture);
        for (int i = 0; i < PLAIN.size(); i++) {
          boolean indexed = i == 3; // the header of libbpf 1.1 cannot read those
          long expected = indexed && fixture.equals("usdt_libbpf") ? 0 : PLAIN.get(i);
          assertEquals(expected, seen.get(ARGUMENTS + i), fixture + " argument " + i);
        }
      }
    }
  }

  @Test
  void everyPlaceOfOneTracepoint(Kernel kernel) throws Exception {
    Path probes = file("probes");
    try (LoadedObject object = load(kernel, "usdt", "usdt");
        Hits seen = Hits.in(object, "seen");
        Link link = attach(object, Usdt.Options.of(probes, "ebpf4j", "twice").withCookie(1000))) {
      run(probes);
      assertEquals(2, seen.get(HITS), link.toString());
      assertEquals(2000, seen.get(COOKIE));
      assertEquals(5 + 6, seen.get(SUM));
    }
  }

  /// A tracepoint at one place lives on as a pin; one at several has a link for each.
  @Test
  void pinned(Kernel kernel) throws Exception {
    Path probes = file("probes");
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        LoadedObject object = load(kernel, "usdt", "usdt");
        Hits seen = Hits.in(object, "seen")) {
      Link one = attach(object, Usdt.Options.of(probes, "ebpf4j", "plain"));
      one.pin(bpffs.path("plain"));
      one.release();
      run(probes);
      assertEquals(1, seen.get(HITS));
      assertEquals(PLAIN.get(0), seen.get(ARGUMENTS), "its description stays");
      try (Link two = attach(object, Usdt.Options.of(probes, "ebpf4j", "twice"))) {
        BpfException refused = assertThrows(BpfException.class, () -> two.pin(bpffs.path("twice")));
        assertEquals(Errno.EOPNOTSUPP, refused.errno());
      }
    }
  }

  /// The program comes by the tracepoint only while the kernel counts a listener.
  @Test
  void semaphore(Kernel kernel) throws Exception {
    Path probes = file("probes");
    try (LoadedObject object = load(kernel, "usdt", "usdt");
        Hits seen = Hits.in(object, "seen")) {
      try (Link link = attach(object, Usdt.Options.of(probes, "ebpf4j", "guarded"))) {
        run(probes);
        assertEquals(1, seen.get(HITS), link.toString());
        assertEquals(5, seen.get(SUM));
      }
      run(probes);
      assertEquals(1, seen.get(HITS), "detached");
    }
  }

  @Test
  void library(Kernel kernel) throws Throwable {
    Path library = file("libprobes.so");
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor takesInt = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
      for (String name : List.of("plain", "twice", "guarded")) {
        MemorySegment function = symbols.find(name).orElseThrow();
        int places = name.equals("twice") ? 2 : 1;
        long sum = name.equals("plain") ? -7000000009L : name.equals("twice") ? 9 + 10 : 9;
        Usdt.Options options = Usdt.Options.of(library, "ebpf4j", name).withProcess(0);
        try (LoadedObject object = load(kernel, "usdt", "usdt");
            Hits seen = Hits.in(object, "seen");
            Link link = attach(object, options.withCookie(3))) {
          linker.downcallHandle(function, takesInt).invoke(9);
          assertEquals(places, seen.get(HITS), name + " " + link);
          assertEquals(sum, seen.get(SUM), name);
          assertEquals(3L * places, seen.get(COOKIE), name);
        }
      }
    }
  }

  @Test
  void aTracepointThatIsNotThere(Kernel kernel) throws Exception {
    Path probes = file("probes");
    try (LoadedObject object = load(kernel, "usdt", "usdt/" + probes + ":ebpf4j:missing")) {
      Program program = object.program("on_usdt");
      BpfException refused = assertThrows(BpfException.class, program::attach);
      assertEquals(Errno.ENOENT, refused.errno());
    }
  }
}
