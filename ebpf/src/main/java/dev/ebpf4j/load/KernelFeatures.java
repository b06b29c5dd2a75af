package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrBtfLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.insn.Insns;
import dev.ebpf4j.insn.Item;
import dev.ebpf4j.insn.Register;
import dev.ebpf4j.object.BtfFeature;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.MapSpecBuilder;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the running kernel knows, found out by trying, once, and only when the answer matters: a
/// kernel that takes an object as it is, is asked nothing. May serve any number of objects.
public final class KernelFeatures {

  private static final int LINKAGE_GLOBAL = 1;

  /// An offset that older kernels do not take, in any map.
  private static final int FAR = 1 << 30;

  private final Kernel kernel;
  private final int token;
  private @Nullable Boolean cookies;
  private @Nullable Boolean farOffsets;
  private @Nullable Boolean contextTag;
  private @Nullable Boolean works;
  private @Nullable Set<BtfFeature> missing;

  public KernelFeatures(Kernel kernel) {
    this(kernel, -1);
  }

  /// @param token descriptor of a BPF token to ask with, -1 for the caller's own rights
  KernelFeatures(Kernel kernel, int token) {
    this.kernel = kernel;
    this.token = token;
  }

  /// Whether programs can be told apart by a number given when they are attached. Since Linux 5.15.
  public synchronized boolean hasCookies() {
    Boolean known = cookies;
    if (known == null) {
      known = loads(ProgramType.KPROBE, Insns.call(Helper.GET_ATTACH_COOKIE), Insns.exit());
      cookies = known;
    }
    return known;
  }

  /// Whether the caller can load anything at all: the smallest program there is.
  public synchronized boolean canLoad() {
    Boolean known = works;
    if (known == null) {
      known =
          loads(ProgramType.SOCKET_FILTER, Insns.mov64(Register.R0, 0), Insns.exit())
              || loads(ProgramType.TRACEPOINT, Insns.mov64(Register.R0, 0), Insns.exit());
      works = known;
    }
    return known;
  }

  /// Whether a program may refer to places of a map's value beyond the first 512 MB. Since Linux
  /// 7.0.
  public synchronized boolean hasFarOffsets() {
    Boolean known = farOffsets;
    if (known == null) {
      known = takesFarOffset();
      farOffsets = known;
    }
    return known;
  }

  /// Such a place of a map that is smaller: the kernel refuses it either as such or as too far.
  private boolean takesFarOffset() {
    MapSpec spec =
        new MapSpecBuilder()
            .name("probe")
            .type(MapType.ARRAY)
            .keySize(4)
            .valueSize(4)
            .maxEntries(1)
            .build();
    MapCreator creator = new MapCreator(kernel, LoadLog.SILENT, new MemoryLimit(kernel), token);
    try (Fd map = creator.create(spec, MapCreator.Extras.of(1, null))) {
      byte[] code =
          Assembler.assemble(
                  Insns.loadMapValue(Register.R1, map.number(), FAR),
                  Insns.mov64(Register.R0, 0),
                  Insns.exit())
              .code()
              .toByteArray();
      load(ProgramAttributes.plain("probe", ProgramType.SOCKET_FILTER, code, token)).close();
      return true;
    } catch (VerifierException e) {
      return !e.log().contains("is not allowed");
    } catch (SyscallException _) {
      return false;
    }
  }

  /// Whether the tag `arg:ctx` makes an argument of a global function the program's context. Since
  /// Linux 6.8.
  public synchronized boolean hasContextTag() {
    Boolean known = contextTag;
    if (known == null) {
      known = takesContextTag();
      contextTag = known;
    }
    return known;
  }

  /// A function that only its tag lets call a helper which wants the context.
  private boolean takesContextTag() {
    BtfBuilder types = new BtfBuilder();
    int number = types.add(BtfType.Int.of("int", 4, true));
    int any = types.add(new BtfType.Ptr(0));
    int main = types.add(new BtfType.FuncProto(number, List.of()));
    main = types.add(new BtfType.Func("main", main, LINKAGE_GLOBAL));
    int tagged = types.add(new BtfType.FuncProto(number, List.of(new BtfType.Param("ctx", any))));
    tagged = types.add(new BtfType.Func("tagged", tagged, LINKAGE_GLOBAL));
    types.add(new BtfType.DeclTag("arg:ctx", tagged, 0, false));
    Item[] items = {
      Insns.call("tagged"),
      Insns.exit(),
      Insns.label("tagged"),
      Insns.call(Helper.GET_FUNC_IP),
      Insns.exit()
    };
    byte[] code = Assembler.assemble(items).code().toByteArray();
    byte[] functions =
        new ByteWriter(ByteOrder.nativeOrder()).u32(0).u32(main).u32(2).u32(tagged).toByteArray();
    try (Fd btf = btf(types.build())) {
      if (btf == null) {
        return false;
      }
      ProgramAttributes program =
          ProgramAttributes.plain("probe", ProgramType.KPROBE, code, token)
              .withFunctions(btf.number(), new ProgramAttributes.Records(functions, 8));
      return loads(program);
    }
  }

