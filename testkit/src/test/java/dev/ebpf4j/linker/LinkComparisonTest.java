package dev.ebpf4j.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Objects linked two by two, and all that go together, against what an installed bpftool makes of
/// the same files: both accept or both refuse, types and places are the same, and what loads there
/// loads here. With `LINK_PAIRS=all` in the environment every pair is linked, else every seventh.
@ExtendWith(LiveKernel.class)
class LinkComparisonTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path INSTALLED = Path.of("/usr/sbin/bpftool");

  /// `e_ident[EI_DATA]`.
  private static final int LITTLE_ENDIAN = 1;

  @TempDir Path directory;

  private final TreeMap<String, Integer> figures = new TreeMap<>();

  private static List<Path> objects() throws IOException {
    List<Path> objects = new ArrayList<>();
    for (String place :
        List.of("testkit/golden/obj", "testkit/src/test/resources/dev/ebpf4j/testkit")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(place))) {
        files.filter(LinkComparisonTest::isComparable).sorted().forEach(objects::add);
      }
    }
    return objects;
  }

  /// The installed one does not link objects of the other byte order, whichever that is.
  private static boolean isComparable(Path file) {
    if (!file.toString().endsWith(".o")) {
      return false;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      return bytes.length < 6 || bytes[5] == LITTLE_ENDIAN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pairs(Kernel kernel) throws Exception {
    assumeTrue(Files.isExecutable(INSTALLED), "needs an installed bpftool as oracle");
    boolean all = "all".equals(System.getenv("LINK_PAIRS"));
    List<Path> objects = objects();
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < objects.size(); i++) {
      for (int j = i; j < objects.size(); j++) {
        if (count++ % 7 == 0 || all) {
          compare(kernel, List.of(objects.get(i), objects.get(j)), wrong);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(figures.getOrDefault("linked", 0) > (all ? 200 : 20), figures.toString());
  }

  /// One by one, what does not go with those before being left out.
  @Test
  void allThatGoTogether(Kernel kernel) throws Exception {
    assumeTrue(Files.isExecutable(INSTALLED), "needs an installed bpftool as oracle");
    List<String> wrong = new ArrayList<>();
    compare(kernel, together(object -> true), wrong);
    compare(kernel, together(object -> load(kernel, object).isEmpty()), wrong);
    assertEquals(List.of(), wrong);
    assertEquals(1, figures.get("loaded"), figures.toString());
  }

  private static List<Path> together(Predicate<byte[]> wanted) throws IOException {
    List<Path> together = new ArrayList<>();
    for (Path object : objects()) {
      List<Path> more = new ArrayList<>(together);
      more.add(object);
      if (ours(more).filter(wanted).isPresent()) {
        together = more;
      }
    }
    assertTrue(together.size() > 8, together.toString());
    return together;
  }

  private static Optional<byte[]> ours(List<Path> inputs) throws IOException {
    try {
      ObjectLinker linker = new ObjectLinker(LoadLog.SILENT);
      for (Path input : inputs) {
        linker.add(Files.readAllBytes(input), input.toString());
      }
      return Optional.of(linker.finish());
    } catch (BpfException e) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> theirs(List<Path> inputs) throws Exception {
    Path output = directory.resolve("theirs.o");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(INSTALLED.toString(), "gen", "object", output.toString()));
    inputs.forEach(input -> command.add(input.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), command.toString());
    return process.exitValue() == 0 ? Optional.of(Files.readAllBytes(output)) : Optional.empty();
  }

  private void compare(Kernel kernel, List<Path> inputs, List<String> wrong) throws Exception {
    StringBuilder names = new StringBuilder();
    inputs.forEach(input -> names.append(' ').append(input.getFileName()));
    Optional<byte[]> ours = ours(inputs);
    Optional<byte[]> theirs = theirs(inputs);
    if (ours.isPresent() != theirs.isPresent()) {
      wrong.add(names + ": " + (ours.isPresent() ? "accepted" : "refused") + " here only");
      return;
    }
    if (ours.isEmpty() || theirs.isEmpty()) {
      figures.merge("refused by both", 1, Integer::sum);
      return;
    }
    figures.merge("linked", 1, Integer::sum);
    TreeSet<String> here = description(ours.get());
    TreeSet<String> there = description(theirs.get());
    if (!here.equals(there)) {
      TreeSet<String> more = new TreeSet<>(here);
      more.removeAll(there);
      TreeSet<String> less = new TreeSet<>(there);
      less.removeAll(here);
      wrong.add(names + ": here only " + more + ", there only " + less);
    }
    String loadsHere = load(kernel, ours.get());
    String loadsThere = load(kernel, theirs.get());
    figures.merge(loadsThere.isEmpty() ? "loaded" : "not loaded", 1, Integer::sum);
    if (!loadsHere.equals(loadsThere)) {
      wrong.add(names + ": loads here '" + loadsHere + "', there '" + loadsThere + "'");
    }
  }

  /// Empty if it loads, else the kind of failure.
  private static String load(Kernel kernel, byte[] object) {
    try (LoadedObject loaded =
        BpfObject.parse(object, "linked")
            .load(kernel, LoadOptions.DEFAULT.withPinDirectory("/nowhere"))) {
      return loaded.programs().isEmpty() ? "no programs" : "";
    } catch (BpfException e) {
      return e.getClass().getSimpleName();
    }
  }

  // ---- what an object has, in words ------------------------------------------------------------

  /// Sections with sizes, symbols with places, types with layouts; whatever the order.
  private static TreeSet<String> description(byte[] object) {
    TreeSet<String> all = new TreeSet<>();
    ElfFile elf = ElfFile.parse(object);
    for (ElfSection section : elf.sections()) {
      String name = section.name();
      boolean isData = !name.startsWith(".BTF") && !name.equals(".strtab");
      if (isData && !name.equals(".symtab") && section.index() > 0) {
        all.add("section " + name + " " + section.size() + " " + section.alignment());
      }
    }
    for (int i = 1; i < elf.symbols().size(); i++) {
      ElfSymbol symbol = elf.symbols().get(i);
      if (symbol.isGlobal()) {
        // The installed one places an extern map in `.maps`, where nothing of it is.
        boolean isDefined = symbol.isInSection() && symbol.type() != Elf.STT_NOTYPE;
        String place = isDefined ? elf.section(symbol.section()).name() : "nowhere";
        all.add("symbol " + symbol.name() + " " + place + " " + symbol.value() + symbol.size());
      }
    }
    ElfSection types = elf.section(".BTF");
    if (types != null) {
      describe(Btf.parse(elf.data(types).copy()), all);
    }
    return all;
  }

  private static void describe(Btf btf, TreeSet<String> all) {
    for (int id = 1; id < btf.typeCount(); id++) {
      switch (btf.kind(id)) {
        case STRUCT, UNION -> all.add(aggregate(btf, id, 3));
        case ENUM, ENUM64 -> all.add(enumeration(btf, id));
        case VAR -> all.add("var " + btf.name(id) + " " + word(btf, btf.target(id), 3));
        case FUNC -> all.add("func " + btf.name(id) + " " + prototype(btf, btf.target(id)));
        case TYPEDEF -> all.add("typedef " + btf.name(id) + " " + word(btf, btf.target(id), 3));
        case DATASEC -> {
          for (int i = 0; i < btf.vlen(id); i++) {
            all.add(
                btf.name(id)
                    + " "
                    + btf.name(btf.sectionVarType(id, i))
                    + " "
                    + btf.sectionVarOffset(id, i)
                    + " "
                    + btf.sectionVarSizeBytes(id, i));
          }
        }
        default -> {}
      }
    }
  }

  private static String prototype(Btf btf, int id) {
    StringBuilder text = new StringBuilder(word(btf, btf.target(id), 2));
    for (int i = 0; i < btf.vlen(id); i++) {
      text.append(", ").append(btf.paramName(id, i)).append(' ');
      text.append(word(btf, btf.paramType(id, i), 2));
    }
    return text.toString();
  }

  private static String enumeration(Btf btf, int id) {
    StringBuilder text = new StringBuilder("enum " + btf.name(id) + " " + btf.ownSizeBytes(id));
    for (int i = 0; i < btf.vlen(id); i++) {
      text.append(' ').append(btf.valueName(id, i)).append('=').append(btf.value(id, i));
    }
    return text.toString();
  }

  private static String aggregate(Btf btf, int id, int depth) {
    StringBuilder text = new StringBuilder();
    text.append(btf.kind(id)).append(' ').append(btf.name(id)).append(' ');
    text.append(btf.ownSizeBytes(id));
    for (int i = 0; i < btf.vlen(id); i++) {
      text.append("; ").append(btf.memberName(id, i)).append(' ');
      text.append(btf.memberBitOffset(id, i)).append(':').append(btf.memberBitfieldSize(id, i));
      text.append(' ').append(word(btf, btf.memberType(id, i), depth));
    }
    return text.toString();
  }

  private static String word(Btf btf, int id, int depth) {
    return switch (btf.kind(id)) {
      case VOID -> "void";
      case STRUCT, UNION ->
          btf.name(id).isEmpty() && depth > 0
              ? aggregate(btf, id, depth - 1)
              : btf.kind(id) + " " + btf.name(id);
      case ARRAY -> word(btf, btf.elementType(id), depth) + "[" + btf.elementCount(id) + "]";
      case FUNC_PROTO -> depth > 0 ? prototype(btf, id) : "function";
      case PTR, CONST, VOLATILE, RESTRICT, TYPE_TAG ->
          btf.kind(id) + " " + (depth > 0 ? word(btf, btf.target(id), depth - 1) : "");
      default ->
          btf.is(id, BtfKind.ENUM) && btf.name(id).isEmpty()
              ? enumeration(btf, id)
              : btf.kind(id) + " " + btf.name(id);
    };
  }
}
