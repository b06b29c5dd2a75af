package dev.ebpf4j.bpftool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rows of docs/architecture.md and their arrows, over the classes of both modules.
class ArchitectureTest {

  private static final String ROOT = "dev.ebpf4j.";
  private static final String COMMAND = ROOT + "bpftool";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/testkit"))
          .withImportOption(location -> !location.contains("/test-classes"))
          .importPackages("dev.ebpf4j");

  /// What each part of the library may use, itself apart. A part is a package with those below it.
  private static final Map<String, Set<String>> ARROWS = arrows();

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new LinkedHashMap<>();
    arrows.put("util", Set.of("error", "abi"));
    arrows.put("abi", Set.of("util"));
    arrows.put("error", Set.of("abi", "util"));
    arrows.put("id", Set.of());
    Set<String> ground = Set.of("abi", "util", "error", "id");
    arrows.put("elf", ground);
    arrows.put("insn", ground);
    arrows.put("btf", with(ground, "elf"));
    Set<String> models = with(ground, "elf", "insn", "btf");
    arrows.put("object", with(models, "core"));
    arrows.put("core", models);
    arrows.put("linker", with(models, "object", "core"));
    arrows.put("loadergen", with(models, "object", "core"));
    arrows.put("codegen", with(models, "object", "core", "loadergen"));
    arrows.put("disasm", models);
    Set<String> pure = with(models, "object", "core", "linker", "loadergen", "codegen", "disasm");
    arrows.put("sys", ground);
    arrows.put("procfs", with(pure, "sys"));
    arrows.put("llvm", with(pure, "sys"));
    Set<String> doors = with(pure, "sys", "procfs");
    arrows.put("prog", doors);
    arrows.put("map", with(doors, "prog"));
    arrows.put("features", with(doors, "prog", "map"));
    Set<String> objects = with(doors, "prog", "map", "features");
    arrows.put("link", objects);
    arrows.put("load", with(objects, "link"));
    return arrows;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(List.of(more));
    return all;
  }

  /// The part of the library that a class belongs to; `` for the root package, null for others.
  private static String part(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals("dev.ebpf4j")) {
      return "";
    }
    if (!name.startsWith(ROOT) || name.startsWith(COMMAND) || name.startsWith(ROOT + "bench")) {
      return null;
    }
    String rest = name.substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  @Test
  void arrowsPointDown() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String from = part(type);
      if (from == null || from.isEmpty()) {
        continue;
      }
      Set<String> allowed = ARROWS.get(from);
      if (allowed == null) {
        wrong.add("no row for package " + from);
        continue;
      }
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass())
          .forEach(
              target -> {
                String to = part(target);
                boolean inside = target.getPackageName().startsWith("dev.ebpf4j");
                if (inside && (to == null || !(to.equals(from) || allowed.contains(to)))) {
                  wrong.add(type.getName() + " uses " + target.getName());
                }
              });
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  @Test
  void theManualIsMadeFromTheTablesAndAtBuildTimeAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND + ".manual..")
        .and()
        .doNotHaveFullyQualifiedName(COMMAND + ".Manual")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(COMMAND + ".manual..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(COMMAND + ".manual..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(COMMAND, COMMAND + ".view..", COMMAND + ".out..", ROOT + "sys..")
                .or(
                    resideInAPackage(COMMAND + ".command..")
                        .and(
                            DescribedPredicate.describe(
                                "are no tables",
                                type ->
                                    !type.getSimpleName().equals("CommandTable")
                                        && !type.getSimpleName().equals("Row")))))
        .check(CLASSES);
  }

  @Test
  void theCommandsOwnArrowsPointDown() {
    noClasses()
        .that()
        .resideInAnyPackage(COMMAND + ".out..", COMMAND + ".grammar..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(COMMAND, COMMAND + ".command..", COMMAND + ".view..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(COMMAND + ".view..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(COMMAND, COMMAND + ".command..", ROOT + "sys..", ROOT + "procfs.."))
        .because("what renders asks nobody")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(COMMAND + ".command..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(COMMAND)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.ebpf4j.(bpftool.command.*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyTheDoorsCallNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "sys..", ROOT + "llvm..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(CLASSES);
  }

  @Test
  void whatIsPureNeverReachesTheKernel() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "abi..",
            ROOT + "util..",
            ROOT + "error..",
            ROOT + "elf..",
            ROOT + "btf..",
            ROOT + "insn..",
            ROOT + "object..",
            ROOT + "core..",
            ROOT + "linker..",
            ROOT + "loadergen..",
            ROOT + "codegen..",
            ROOT + "disasm..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "sys..", ROOT + "procfs..", "java.net..")
                .or(resideInAPackage("java.lang.foreign..")))
        .check(CLASSES);
  }

  @Test
  void onlySigningUsesWhatSigns() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND + ".command.signing..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.bouncycastle.."))
        .check(CLASSES);
  }

  @Test
  void nobodyWritesBesideTheSession() {
    noClasses()
        .should()
        .accessTargetWhere(
            access(
                "System.out or System.err",
                target ->
                    target.getTargetOwner().getName().equals("java.lang.System")
                        && Set.of("out", "err").contains(target.getName())))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMAND + "..")
        .should()
        .accessTargetWhere(
            access(
                "System.exit or Runtime.halt",
                target ->
                    Set.of("exit", "halt").contains(target.getName())
                        && Set.of("java.lang.System", "java.lang.Runtime")
                            .contains(target.getTargetOwner().getName())))
        .check(CLASSES);
  }

  /// It costs as much at start as a whole listing.
  @Test
  void nobodyUsesFormatStrings() {
    noClasses()
        .should()
        .accessTargetWhere(
            access(
                "format strings",
                target ->
                    Set.of("format", "formatted", "printf").contains(target.getName())
                        && Set.of("java.lang.String", "java.io.PrintStream", "java.util.Formatter")
                            .contains(target.getTargetOwner().getName())))
        .check(CLASSES);
  }

  @Test
  void staticsDoNotChange() {
    fields()
        .that()
        .areStatic()
        .and(
            DescribedPredicate.describe(
                "are written by hand",
                field ->
                    !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$")))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaAccess<?>> access(
      String what, java.util.function.Predicate<JavaAccess<?>> test) {
    return DescribedPredicate.describe(what, test::test);
  }

  /// The names of these files appear in no other package: `procfs` is their only reader.
  @Test
  void onlyOnePackageReadsProcAndSys() throws IOException {
    List<String> readers = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      String name = type.getPackageName();
      boolean mayRead = name.startsWith(ROOT + "procfs") || name.startsWith(ROOT + "bench");
      if (!mayRead && type.getSource().isPresent()) {
        byte[] bytes = bytes(type);
        for (String file : List.of("/proc/", "/sys/kernel", "/sys/devices", "/sys/bus")) {
          if (new String(bytes, StandardCharsets.ISO_8859_1).contains(file)) {
            readers.add(type.getName() + " has " + file);
          }
        }
      }
    }
    readers.removeIf(ArchitectureTest::onlyMentions);
    assertTrue(readers.isEmpty(), () -> String.join("\n", readers));
  }

  /// Constants that are paths by interface: nothing is read there, or the user asked for the file.
  private static boolean onlyMentions(String reader) {
    return Stream.of(
            "dev.ebpf4j.bpftool.command.btf.", // the kernel's BTF as a file that users name
            "dev.ebpf4j.bpftool.command.token.TokenShow has /proc/") // in an error text
        .anyMatch(reader::startsWith);
  }

  private static byte[] bytes(JavaClass type) throws IOException {
    try (InputStream source = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return source.readAllBytes(); // a file of a directory or of a jar
    }
  }

  /// Static state hides in initialisers, too; none of them may touch the kernel.
  @Test
  void noInitialiserOpensTheKernel() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      type.getStaticInitializer()
          .map(JavaStaticInitializer::getConstructorCallsFromSelf)
          .ifPresent(
              calls ->
                  calls.stream()
                      .filter(
                          call -> call.getTargetOwner().getName().equals(ROOT + "sys.LinuxKernel"))
                      .forEach(call -> wrong.add(type.getName())));
    }
    assertTrue(wrong.isEmpty(), wrong::toString);
  }
}
