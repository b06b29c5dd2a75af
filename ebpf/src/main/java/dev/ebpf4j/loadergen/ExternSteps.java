package dev.ebpf4j.loadergen;

import static dev.ebpf4j.insn.Condition.EQ;
import static dev.ebpf4j.insn.Condition.NE;
import static dev.ebpf4j.insn.Condition.SGE;
import static dev.ebpf4j.insn.Insns.add64;
import static dev.ebpf4j.insn.Insns.call;
import static dev.ebpf4j.insn.Insns.jumpIf;
import static dev.ebpf4j.insn.Insns.label;
import static dev.ebpf4j.insn.Insns.load;
import static dev.ebpf4j.insn.Insns.mov64;
import static dev.ebpf4j.insn.Insns.rsh64;
import static dev.ebpf4j.insn.Insns.store;
import static dev.ebpf4j.insn.Register.R0;
import static dev.ebpf4j.insn.Register.R1;
import static dev.ebpf4j.insn.Register.R10;
import static dev.ebpf4j.insn.Register.R2;
import static dev.ebpf4j.insn.Register.R3;
import static dev.ebpf4j.insn.Register.R4;
import static dev.ebpf4j.insn.Register.R7;
import static dev.ebpf4j.insn.Size.BYTE;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.HALF;
import static dev.ebpf4j.insn.Size.WORD;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.object.ExternSpec;
import dev.ebpf4j.object.ObjectSpec;
import java.nio.charset.StandardCharsets;

/// The steps that find what an object declares as `extern` in the kernel that the loader runs in.
/// Each extern is looked up once; what was found lies in the data, from where it is copied to the
/// instructions that want it.
final class ExternSteps {

  /// What was found: for types their id, the descriptor of their module's BTF, and, of functions,
  /// the place of that descriptor among those given at load; for symbols their address.
  private static final int FOUND_SIZE = 16;

  private static final int ID = 0;
  private static final int BTF = 4;
  private static final int PLACE = 8;

  private final ObjectSpec object;
  private final Blob blob;
  private final LoaderCode code;
  private final int firstPlace;
  private final int[] found;
  private final int[] places;
  private int functions;
  private int fds;

  /// @param maps number of maps, whose descriptors come before those of modules
  ExternSteps(ObjectSpec object, Blob blob, LoaderCode code, int maps) {
    this.object = object;
    this.blob = blob;
    this.code = code;
    // Place 0 stands for the kernel proper.
    this.firstPlace = Math.max(maps, 1);
    int count = object.externs().size();
    found = new int[count];
    places = new int[count];
    for (int i = 0; i < count; i++) {
      if (object.externs().get(i) instanceof ExternSpec.KernelFunction) {
        places[i] = firstPlace + functions++;
      }
    }
  }

  /// How many descriptors are wanted behind those of the maps.
  int descriptorCount() {
    return functions == 0 ? 0 : firstPlace - object.maps().size() + functions;
  }

  /// @param at where the descriptors given at load begin
  void descriptorsAt(int at) {
    fds = at;
  }

  void resolve() {
    for (int i = 0; i < found.length; i++) {
      ExternSpec extern = object.externs().get(i);
      if (extern instanceof ExternSpec.KernelFunction function) {
        found[i] = blob.reserve(FOUND_SIZE);
        int fd = fds + places[i] * Integer.BYTES;
        lookUpType(function.kernelName(), BtfKind.FUNC, function.weak(), found[i]);
        keepFunction(i, fd);
      } else if (extern instanceof ExternSpec.KernelSymbol symbol && symbol.isTyped()) {
        found[i] = blob.reserve(FOUND_SIZE);
        lookUpType(symbol.kernelName(), BtfKind.VAR, symbol.weak(), found[i]);
        code.borrows(found[i] + BTF);
      } else if (extern instanceof ExternSpec.KernelSymbol symbol) {
        found[i] = blob.reserve(FOUND_SIZE);
        lookUpSymbol(symbol, found[i]);
      }
    }
  }

  /// Looks up a type of the kernel or of a module, for `r7`: the id, and above it the descriptor.
  static void lookUp(Blob blob, LoaderCode code, String name, BtfKind kind) {
    int at = blob.add(name);
    int size = name.getBytes(StandardCharsets.UTF_8).length + 1;
    code.address(R1, at)
        .add(
            mov64(R2, size),
            mov64(R3, kind.number()),
            mov64(R4, 0),
            call(Helper.BTF_FIND_BY_NAME_KIND),
            mov64(R7, R0));
  }

  private void lookUpType(String name, BtfKind kind, boolean weak, int to) {
    lookUp(blob, code, name, kind);
    if (weak) {
      String known = code.newLabel();
      code.add(jumpIf(SGE, R7, 0, known), mov64(R7, 0), label(known));
    } else {
      code.check();
    }
    code.keepResult(to + ID).add(rsh64(R7, 32)).keepResult(to + BTF);
  }

  /// The descriptor of a module goes among those given at load, and the calls name its place.
  private void keepFunction(int extern, int fd) {
    String inKernel = code.newLabel();
    code.borrows(fd).keepResult(fd);
    code.add(jumpIf(EQ, R7, 0, inKernel), mov64(R7, places[extern]), label(inKernel));
    code.keepResult(found[extern] + PLACE);
  }

  private void lookUpSymbol(ExternSpec.KernelSymbol symbol, int to) {
    int at = blob.add(symbol.name());
    int size = symbol.name().getBytes(StandardCharsets.UTF_8).length + 1;
    code.add(store(DWORD, R10, -8, 0))
        .address(R1, at)
        .add(
            mov64(R2, size),
            mov64(R3, 0),
            mov64(R4, R10),
            add64(R4, -8),
            call(Helper.KALLSYMS_LOOKUP_NAME),
            mov64(R7, R0));
    if (symbol.weak()) {
      String known = code.newLabel();
      // A symbol that is not there is at 0; any other failure is one.
      code.add(jumpIf(NE, R7, -Errno.ENOENT, known), mov64(R7, 0), label(known));
    }
    code.check().add(load(DWORD, R3, R10, -8)).address(R1, to).add(store(DWORD, R1, 0, R3));
  }

  /// Fills in the instruction at `slotAt`, a call of a kernel function. One that is not there keeps
  /// id 0, which the kernel refuses only where the call can be reached.
  void patchCall(int slotAt, int extern) {
    code.copy(slotAt + 4, found[extern] + ID);
    code.address(R1, found[extern] + PLACE)
        .add(load(WORD, R1, R1, 0))
        .address(R2, slotAt)
        .add(store(HALF, R2, 2, R1));
  }

  /// Fills in the two slots at `slotAt`, a load of the address of a kernel symbol.
  ///
  /// @param plainRegisters the byte of registers that makes it the load of a plain number
  void patchLoad(int slotAt, int extern, int plainRegisters) {
    int from = found[extern];
    boolean typed =
        object.externs().get(extern) instanceof ExternSpec.KernelSymbol symbol && symbol.isTyped();
    if (typed) {
      code.copy(slotAt + 4, from + ID).copy(slotAt + 12, from + BTF);
      String known = code.newLabel();
      code.address(R1, from + ID)
          .add(load(WORD, R1, R1, 0), jumpIf(NE, R1, 0, known))
          .address(R2, slotAt)
          .add(store(BYTE, R2, 1, plainRegisters), label(known));
    } else {
      code.address(R1, from)
          .add(load(DWORD, R1, R1, 0))
          .address(R2, slotAt)
          .add(store(WORD, R2, 4, R1), rsh64(R1, 32), store(WORD, R2, 12, R1));
    }
  }
}
