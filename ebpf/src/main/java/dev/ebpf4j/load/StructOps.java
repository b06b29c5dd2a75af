package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.core.Flavour;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.StructOpsSpec;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A struct_ops map fitted to the running kernel: the object's structure of function pointers,
/// member by member, in the layout of the kernel's structure of that name.
final class StructOps {

  /// A function pointer of the kernel's structure and the program behind it.
  ///
  /// @param member index of the member in the kernel's structure
  /// @param offset where it lies in the map's value
  record Pointer(String program, int member, int offset) {}

  private static final String VALUE_PREFIX = "bpf_struct_ops_";

  private final MapSpec map;
  private final StructOpsSpec spec;
  private final Btf local;
  private final byte[] data;
  private final LoadLog log;
  private final List<Pointer> pointers = new ArrayList<>();
  private final List<String> unused = new ArrayList<>();

  private final Btf kernel;
  private final int kernelType;
  private final int valueType;
  private final KernelTypes.@Nullable Module module;
  private final int dataOffset;
  private final byte[] value;

  private StructOps(MapSpec map, StructOpsSpec spec, Btf local, KernelTypes types, LoadLog log) {
    this.map = map;
    this.spec = spec;
    this.local = local;
    this.log = log;
    String name = Flavour.essential(spec.typeName());
    KernelTypes.Found found = types.find(BtfKind.STRUCT, name);
    if (found == null) {
      throw failure("struct " + name + " is not found in kernel BTF", Errno.ENOENT);
    }
    kernel = found.btf();
    kernelType = found.id();
    module = found.module();
    valueType = kernel.find(BtfKind.STRUCT, VALUE_PREFIX + name);
    if (valueType <= 0) {
      throw failure("struct " + VALUE_PREFIX + name + " is not found in kernel BTF", Errno.ENOENT);
    }
    dataOffset = dataOffset(name);
    value = new byte[(int) kernel.sizeBytes(valueType)];
    byte[] initial = map.initialValue();
    data = Arrays.copyOf(initial, (int) local.sizeBytes(spec.typeId()));
  }

  /// Fits `map` to the kernel.
  ///
  /// @throws LoadException if the kernel has no such structure, or one that does not fit
  static StructOps fit(MapSpec map, Btf local, KernelTypes types, LoadLog log) {
    StructOpsSpec spec = map.structOps();
    if (spec == null) {
      throw new IllegalArgumentException(map + " has no structure of function pointers");
    }
    StructOps fitted = new StructOps(map, spec, local, types, log);
    fitted.copyMembers();
    return fitted;
  }

  private int dataOffset(String name) {
    for (int i = 0; i < kernel.vlen(valueType); i++) {
      if (kernel.memberType(valueType, i) == kernelType) {
        return (int) (kernel.memberBitOffset(valueType, i) / 8);
      }
    }
    throw failure(
        "struct " + name + " data is not found in struct " + VALUE_PREFIX + name, Errno.EINVAL);
  }

  private void copyMembers() {
    int struct = spec.typeId();
    for (int i = 0; i < local.vlen(struct); i++) {
      copyMember(struct, i, local.memberName(struct, i));
    }
  }

  private void copyMember(int struct, int index, String name) {
    int type = local.resolve(local.memberType(struct, index));
    int offset = (int) (local.memberBitOffset(struct, index) / 8);
    int size = (int) local.sizeBytes(type);
    String program = program(index);
    int kernelMember = kernelMember(name);
    if (kernelMember < 0) {
      if (!isZero(offset, size)) {
        throw failure(map.name(), "Cannot find member " + name + " in kernel BTF");
      }
      if (program != null) {
        unused.add(program);
      }
      log.info(
          "struct_ops "
              + map.name()
              + ": member "
              + name
              + " not found in kernel, skipping it as it's set to zero");
      return;
    }
    if (local.memberBitfieldSize(struct, index) > 0
        || kernel.memberBitfieldSize(kernelType, kernelMember) > 0) {
      throw failure(map.name(), "bitfield " + name + " is not supported");
    }
    int theirs = kernel.resolve(kernel.memberType(kernelType, kernelMember));
    if (local.kindNumber(type) != kernel.kindNumber(theirs)) {
      throw failure(
          map.name(),
          "Unmatched member type "
              + name
              + " "
              + local.kindNumber(type)
              + " != "
              + kernel.kindNumber(theirs)
              + "(kernel)");
    }
    int at = dataOffset + (int) (kernel.memberBitOffset(kernelType, kernelMember) / 8);
    if (local.is(type, BtfKind.PTR)) {
      if (program != null) {
        addPointer(program, name, theirs, kernelMember, at);
      }
      return;
    }
    int theirSize = (int) kernel.sizeBytes(theirs);
    if (size != theirSize) {
      throw failure(
          map.name(),
          "Error in size of member " + name + ": " + size + " != " + theirSize + "(kernel)");
    }
    System.arraycopy(data, offset, value, at, size);
  }

  private void addPointer(String program, String name, int type, int member, int at) {
    int target = kernel.resolve(kernel.target(type));
    if (!kernel.is(target, BtfKind.FUNC_PROTO)) {
      throw failure(map.name(), "kernel member " + name + " is not a func ptr");
    }
    pointers.add(new Pointer(program, member, at));
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(
          "struct_ops init_kern "
              + map.name()
              + ": func ptr "
              + name
              + " is set to prog "
              + program
              + " from data to kern_data(+"
              + at
              + ")");
    }
  }

  private @Nullable String program(int member) {
    for (StructOpsSpec.Function function : spec.functions()) {
      if (function.member() == member) {
        return function.program();
      }
    }
    return null;
  }

  private int kernelMember(String name) {
    for (int i = 0; i < kernel.vlen(kernelType); i++) {
      if (kernel.memberName(kernelType, i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isZero(int offset, int size) {
    for (int i = offset; i < offset + size; i++) {
      if (data[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private LoadException failure(String problem, int errno) {
    String message = "struct_ops init_kern: " + problem;
    log.warn(message);
    return new LoadException(message, errno, null);
  }

  private LoadException failure(String mapName, String problem) {
    String message = "struct_ops init_kern " + mapName + ": " + problem;
    log.warn(message);
    return new LoadException(message, Errno.ENOTSUPP, null);
  }

  /// Name of the kernel's structure.
  String typeName() {
    return Flavour.essential(spec.typeName());
  }

  /// The kernel's structure: what programs of this map attach to.
  int kernelType() {
    return kernelType;
  }

  /// The map's value type in the kernel.
  int valueType() {
    return valueType;
  }

  /// Bytes of the map's value.
  int valueSize() {
    return value.length;
  }

  /// BTF of the module that the structure is from, 0 for the kernel proper.
  int moduleBtf() {
    KernelTypes.Module from = module;
    return from == null ? 0 : from.fd().number();
  }

  List<Pointer> pointers() {
    return pointers;
  }

  /// Programs that the object names for members which this kernel lacks.
  List<String> unusedPrograms() {
    return unused;
  }

  /// The map's value, with a descriptor for each function pointer.
  ///
  /// @param fd descriptor of a program by name; negative if it was not loaded
  byte[] value(ToIntFunction<String> fd) {
    byte[] filled = value.clone();
    for (Pointer pointer : pointers) {
      int number = fd.applyAsInt(pointer.program);
      if (number >= 0) {
        byte[] word = new ByteWriter(ByteOrder.nativeOrder()).u64(number).toByteArray();
        System.arraycopy(word, 0, filled, pointer.offset, word.length);
      }
    }
    return filled;
  }
}
