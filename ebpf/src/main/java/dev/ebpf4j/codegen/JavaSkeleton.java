package dev.ebpf4j.codegen;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.codegen.JavaDeclaration.Member;
import dev.ebpf4j.codegen.SkeletonModel.MapEntry;
import dev.ebpf4j.codegen.SkeletonModel.Section;
import dev.ebpf4j.codegen.SkeletonModel.Variable;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.StructOpsSpec;
import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Java class that holds a whole object file and has a method for each of its maps, programs and
/// data sections. It stands on `dev.ebpf4j.Skeleton`.
public final class JavaSkeleton {

  /// The bytes of each constant, 19 groups of Base64 to a line of 76 characters. A constant in a
  /// class file may have 65,535 bytes.
  private static final int LINE_BYTES = 57;

  private static final int PART_BYTES = LINE_BYTES * 800;

  /// What a generated file may import, in order.
  private static final List<String> IMPORTS =
      List.of(
          "dev.ebpf4j.BpfMap",
          "dev.ebpf4j.BpfObject",
          "dev.ebpf4j.LoadedObject",
          "dev.ebpf4j.Program",
          "dev.ebpf4j.Skeleton",
          "dev.ebpf4j.Variables",
          "dev.ebpf4j.link.Link",
          "dev.ebpf4j.link.Tcx",
          "dev.ebpf4j.link.Xdp",
          "dev.ebpf4j.load.LoadOptions",
          "dev.ebpf4j.map.Bytes",
          "dev.ebpf4j.map.Codec",
          "dev.ebpf4j.map.Fields",
          "dev.ebpf4j.map.PerCpuMap",
          "dev.ebpf4j.map.QueueMap",
          "dev.ebpf4j.map.TypedMap",
          "dev.ebpf4j.map.ring.PerfBuffer",
          "dev.ebpf4j.map.ring.RingBuffer",
          "java.math.BigInteger",
          "java.util.List",
          "java.util.Objects",
          "java.util.function.Consumer",
          "java.util.function.Function",
          "java.util.function.UnaryOperator");

  private static final Set<String> METHODS =
      with(
          JavaNames.OBJECT_METHODS,
          "open",
          "configure",
          "load",
          "isLoaded",
          "object",
          "attach",
          "close");

  private final SkeletonModel model;
  private final ObjectSpec object;
  private final Btf btf;
  private final String className;
  private final JavaNames methods = new JavaNames(METHODS);
  private final JavaNames typeNames;
  private final JavaTypes types;
  private final JavaText body = new JavaText();
  private final List<JavaSection> sections = new ArrayList<>();

  private JavaSkeleton(String className, SkeletonModel model, ObjectSpec object) {
    this.className = className;
    this.model = model;
    this.object = object;
    this.btf = model.btf();
    Set<String> reserved = new HashSet<>(JavaNames.JAVA_LANG);
    for (String imported : IMPORTS) {
      reserved.add(imported.substring(imported.lastIndexOf('.') + 1));
    }
    reserved.add(className);
    this.typeNames = new JavaNames(reserved);
    this.types = new JavaTypes(btf, typeNames);
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new HashSet<>(names);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /// Whether `name` may stand behind `package` in a Java file.
  public static boolean isPackageName(String name) {
    return JavaNames.isPackage(name);
  }

  /// The name of the class for an object of that name: `getpid_bpf` gives `GetpidBpf`.
  ///
  /// @throws IllegalArgumentException if the name has neither letters nor digits
  public static String className(String objectName) {
    if (JavaNames.camel(objectName, true).isEmpty()) {
      throw new IllegalArgumentException("'" + objectName + "' gives no name for a Java class");
    }
    Set<String> reserved = new HashSet<>(JavaNames.JAVA_LANG);
    for (String imported : IMPORTS) {
      reserved.add(imported.substring(imported.lastIndexOf('.') + 1));
    }
    return new JavaNames(reserved).type(objectName, "object");
  }

  /// Writes a class.
  ///
  /// @param name the object's name
  /// @param packageName where the class is, null for the unnamed package
  /// @param object the object, opened under that name
  /// @param file the bytes of the object file
  /// @param log is told what has no place in the class
  /// @throws MalformedException if the object has no types
  public static void write(
      String name,
      @Nullable String packageName,
      ObjectSpec object,
      byte[] file,
      TextBuffer out,
      LoadLog log) {
    Btf btf = object.btf();
    if (btf == null) {
      throw new MalformedException(object.path(), -1, "no BTF");
    }
    SkeletonModel model = new SkeletonModel(name, object, btf, log);
    JavaSkeleton skeleton = new JavaSkeleton(className(name), model, object);
    skeleton.write(file);
    skeleton.finish(packageName, out);
  }

  private void finish(@Nullable String packageName, TextBuffer out) {
    String text = body.toString();
    out.text("// Generated by bpftool from the BPF object ").text(JavaText.harmless(model.name()));
    out.text(". Do not edit.\n");
    if (packageName != null) {
      out.text("package ").text(packageName).text(";\n\n");
    }
    for (String imported : IMPORTS) {
      if (mentions(text, imported.substring(imported.lastIndexOf('.') + 1))) {
        out.text("import ").text(imported).text(";\n");
      }
    }
    out.nl().text(text);
  }

  private static boolean mentions(String text, String word) {
    int at = text.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      if (!Character.isJavaIdentifierPart(text.charAt(at - 1))
          && !Character.isJavaIdentifierPart(text.charAt(end))) {
        return true;
      }
      at = text.indexOf(word, end);
    }
    return false;
  }