  private boolean loads(int type, Item... items) {
    byte[] code = Assembler.assemble(items).code().toByteArray();
    return loads(ProgramAttributes.plain("probe", type, code, token));
  }

  private boolean loads(ProgramAttributes program) {
    try (Fd fd = load(program)) {
      return fd.isOpen();
    } catch (VerifierException _) {
      return false;
    }
  }

  private Fd load(ProgramAttributes program) {
    MemoryLimit limit = new MemoryLimit(kernel);
    return new ProgramLoader(kernel, LoadLog.SILENT, limit, 0).load(program, LogFixer.NONE);
  }

  /// What the kernel does not understand in BTF.
  public synchronized Set<BtfFeature> missingInBtf() {
    Set<BtfFeature> known = missing;
    if (known == null) {
      known = EnumSet.noneOf(BtfFeature.class);
      for (BtfFeature feature : BtfFeature.values()) {
        if (!accepts(sample(feature))) {
          known.add(feature);
        }
      }
      missing = known;
    }
    return known;
  }

  private boolean accepts(Btf btf) {
    try (Fd fd = btf(btf)) {
      return fd != null;
    }
  }

  private @Nullable Fd btf(Btf btf) {
    byte[] raw = btf.toBytes();
    int size = token < 0 ? AttrBtfLoad.BTF_LOG_LEVEL : AttrBtfLoad.BTF_TOKEN_FD;
    try (Attr attr = new Attr(size + Integer.BYTES)) {
      attr.pointer(AttrBtfLoad.BTF, attr.bytes(raw)).u32(AttrBtfLoad.BTF_SIZE, raw.length);
      if (token >= 0) {
        attr.u32(AttrBtfLoad.BTF_FLAGS, BpfFlag.TOKEN_FD).u32(AttrBtfLoad.BTF_TOKEN_FD, token);
      }
      long result = attr.call(kernel, BpfCommand.BTF_LOAD);
      return result < 0 ? null : Fd.own(kernel, (int) result, "BTF");
    }
  }

  /// The smallest BTF that shows `feature`.
  private static Btf sample(BtfFeature feature) {
    BtfBuilder builder = new BtfBuilder();
    int number = builder.add(BtfType.Int.of("int", 4, true));
    switch (feature) {
      case FUNC -> function(builder, number, 0);
      case FUNC_GLOBAL -> function(builder, number, LINKAGE_GLOBAL);
      case DATASEC -> section(builder, number, ".data");
      case QMARK_DATASEC -> section(builder, number, "?.data");
      case FLOAT -> builder.add(new BtfType.Float("float", 4));
      case DECL_TAG -> {
        int variable = builder.add(new BtfType.Var("x", number, LINKAGE_GLOBAL));
        builder.add(new BtfType.DeclTag("tag", variable, -1, false));
      }
      case TYPE_TAG -> builder.add(new BtfType.Ptr(builder.add(tag(number))));
      case ENUM64 ->
          builder.add(new BtfType.Enum64("e", 8, false, List.of(new BtfType.Enumerator("a", 1))));
    }
    return builder.build();
  }

  private static BtfType tag(int target) {
    return new BtfType.TypeTag("tag", target, false);
  }

  private static void function(BtfBuilder builder, int number, int linkage) {
    int prototype = builder.add(new BtfType.FuncProto(0, List.of(new BtfType.Param("a", number))));
    builder.add(new BtfType.Func("f", prototype, linkage));
  }

  private static void section(BtfBuilder builder, int number, String name) {
    int variable = builder.add(new BtfType.Var("x", number, LINKAGE_GLOBAL));
    builder.add(new BtfType.Datasec(name, 4, List.of(new BtfType.SectionVar(variable, 0, 4))));
  }
}
