package dev.ebpf4j.loadergen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.SectionTable;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderGeneratorTest {

  private static final int SYS_BPF_ATTRIBUTE = 2;

  private static ObjectSpec golden(String name) throws Exception {
    return read("testkit/golden/obj/" + name + ".bpf.o");
  }

  private static ObjectSpec fixture(String name) throws Exception {
    return read("testkit/fixtures/object/" + name + ".bpf.o");
  }

  private static ObjectSpec read(String path) throws Exception {
    Path root = Path.of(System.getProperty("project.root", ".."));
    byte[] bytes = Files.readAllBytes(root.resolve(path));
    return ObjectSpec.parse(bytes, path, OpenOptions.DEFAULT.withName("x"));
  }

  private static LoaderProgram generate(ObjectSpec object) {
    return LoaderGenerator.generate(object, false, LoadLog.SILENT);
  }

  /// A command of bpf(2) that a loader runs: its number, and where its attribute lies in the data.
  private record Command(int number, int attribute, int size) {}

  private static List<Command> commands(LoaderProgram loader) {
    List<Command> commands = new ArrayList<>();
    Code code = loader.code();
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      if (isCall(code, slot, Helper.SYS_BPF)) {
        // r1 = command; r2 = attribute (two slots); r3 = size; call
        assertEquals(SYS_BPF_ATTRIBUTE, code.dst(slot - 3));
        commands.add(new Command(code.imm(slot - 4), code.imm(slot - 2), code.imm(slot - 1)));
      }
    }
    return commands;
  }

  private static boolean isCall(Code code, int slot, int helper) {
    return code.opcode(slot) == Opcode.CALL_IMM && code.imm(slot) == helper;
  }

  private static int calls(LoaderProgram loader, int helper) {
    int count = 0;
    Code code = loader.code();
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      count += isCall(code, slot, helper) ? 1 : 0;
    }
    return count;
  }

  private static List<Integer> numbers(LoaderProgram loader) {
    return commands(loader).stream().map(Command::number).toList();
  }

  @Test
  void theStepsOfASmallObject() throws Exception {
    LoaderProgram loader = generate(golden("getpid"));
    assertEquals(
        List.of(BpfCommand.BTF_LOAD, BpfCommand.MAP_CREATE, BpfCommand.PROG_LOAD), numbers(loader));
    assertEquals(1, loader.maps());
    assertEquals(1, loader.programs());
    assertEquals(48, loader.contextSize(), "24 + 16 + 4, rounded up to whole double words");
  }

  @Test
  void attributesNameMapAndProgram() throws Exception {
    LoaderProgram loader = generate(golden("getpid"));
    ByteReader data = ByteReader.of(loader.data(), loader.code().order(), "data");
    int map = commands(loader).get(1).attribute();
    assertEquals(MapType.PERCPU_ARRAY - 4, data.i32(map + AttrMapCreate.MAP_TYPE), "array");
    assertEquals("calls", data.string(map + AttrMapCreate.MAP_NAME));
    int program = commands(loader).get(2).attribute();
    assertEquals(ProgramType.TRACEPOINT, data.i32(program + AttrProgLoad.PROG_TYPE));
    assertEquals("count_getpid", data.string(program + AttrProgLoad.PROG_NAME));
    assertTrue(new String(loader.data(), StandardCharsets.ISO_8859_1).contains("GPL\0"), "licence");
  }

  @Test
  void dataAreFilledAndConstantsFrozen() throws Exception {
    LoaderProgram loader = generate(golden("core"));
    List<Integer> steps = numbers(loader);
    assertTrue(steps.contains(BpfCommand.MAP_FREEZE), "" + steps);
    assertTrue(steps.contains(BpfCommand.MAP_UPDATE_ELEM), "" + steps);
    assertEquals(
        calls(loader, Helper.COPY_FROM_USER),
        calls(loader, Helper.PROBE_READ_KERNEL),
        "either way");
    assertTrue(calls(loader, Helper.KALLSYMS_LOOKUP_NAME) >= 2, "symbols by address");
    assertTrue(calls(loader, Helper.BTF_FIND_BY_NAME_KIND) >= 3, "functions and variables");
  }

  @Test
  void coreRelocationsGoToTheKernel() throws Exception {
    LoaderProgram loader = generate(golden("core"));
    ByteReader data = ByteReader.of(loader.data(), loader.code().order(), "data");
    int relocations = 0;
    for (Command command : commands(loader)) {
      if (command.number() == BpfCommand.PROG_LOAD) {
        relocations += data.i32(command.attribute() + AttrProgLoad.CORE_RELO_CNT);
        assertEquals(AttrProgLoad.CORE_RELO_REC_SIZE + 4, command.size());
      }
    }
    assertTrue(relocations > 20, relocations + " relocations");
  }

  @Test
  void theDataCanBeChecked() throws Exception {
    LoaderProgram plain = generate(golden("getpid"));
    LoaderProgram checked = LoaderGenerator.generate(golden("getpid"), true, LoadLog.SILENT);
    assertArrayEquals(plain.data(), checked.data(), "the data stay as they are");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(checked.data());
    ByteReader words = ByteReader.of(hash, checked.code().order(), "hash");
    List<Long> compared = new ArrayList<>();
    Code code = checked.code();
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      if (code.width(slot) == 2 && code.src(slot) == 0) {
        compared.add((code.imm(slot) & 0xffff_ffffL) | (long) code.imm(slot + 1) << 32);
      }
    }
    assertEquals(
        List.of(words.i64(0), words.i64(8), words.i64(16), words.i64(24)), compared, "all of it");
    assertArrayEquals(
        MessageDigest.getInstance("SHA-256").digest(checked.instructions()), checked.hash());
  }

  @Test
  void programArraysAreFilledWhenThereArePrograms() throws Exception {
    ObjectSpec object = golden("code");
    MapSpec array =
        object.maps().stream()
            .filter(map -> map.type() == MapType.PROG_ARRAY)
            .findFirst()
            .orElseThrow();
    MapSpec.Slot slot = new MapSpec.Slot(1, object.programs().getFirst().name());
    ObjectSpec filled = object.withMap(array.toBuilder().slots(List.of(slot)).build());
    List<Integer> steps = numbers(generate(filled));
    int last = steps.lastIndexOf(BpfCommand.PROG_LOAD);
    assertTrue(steps.lastIndexOf(BpfCommand.MAP_UPDATE_ELEM) > last, "" + steps);
  }

  @Test
  void aTemplateIsMadeBeforeItsMapOfMaps() throws Exception {
    ObjectSpec object = golden("maps");
    LoaderProgram loader = generate(object);
    long outer = object.maps().stream().filter(map -> map.inner() != null).count();
    long creations = numbers(loader).stream().filter(n -> n == BpfCommand.MAP_CREATE).count();
    assertTrue(outer > 0);
    assertEquals(object.maps().size() + outer, creations);
  }

  @Test
  void whatIsNotWantedIsLeftOut() throws Exception {
    ObjectSpec object = golden("getpid");
    MapSpec map = object.maps().getFirst();
    ProgramSpec program = object.programs().getFirst();
    ObjectSpec less =
        object.withMap(map.withAutocreate(false)).withProgram(program.withAutoload(false));
    assertEquals(List.of(BpfCommand.BTF_LOAD), numbers(generate(less)));
    ObjectSpec poisoned = object.withMap(map.withAutocreate(false));
    assertEquals(List.of(BpfCommand.BTF_LOAD, BpfCommand.PROG_LOAD), numbers(generate(poisoned)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"types", "types_be", "xdp8080", "iter_task", "iter_map", "nobtf", "link_a"})
  void byteOrdersAndKinds(String name) throws Exception {
    ObjectSpec object = golden(name);
    LoaderProgram loader = generate(object);
    assertEquals(object.order(), loader.code().order());
    List<Integer> steps = numbers(loader);
    assertEquals(
        object.programs().size(),
        steps.stream().filter(step -> step == BpfCommand.PROG_LOAD).count());
  }

  @Test
  void namesInOtherByteOrder() throws Exception {
    LoaderProgram loader = generate(golden("types_be"));
    assertEquals(ByteOrder.BIG_ENDIAN, loader.code().order());
    ByteReader data = ByteReader.of(loader.data(), ByteOrder.BIG_ENDIAN, "data");
    for (Command command : commands(loader)) {
      if (command.number() == BpfCommand.PROG_LOAD) {
        String name = data.string(command.attribute() + AttrProgLoad.PROG_NAME);
        assertTrue(name.matches("\\w+"), name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "testkit/golden/obj/pin.bpf.o, cannot pin",
    "testkit/golden/obj/sops.bpf.o, struct_ops",
    "testkit/fixtures/object/arena.bpf.o, arena"
  })
  void refusals(String path, String reason) throws Exception {
    ObjectSpec object = read(path);
    List<String> said = new ArrayList<>();
    LoadLog log =
        new LoadLog() {
          @Override
          public boolean wants(Level level) {
            return true;
          }

          @Override
          public void say(Level level, String message) {
            said.add(message);
          }
        };
    LoadException refused =
        assertThrows(LoadException.class, () -> LoaderGenerator.generate(object, false, log));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertEquals(Errno.EOPNOTSUPP, refused.errno());
    assertTrue(said.contains(refused.getMessage()), "" + said);
  }

  @Test
  void replacementsHaveNoTarget() throws Exception {
    ObjectSpec object = golden("getpid");
    ProgramSpec program = object.programs().getFirst();
    ObjectSpec replacing =
        object.withProgram(program.withKind(SectionTable.find("freplace/first")));
    LoadException refused = assertThrows(LoadException.class, () -> generate(replacing));
    assertEquals(Errno.EINVAL, refused.errno());
  }

  @Test
  void functionsOfSeveralSections() throws Exception {
    LoaderProgram loader = generate(fixture("functions"));
    assertTrue(calls(loader, Helper.BTF_FIND_BY_NAME_KIND) >= 1, "fentry");
    assertEquals(5, numbers(loader).stream().filter(n -> n == BpfCommand.PROG_LOAD).count());
  }

  /// Jumps to the clean-up reach only so far, so there are stations on the way.
  @Test
  void manyStepsStillReachTheCleanUp() throws Exception {
    ObjectSpec object = golden("getpid");
    List<ProgramSpec> many = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      many.add(object.programs().getFirst().withName("p" + i));
    }
    LoaderProgram loader = generate(object.withPrograms(many));
    assertEquals(700, loader.programs());
    assertTrue(loader.code().slots() > 0x8000, loader.code().slots() + " slots");
  }
}