  // ---- the class -------------------------------------------------------------------------------

  private void write(byte[] bytes) {
    for (MapEntry map : model.maps()) {
      Section section = map.section();
      if (map.spec().isInternal() && section != null && !section.variables().isEmpty()) {
        addSection(map, section);
      } else if (map.spec().structOps() != null) {
        addStructOps(map);
      }
    }
    List<String> parts = parts(bytes);
    body.doc(
        "The BPF object `"
            + model.name()
            + "`: opened, then configured, loaded and attached, at last closed, in this order.");
    body.open("public final class " + className + " implements AutoCloseable");
    constructor();
    lifecycle(parts.size());
    for (JavaSection section : sections) {
      body.blank().doc(section.doc());
      body.open("public " + section.type() + " " + section.method() + "()");
      body.line("return " + section.method() + ";").close();
    }
    for (MapEntry map : model.maps()) {
      if (!map.spec().isInternal()) {
        map(map.spec());
      }
    }
    programs();
    body.blank().doc("Detaches what was attached, unless it is pinned, and unloads it.");
    body.line("@Override").open("public void close()").line("skeleton.close();").close();
    for (JavaSection section : sections) {
      section.write(body);
    }
    JavaDeclarations declarations = new JavaDeclarations(body);
    types.declarations().forEach(declarations::write);
    for (int i = 0; i < parts.size(); i++) {
      body.blank().line("private static final String PART_" + i + " =").indented(2);
      body.line("\"\"\"");
      parts.get(i).lines().forEach(body::line);
      body.line("\"\"\";").indented(-2);
    }
    body.close();
  }

