package dev.ebpf4j.codegen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.util.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Skeletons compile without a warning against the installed libbpf, in C and C++, hold the file
/// they were made of, and work.
class CSkeletonTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path OBJECTS = ROOT.resolve("testkit/golden/obj");

  private static final String PROGRAM =
      """
      #include <stdbool.h>
      #include <linux/types.h>
      #include <bpf/libbpf.h>
      #include "types.h"
      #include "%NAME%.skel.h"

      int use(void);

      int use(void)
      {
      	struct %NAME% *skel = %NAME%__open_and_load();
      	size_t size;

      	if (!skel || %NAME%__attach(skel))
      		return 1;
      	%NAME%__detach(skel);
      	%NAME%__elf_bytes(&size);
      	%NAME%__assert(skel);
      	%NAME%__destroy(skel);
      	return 0;
      }
      """;

  private static final String LIBRARY =
      """
      #include <stdbool.h>
      #include <linux/types.h>
      #include <bpf/libbpf.h>
      #include "types.h"
      #include "%NAME%.subskel.h"

      int use(const struct bpf_object *object);

      int use(const struct bpf_object *object)
      {
      	struct %NAME% *skel = %NAME%__open(object);

      	%NAME%__destroy(skel);
      	return !skel;
      }
      """;

  @TempDir Path directory;

  private CCompiler c;

  @BeforeEach
  void prepare() {
    c = new CCompiler(directory);
  }

  /// Struct_ops maps are left out: their skeletons need a newer libbpf than Debian's.
  @ParameterizedTest
  @CsvSource({
    "getpid, gcc",
    "getpid, g++",
    "code, gcc",
    "code, g++",
    "maps, gcc",
    "maps, g++",
    "xdp8080, gcc",
    "xdp8080, g++",
    "arena, gcc",
    "arena, g++",
    "iter_task, gcc",
    "iter_task, g++",
    "link_a, gcc",
    "link_a, g++",
    "attach, gcc",
    "attach, g++",
    "types, gcc",
    "core, gcc",
    "core, g++"
  })
  void compilesWithoutAWarning(String name, String compiler) throws Exception {
    String struct = name + "_skel"; // in C++ it cannot have the name of one of its functions
    ObjectSpec object = open(name, struct);
    c.writeTypes(object);
    Files.writeString(directory.resolve(struct + ".skel.h"), skeleton(name, struct, object));
    c.compile(compiler, PROGRAM.replace("%NAME%", struct), List.of());
    Files.writeString(directory.resolve(struct + ".subskel.h"), subskeleton(name, struct));
    c.compile(compiler, LIBRARY.replace("%NAME%", struct), List.of());
  }

  /// The fixtures and the tools, as far as Debian's libbpf knows what is in them.
  static List<Path> others() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String place :
        List.of("src/test/resources/dev/ebpf4j/testkit", "fixtures/tools", "fixtures/object")) {
      try (Stream<Path> all = Files.list(ROOT.resolve("testkit").resolve(place))) {
        all.filter(CSkeletonTest::isForThisMachine).sorted().forEach(files::add);
      }
    }
    assertTrue(files.size() > 25, files.toString());
    return files;
  }

  private static boolean isForThisMachine(Path file) {
    if (!file.toString().endsWith(".o")) {
      return false;
    }
    try {
      ObjectSpec object = ObjectSpec.open(file);
      return object.btf() != null
          && object.order() == ByteOrder.nativeOrder()
          && object.maps().stream().allMatch(map -> map.structOps() == null);
    } catch (BpfException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("others")
  void othersCompileWithoutAWarning(Path file) throws Exception {
    String struct = Identifiers.ofFile(file.toString()) + "_skel";
    ObjectSpec object = ObjectSpec.open(file, OpenOptions.DEFAULT.withName(struct));
    c.writeTypes(object);
    TextBuffer text = new TextBuffer();
    CSkeleton.write(struct, object, Files.readAllBytes(file), text, LoadLog.SILENT);
    Files.writeString(directory.resolve(struct + ".skel.h"), text.toString());
    TextBuffer sub = new TextBuffer();
    ObjectSpec unnamed = ObjectSpec.open(file, OpenOptions.DEFAULT.withName(""));
    CSubskeleton.write(struct, unnamed, unnamed.btf(), sub, LoadLog.SILENT);
    Files.writeString(directory.resolve(struct + ".subskel.h"), sub.toString());
    boolean isC = file.endsWith("sample.o"); // has a variable called `class`
    for (String compiler : isC ? List.of("gcc") : List.of("gcc", "g++")) {
      c.compile(compiler, PROGRAM.replace("%NAME%", struct), List.of());
      c.compile(compiler, LIBRARY.replace("%NAME%", struct), List.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"getpid", "types", "sops", "maps"})
  void holdsTheFile(String name) throws Exception {
    String skeleton = skeleton(name, name, open(name, name));
    int start = skeleton.indexOf("= \"\\\n") + 5;
    String text = skeleton.substring(start, skeleton.indexOf("\n\";\n", start) + 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : text.split("\n")) {
      assertTrue(line.endsWith("\\") && line.length() <= 79, line);
      for (int at = 0; at < line.length() - 1; ) {
        boolean hex = line.charAt(at + 1) == 'x';
        bytes.write(hex ? Integer.parseInt(line.substring(at + 2, at + 4), 16) : 0);
        at += hex ? 4 : 2;
      }
    }
    assertArrayEquals(Files.readAllBytes(file(name)), bytes.toByteArray());
  }

  /// The classic: open, load, attach, let something happen, look.
  @Test
  void countsCallsOfGetpid() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "loading programs needs root");
    assumeTrue(Files.isDirectory(Path.of("/sys/fs/bpf")), "this kernel has no BPF");
    ObjectSpec object = open("getpid", "getpid");
    c.writeTypes(object);
    Files.writeString(directory.resolve("getpid.skel.h"), skeleton("getpid", "getpid", object));
    Path program =
        c.compile(
            "gcc",
            """
            #include <stdio.h>
            #include <unistd.h>
            #include <sys/syscall.h>
            #include <bpf/bpf.h>
            #include "types.h"
            #include "getpid.skel.h"

            int main(void)
            {
            	struct getpid *skel = getpid__open_and_load();
            	unsigned int key = 0;
            	unsigned long long before = 0, after = 0;
            	int fd, i;

            	if (!skel || getpid__attach(skel))
            		return 1;
            	fd = bpf_map__fd(skel->maps.calls);
            	bpf_map_lookup_elem(fd, &key, &before);
            	for (i = 0; i < 100; i++)
            		syscall(SYS_getpid);
            	bpf_map_lookup_elem(fd, &key, &after);
            	printf("%d\\n", after - before >= 100);
            	getpid__destroy(skel);
            	return 0;
            }
            """,
            List.of("-lbpf"));
    // The tracepoint's number is found in tracefs, which is mounted for this process alone.
    String mount = CCompiler.WITH_TRACEFS + " && exec " + program;
    assertEquals("1\n", c.run(List.of("unshare", "-m", "sh", "-c", mount)));
  }

  /// Variables are set before the object is loaded and read afterwards, through the skeleton and
  /// through a sub-skeleton of the same object.
  @Test
  void variablesAreWhereTheSkeletonHasThem() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "loading programs needs root");
    assumeTrue(Files.isDirectory(Path.of("/sys/fs/bpf")), "this kernel has no BPF");
    Path file = ROOT.resolve("testkit/src/test/resources/dev/ebpf4j/testkit/sample.o");
    ObjectSpec object = ObjectSpec.open(file, OpenOptions.DEFAULT.withName("sample"));
    c.writeTypes(object);
    TextBuffer text = new TextBuffer();
    CSkeleton.write("sample", object, Files.readAllBytes(file), text, LoadLog.SILENT);
    Files.writeString(directory.resolve("sample.skel.h"), text.toString());
    ObjectSpec unnamed = ObjectSpec.open(file, OpenOptions.DEFAULT.withName(""));
    TextBuffer sub = new TextBuffer();
    CSubskeleton.write("part", unnamed, unnamed.btf(), sub, LoadLog.SILENT);
    Files.writeString(directory.resolve("part.subskel.h"), sub.toString());
    Path program =
        c.compile(
            "gcc",
            """
            #include <stdbool.h>
            #include <stdio.h>
            #include <string.h>
            #include <unistd.h>
            #include <linux/types.h>
            #include "types.h"
            #include "sample.skel.h"
            #include "part.subskel.h"

            int main(void)
            {
            	struct sample *skel = sample__open();
            	struct part *part;

            	if (!skel)
            		return 1;
            	skel->rodata->target = getpid();
            	skel->rodata->mode = MODE_ALL;
            	skel->bss->total = 1000;
            	bpf_program__set_autoload(skel->progs.through, false);
            	if (sample__load(skel) || !(part = part__open(skel->obj)))
            		return 2;
            	skel->links.count = bpf_program__attach(skel->progs.count);
            	if (!skel->links.count)
            		return 3;
            	for (int i = 0; i < 100; i++)
            		getppid();
            	printf("%d %d %d %d %s %.1f\\n", skel->bss->total >= 1100, skel->bss->class,
            	       *part->bss.total >= 1100, *part->data.wait,
            	       (const char *)skel->rodata->greeting, skel->data->ratio);
            	part__destroy(part);
            	sample__destroy(skel);
            	return 0;
            }
            """,
            List.of("-lbpf"));
    assertEquals("1 1 1 -3 hello 0.5\n", c.run(List.of(program.toString())));
  }

  private static Path file(String name) {
    return OBJECTS.resolve(name + ".bpf.o");
  }

  private static ObjectSpec open(String name, String objectName) {
    return ObjectSpec.open(file(name), OpenOptions.DEFAULT.withName(objectName));
  }

  private static String skeleton(String name, String struct, ObjectSpec object) throws IOException {
    TextBuffer text = new TextBuffer();
    CSkeleton.write(struct, object, Files.readAllBytes(file(name)), text, LoadLog.SILENT);
    return text.toString();
  }

  private static String subskeleton(String name, String struct) {
    ObjectSpec object = open(name, "");
    TextBuffer text = new TextBuffer();
    CSubskeleton.write(struct, object, object.btf(), text, LoadLog.SILENT);
    return text.toString();
  }
}
