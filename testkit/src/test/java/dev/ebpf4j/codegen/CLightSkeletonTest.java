package dev.ebpf4j.codegen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.load.LoaderInput;
import dev.ebpf4j.loadergen.LoaderGenerator;
import dev.ebpf4j.loadergen.LoaderProgram;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.LinuxKernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.util.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Light skeletons compile without a warning against the installed skel_internal.h, declare what
/// an installed bpftool's declare, and work.
class CLightSkeletonTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private static final String PROGRAM =
      """
      #include <stdbool.h>
      #include <string.h>
      #include <errno.h>
      #include <bpf/libbpf.h>
      #include "types.h"
      #include "light.skel.h"

      int use(void);

      int use(void)
      {
      	struct light *skel = light__open();

      	if (!skel || light__load(skel) || light__attach(skel))
      		return 1;
      	light__detach(skel);
      	light__assert(skel);
      	light__destroy(skel);
      	return !light__open_and_load();
      }
      """;

  @TempDir Path directory;

  private CCompiler c;

  @BeforeEach
  void prepare() {
    c = new CCompiler(directory);
  }

  private static byte[] bytes(String name) throws IOException {
    for (String place : List.of("golden/obj/%s.bpf.o", "fixtures/tools/%s.o")) {
      Path file = ROOT.resolve("testkit").resolve(place.replace("%s", name));
      if (Files.exists(file)) {
        return Files.readAllBytes(file);
      }
    }
    return Fixtures.object(name);
  }

  private static ObjectSpec open(String name) throws IOException {
    ObjectSpec object = ObjectSpec.parse(bytes(name), name, OpenOptions.DEFAULT.withName("light"));
    return LoaderInput.settle(LinuxKernel::new, object, LoadLog.SILENT);
  }

  private static String skeleton(ObjectSpec object, byte[] signature) {
    LoaderProgram loader = LoaderGenerator.generate(object, signature != null, LoadLog.SILENT);
    TextBuffer text = new TextBuffer();
    CLightSkeleton.Signature signed =
        signature == null ? null : new CLightSkeleton.Signature(signature);
    CLightSkeleton.write("light", object, loader, signed, 4096, text, LoadLog.SILENT);
    return text.toString();
  }

  private void write(ObjectSpec object) throws IOException {
    if (object.btf() == null) {
      Files.writeString(directory.resolve("types.h"), "");
    } else {
      c.writeTypes(object);
    }
    Files.writeString(directory.resolve("light.skel.h"), skeleton(object, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getpid",
        "code",
        "core",
        "xdp8080",
        "iter_map",
        "iter_task",
        "link_a",
        "attach",
        "maps",
        "types",
        "nobtf",
        "bad",
        "barrier",
        "arena",
        "everything",
        "hooks",
        "refused",
        "biolatency",
        "execsnoop",
        "iter",
        "lsm",
        "opensnoop",
        "profile",
        "runqlat",
        "tc",
        "tcpconnect",
        "uprobe",
        "xdp"
      })
  void compilesWithoutAWarning(String name) throws Exception {
    ObjectSpec object = open(name);
    write(object);
    c.compile("gcc", PROGRAM, List.of());
    if (!name.equals("types")) { // which has types that only C knows
      c.compile("g++", PROGRAM, List.of());
    }
  }

  /// What a user of the header sees: the struct, and names and types of the functions.
  private static Set<String> interfaceOf(String header) {
    Set<String> seen = new TreeSet<>();
    int start = header.indexOf("struct light {\n");
    // Of a section without visible variables older versions have an empty struct.
    String struct = header.substring(start, header.indexOf("\n};", start));
    seen.add(struct.replaceAll("\n\tstruct light__\\w+ \\{\n\t} \\*\\w+;", ""));
    Matcher functions =
        Pattern.compile("static (?:inline )?([^\n(;=]+)\n(light__\\w+\\([^)]*\\))").matcher(header);
    while (functions.find()) {
      seen.add(functions.group(1).strip() + " " + functions.group(2));
    }
    return seen;
  }

  /// Left out are an object with hidden variables, which older versions show, and one without
  /// types, for which they write no function of assertions.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "getpid",
        "code",
        "core",
        "xdp8080",
        "iter_map",
        "iter_task",
        "link_a",
        "bad",
        "barrier",
        "arena",
        "everything",
        "hooks",
        "refused",
        "biolatency",
        "execsnoop",
        "iter",
        "opensnoop",
        "profile",
        "runqlat",
        "tc",
        "tcpconnect",
        "uprobe",
        "xdp"
      })
  void declaresWhatAnInstalledBpftoolDeclares(String name) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "its generator needs root");
    Path object = Files.write(directory.resolve("object.o"), bytes(name));
    Path header = directory.resolve("theirs.h");
    Process process;
    try {
      process =
          new ProcessBuilder("bpftool", "-L", "gen", "skeleton", object.toString(), "name", "light")
              .redirectOutput(header.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no bpftool is installed");
      throw e;
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assumeTrue(process.exitValue() == 0, "the installed bpftool does not manage " + name);
    assertEquals(
        interfaceOf(Files.readString(header)), interfaceOf(skeleton(open(name), null)), name);
  }

  private static byte[] data(String header, String name) {
    String start = " " + name + "[] __attribute__((__aligned__(8))) = \"\\\n";
    int at = header.indexOf(start) + start.length();
    String text = header.substring(at, header.indexOf("\n\";\n", at) + 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : text.split("\n")) {
      assertTrue(line.endsWith("\\") && line.length() <= 79, line);
      for (int i = 0; i < line.length() - 1; ) {
        boolean hex = line.charAt(i + 1) == 'x';
        bytes.write(hex ? Integer.parseInt(line.substring(i + 2, i + 4), 16) : 0);
        i += hex ? 4 : 2;
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void holdsLoaderAndSignature() throws Exception {
    ObjectSpec object = open("getpid");
    LoaderProgram loader = LoaderGenerator.generate(object, true, LoadLog.SILENT);
    byte[] signature = "not one".getBytes(StandardCharsets.US_ASCII);
    String header = skeleton(object, signature);
    assertArrayEquals(loader.data(), data(header, "opts_data"));
    assertArrayEquals(loader.instructions(), data(header, "opts_insn"));
    assertArrayEquals(signature, data(header, "opts_sig"));
    assertArrayEquals(loader.hash(), data(header, "opts_excl_hash"));
    assertTrue(header.contains("\t} links;\n\t__s32 keyring_id;\n"), header);
    assertTrue(header.contains("opts.keyring_id = skel->keyring_id;"), header);
  }

  /// Debian's header knows no signatures yet, so the members of a newer one are added to it.
  @Test
  void aSignedOneCompiles() throws Exception {
    Path installed = Path.of("/usr/include/bpf/skel_internal.h");
    assumeTrue(Files.exists(installed), "libbpf's headers are not installed");
    String header = Files.readString(installed).replace("\"bpf.h\"", "<bpf/bpf.h>");
    if (!header.contains("keyring_id")) {
      header =
          header.replace(
              "\tconst char *errstr;\n",
              "\tconst char *errstr;\n\tvoid *signature;\n\t__u32 signature_sz;\n"
                  + "\t__s32 keyring_id;\n\tvoid *excl_prog_hash;\n\t__u32 excl_prog_hash_sz;\n");
    }
    Files.createDirectory(directory.resolve("bpf"));
    Files.writeString(
        directory.resolve("bpf/skel_internal.h"), "#pragma GCC system_header\n" + header);
    ObjectSpec object = open("everything");
    write(object);
    Files.writeString(directory.resolve("light.skel.h"), skeleton(object, new byte[] {1, 2}));
    c.compile(
        "gcc",
        PROGRAM.replace("light__open();", "light__open();\n\n\tskel->keyring_id = 5;"),
        List.of());
    assertTrue(Files.exists(directory.resolve("use")));
  }

  @Test
  void anObjectWithNothingToLoad() throws Exception {
    ObjectSpec object = open("getpid");
    ObjectSpec empty = object.withPrograms(List.of());
    write(empty);
    c.compile("gcc", PROGRAM, List.of());
    assertTrue(Files.exists(directory.resolve("use")));
  }

  /// Whatever a section is called stays within its string.
  @Test
  void namesOfSectionsAreQuoted() throws Exception {
    ObjectSpec object = open("core");
    ProgramSpec program = object.programs().getFirst();
    ProgramSpec odd =
        new ProgramSpec(
            program.function(),
            "raw_tp/a\"); b(\\",
            true,
            program.type(),
            program.expectedAttachType(),
            program.flags(),
            program.kind(),
            program.license(),
            program.kernelVersion());
    ObjectSpec renamed = object.withProgram(odd);
    assertTrue(
        skeleton(renamed, null)
            .contains("skel_raw_tracepoint_open(\"a\\042);\\040b(\\134\", prog_fd)"),
        "as numbers");
  }

  private static void assumeKernel() {
    assumeTrue("root".equals(System.getProperty("user.name")), "loading programs needs root");
    assumeTrue(Files.isDirectory(Path.of("/sys/fs/bpf")), "this kernel has no BPF");
  }

  /// The classic: open, load, attach, let something happen, look. What attaches the program is
  /// written out, as the skeleton does not know tracepoints.
  @Test
  void countsCallsOfGetpid() throws Exception {
    assumeKernel();
    write(open("getpid"));
    Path program =
        c.compile(
            "gcc",
            """
            #include <stdio.h>
            #include <string.h>
            #include <errno.h>
            #include <linux/perf_event.h>
            #include <bpf/bpf.h>
            #include "types.h"
            #include "light.skel.h"

            int main(void)
            {
            	struct light *skel = light__open_and_load();
            	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr),
            					.sample_period = 1 };
            	FILE *id = fopen("/sys/kernel/tracing/events/syscalls/sys_enter_getpid/id", "r");
            	unsigned int key = 0;
            	unsigned long long before = 0, after = 0;
            	int event, link, fd, i;

            	if (!skel || !id || fscanf(id, "%llu", &attr.config) != 1 || light__attach(skel))
            		return 1;
            	event = syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
            	link = skel_link_create(skel->progs.count_getpid.prog_fd, event, BPF_PERF_EVENT);
            	if (event < 0 || link < 0)
            		return 2;
            	skel->links.count_getpid_fd = link;
            	fd = skel->maps.calls.map_fd;
            	bpf_map_lookup_elem(fd, &key, &before);
            	for (i = 0; i < 100; i++)
            		syscall(SYS_getpid);
            	bpf_map_lookup_elem(fd, &key, &after);
            	printf("%d\\n", after - before >= 100);
            	light__destroy(skel);
            	return 0;
            }
            """,
            List.of("-lbpf"));
    String mount = CCompiler.WITH_TRACEFS + " && exec taskset 1 " + program;
    assertEquals("1\n", c.run(List.of("unshare", "-m", "sh", "-c", mount)));
  }

  /// Values and sizes that are set between open and load count; variables are seen afterwards.
  @Test
  void variablesAreSharedWithThePrograms() throws Exception {
    assumeKernel();
    write(open("everything"));
    Path program =
        c.compile(
            "gcc",
            """
            #include <stdio.h>
            #include <string.h>
            #include <errno.h>
            #include <bpf/bpf.h>
            #include "types.h"
            #include "light.skel.h"

            int main(void)
            {
            	struct light *skel = light__open();
            	struct bpf_map_info info = {};
            	unsigned int size = sizeof(info);
            	int before, i;

            	if (!skel || skel->rodata->limit != 5 || skel->data->total != 6)
            		return 1;
            	skel->rodata->limit = 7;
            	skel->data->total = 1000;
            	skel->maps.counts.max_entries = 99;
            	if (light__load(skel))
            		return 2;
            	if (skel->rodata->limit != 7 || skel->data->total != 1000)
            		return 3;
            	bpf_obj_get_info_by_fd(skel->maps.counts.map_fd, &info, &size);
            	if (info.max_entries != 99)
            		return 4;
            	before = skel->data->total;
            	if (light__attach(skel) || skel->links.first_fd <= 0)
            		return 5;
            	for (i = 0; i < 100; i++)
            		syscall(SYS_getpid);
            	light__detach(skel);
            	printf("%d\\n", skel->data->total > before && skel->bss->seen_version > 0x50000);
            	light__destroy(skel);
            	return 0;
            }
            """,
            List.of("-lbpf"));
    assertEquals("1\n", c.run(List.of(program.toString())));
  }
}