  private static List<String> parts(byte[] bytes) {
    Base64.Encoder encoder = Base64.getMimeEncoder(76, new byte[] {'\n'});
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PART_BYTES) {
      int end = Math.min(bytes.length, at + PART_BYTES);
      byte[] part = Arrays.copyOfRange(bytes, at, end);
      parts.add(new String(encoder.encode(part), StandardCharsets.ISO_8859_1));
    }
    return parts;
  }

  private void constructor() {
    body.line("private final Skeleton skeleton;");
    for (JavaSection section : sections) {
      body.line("private final " + section.type() + " " + section.method() + ";");
    }
    body.blank().open("private " + className + "(Skeleton skeleton)");
    body.line("this.skeleton = skeleton;");
    for (JavaSection section : sections) {
      body.list(
          "this." + section.method() + " = new " + section.type(),
          List.of("skeleton.variables(" + JavaText.literal(section.map()) + ")"),
          ";");
    }
    body.close();
  }

  private void lifecycle(int parts) {
    List<String> arguments = new ArrayList<>();
    arguments.add(JavaText.literal(model.name()));
    for (int i = 0; i < parts; i++) {
      arguments.add("PART_" + i);
    }
    body.blank().doc("Reads the object. Nothing is loaded yet.");
    body.open("public static " + className + " open()");
    body.assign("Skeleton skeleton", "Skeleton.open", arguments);
    body.line("return new " + className + "(skeleton);").close();
    body.blank().doc("Changes what will be loaded; see [BpfObject].");
    body.open("public void configure(UnaryOperator<BpfObject> change)");
    body.line("skeleton.configure(change);").close();
    body.blank().doc("Loads it into the running kernel.");
    body.open("public void load()").line("skeleton.load();").close();
    body.blank().doc("Loads it into the running kernel as `options` say.");
    body.open("public void load(LoadOptions options)").line("skeleton.load(options);").close();
    body.blank().doc("Whether it is loaded, and not closed yet.");
    body.open("public boolean isLoaded()").line("return skeleton.isLoaded();").close();
    body.blank().doc("What is in the kernel, once it is loaded.");
    body.open("public LoadedObject object()").line("return skeleton.loaded();").close();
    body.blank().doc("Attaches every program whose section says where.");
    body.open("public List<Link> attach()").line("return skeleton.attachAll();").close();
  }

  // ---- variables -------------------------------------------------------------------------------

  private void addSection(MapEntry map, Section section) {
    String type = typeNames.type(section.identifier(), "section");
    List<Member> members = new ArrayList<>();
    JavaNames scope = new JavaNames(JavaNames.OBJECT_METHODS);
    for (Variable variable : section.variables()) {
      JavaType java =
          types.of(variable.type(), variable.sizeBytes(), type + "_" + variable.identifier());
      if (java.size() > 0) {
        String name = scope.member(variable.identifier(), "value");
        members.add(new Member(name, variable.name(), java, variable.offset(), 0, false));
      }
    }
    if (members.isEmpty()) {
      return;
    }
    String doc =
        switch (map.spec().origin()) {
          case RODATA ->
              "Constants of section `" + map.spec().dataSection() + "`: set before it is loaded.";
          case KCONFIG -> "Values of the kernel's configuration: known once it is loaded.";
          default ->
              "Variables of section `"
                  + map.spec().dataSection()
                  + "`, before and after it is loaded.";
        };
    String method = methods.member(section.identifier(), "section");
    boolean settable = map.spec().origin() != MapSpec.Origin.KCONFIG;
    sections.add(new JavaSection(method, type, map.spec().name(), doc, settable, members));
  }

  /// The numbers among the members of a structure of functions.
  private void addStructOps(MapEntry map) {
    StructOpsSpec spec = SkeletonModel.structOps(map);
    String type = typeNames.type(map.identifier(), "section");
    List<Member> members = new ArrayList<>();
    JavaNames scope = new JavaNames(JavaNames.OBJECT_METHODS);
    int struct = spec.typeId();
    for (int i = 0; i < btf.vlen(struct); i++) {
      int member = btf.resolve(btf.memberType(struct, i));
      String name = btf.memberName(struct, i);
      boolean isNumber =
          switch (btf.kind(member)) {
            case INT, ENUM, ENUM64 -> btf.memberBitfieldSize(struct, i) == 0 && !name.isEmpty();
            default -> false;
          };
      if (isNumber) {
        JavaType java = types.of(member, btf.sizeBytes(member), type + "_" + name);
        long offset = btf.memberBitOffset(struct, i) / 8;
        members.add(new Member(scope.member(name, "value"), name, java, offset, 0, false));
      }
    }
    if (members.isEmpty()) {
      return;
    }
    String method = methods.member(map.identifier(), "section");
    String doc =
        "Members of `struct "
            + spec.typeName()
            + " "
            + map.identifier()
            + "`: set before it is loaded.";
    sections.add(new JavaSection(method, type, map.spec().name(), doc, true, members));
  }

  // ---- maps ------------------------------------------------------------------------------------

  private void map(MapSpec map) {
    String name = methods.member(map.name(), "map");
    String kind = MapType.name(map.type());
    body.blank().doc("Map `" + map.name() + "`, " + (kind == null ? "raw" : kind) + ".");
    switch (map.type()) {
      case MapType.HASH, MapType.ARRAY, MapType.LRU_HASH, MapType.LPM_TRIE, MapType.STACK_TRACE ->
          keyed("TypedMap", "typed", name, map);
      case MapType.PERCPU_HASH, MapType.PERCPU_ARRAY, MapType.LRU_PERCPU_HASH ->
          keyed("PerCpuMap", "perCpu", name, map);
      case MapType.QUEUE, MapType.STACK -> queue(name, map);
      case MapType.RINGBUF -> ring(name, map);
      case MapType.PERF_EVENT_ARRAY -> perfEvents(name, map);
      case MapType.STRUCT_OPS -> structOps(name, map);
      default -> raw("BpfMap", "map", name, map, List.of());
    }
  }

  private void raw(String type, String opener, String name, MapSpec map, List<String> codecs) {
    List<String> arguments = new ArrayList<>();
    arguments.add(JavaText.literal(map.name()));
    arguments.addAll(codecs);
    body.open("public " + type + " " + name + "()");
    body.list("return skeleton." + opener, arguments, ";").close();
  }

  private void keyed(String view, String opener, String name, MapSpec map) {
    JavaType key = isIndexed(map) ? JavaType.scalar("int", "Integer", "s32", 4) : key(map);
    JavaType value = value(map);
    String type = view + "<" + key.boxed() + ", " + value.boxed() + ">";
    raw(type, opener, name, map, List.of(key.codec(), value.codec()));
  }

  /// Arrays are indexed by numbers below 2^31 in practice.
  private static boolean isIndexed(MapSpec map) {
    return (map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY)
        && map.keySize() == Integer.BYTES;
  }

  private JavaType key(MapSpec map) {
    return types.of(map.keyTypeId(), map.keySize(), map.name() + "_key");
  }

  private JavaType value(MapSpec map) {
    return types.of(map.valueTypeId(), map.valueSize(), map.name() + "_value");
  }

  private void queue(String name, MapSpec map) {
    JavaType value = value(map);
    raw("QueueMap<" + value.boxed() + ">", "queue", name, map, List.of(value.codec()));
  }

  private void ring(String name, MapSpec map) {
    String label = JavaText.literal(map.name());
    JavaType record = record(map);
    if (record == null) {
      body.open("public RingBuffer " + name + "(RingBuffer.Handler handler)");
      body.line("return skeleton.ring(" + label + ", handler);").close();
      body.blank().doc("Map `" + map.name() + "`, its records as `codec` reads them.");
      body.list(
          "public <R> RingBuffer " + name,
          List.of("Codec<R> codec", "Consumer<? super R> consumer"),
          " {");
      body.indented(1).line("return skeleton.ring(" + label + ", codec, consumer);").close();
      return;
    }
    String consumer = "Consumer<? super " + record.boxed() + "> consumer";
    body.list("public RingBuffer " + name, List.of(consumer), " {").indented(1);
    body.list("return skeleton.ring", List.of(label, record.codec(), "consumer"), ";").close();
  }

  /// The type of records of a ring buffer `events`: what a global variable `events_record` points
  /// to. A definition cannot say it, as the kernel accepts no value type there.
  private @Nullable JavaType record(MapSpec map) {
    String wanted = map.name() + "_record";
    int variable = btf.find(BtfKind.VAR, wanted);
    if (variable <= 0) {
      return null;
    }
    int pointer = btf.resolve(btf.target(variable));
    if (!btf.is(pointer, BtfKind.PTR)) {
      return null;
    }
    int target = btf.target(pointer);
    int plain = btf.resolve(target);
    return btf.is(plain, BtfKind.STRUCT) || btf.is(plain, BtfKind.UNION)
        ? types.of(target, btf.sizeBytes(target), wanted)
        : null;
  }

  private void perfEvents(String name, MapSpec map) {
    body.list(
        "public PerfBuffer " + name, List.of("int pages", "PerfBuffer.Handler handler"), " {");
    body.indented(1);
    body.line("return skeleton.perfEvents(" + JavaText.literal(map.name()) + ", pages, handler);")
        .close();
  }

  private void structOps(String name, MapSpec map) {
    raw("BpfMap", "map", name, map, List.of());
    String attach = methods.member("attach_" + map.name(), "program");
    body.blank().doc("Registers `" + map.name() + "` with the kernel.");
    body.open("public Link " + attach + "()");
    body.line("return skeleton.attachStructOps(" + JavaText.literal(map.name()) + ");").close();
  }

  // ---- programs --------------------------------------------------------------------------------

  private void programs() {
    List<String> names = new ArrayList<>();
    for (ProgramSpec program : object.programs()) {
      names.add(methods.member(program.name(), "program"));
    }
    for (int i = 0; i < names.size(); i++) {
      program(object.programs().get(i), names.get(i));
    }
  }

  private void program(ProgramSpec program, String name) {
    String label = JavaText.literal(program.name());
    String where = "section `" + program.section() + "`";
    body.blank().doc("Program `" + program.name() + "`, " + where + ".");
    body.open("public Program " + name + "()");
    body.line("return skeleton.program(" + label + ");").close();
    String attach = methods.member("attach_" + program.name(), "program");
    if (program.attachesByName()) {
      body.blank().doc("Attaches `" + program.name() + "` to what its section names.");
      body.open("public Link " + attach + "()");
      body.line("return skeleton.attach(" + label + ");").close();
      return;
    }
    String hook = deviceHook(program);
    if (!hook.isEmpty()) {
      body.blank().doc("Attaches `" + program.name() + "` to a network device.");
      body.open("public Link " + attach + "(int interfaceIndex)");
      body.list("return skeleton.attach", List.of(label, "program -> " + hook), ";").close();
    }
    body.blank().doc("Attaches `" + program.name() + "` with a factory of `dev.ebpf4j.link`.");
    body.open("public Link " + attach + "(Function<Program, Link> hook)");
    body.line("return skeleton.attach(" + label + ", hook);").close();
  }

  /// Expression that attaches a program to a device, empty if that is not what it is for.
  private static String deviceHook(ProgramSpec program) {
    String options =
        switch (program.expectedAttachType()) {
          case AttachType.XDP -> "Xdp.Options.of";
          case AttachType.TCX_INGRESS -> "Tcx.Options.ingress";
          case AttachType.TCX_EGRESS -> "Tcx.Options.egress";
          default -> "";
        };
    boolean fits =
        options.startsWith("Xdp")
            ? program.type() == ProgramType.XDP
            : program.type() == ProgramType.SCHED_CLS && !options.isEmpty();
    if (!fits) {
      return "";
    }
    String factory = options.substring(0, options.indexOf('.'));
    return factory + ".attach(program.fd(), " + options + "(interfaceIndex))";
  }
}
