package dev.ebpf4j.loadergen;

import static dev.ebpf4j.insn.Condition.EQ;
import static dev.ebpf4j.insn.Condition.SET;
import static dev.ebpf4j.insn.Insns.call;
import static dev.ebpf4j.insn.Insns.jump;
import static dev.ebpf4j.insn.Insns.jumpIf;
import static dev.ebpf4j.insn.Insns.label;
import static dev.ebpf4j.insn.Insns.load;
import static dev.ebpf4j.insn.Insns.mov64;
import static dev.ebpf4j.insn.Insns.store;
import static dev.ebpf4j.insn.Register.R0;
import static dev.ebpf4j.insn.Register.R1;
import static dev.ebpf4j.insn.Register.R2;
import static dev.ebpf4j.insn.Register.R3;
import static dev.ebpf4j.insn.Register.R6;
import static dev.ebpf4j.insn.Register.R7;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.WORD;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.object.KernelName;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import java.util.Arrays;
import java.util.List;

/// The steps that make and fill maps.
final class MapSteps {

  private static final int NAME_SIZE = 16;
  private static final int CREATE_SIZE = AttrMapCreate.MAP_EXTRA + Long.BYTES;
  private static final int UPDATE_SIZE = AttrMapElem.FLAGS + Long.BYTES;

  private final ObjectSpec object;
  private final Blob blob;
  private final LoaderCode code;
  private final int fds;
  private final int btf;
  private int template = -1;

  /// @param fds where the maps' descriptors go
  /// @param btf where the descriptor of the object's types is
  MapSteps(ObjectSpec object, Blob blob, LoaderCode code, int fds, int btf) {
    this.object = object;
    this.blob = blob;
    this.code = code;
    this.fds = fds;
    this.btf = btf;
  }

  private int descriptor(int map) {
    return fds + map * Integer.BYTES;
  }

  void create(int index) {
    MapSpec map = object.maps().get(index);
    if (!map.autocreate()) {
      return;
    }
    int attr = attribute(map);
    MapSpec inner = map.inner();
    boolean isOuter = map.isMapOfMaps() && inner != null;
    if (inner != null && isOuter) {
      int innerAttr = attribute(inner);
      code.command(BpfCommand.MAP_CREATE, innerAttr, CREATE_SIZE).keepResult(template());
      code.copy(attr + AttrMapCreate.INNER_MAP_FD, template());
    }
    String asDefined = code.newLabel();
    code.add(
        load(WORD, R1, R6, LoaderContext.map(index) + LoaderContext.MAX_ENTRIES),
        jumpIf(EQ, R1, 0, asDefined));
    code.address(R2, attr + AttrMapCreate.MAX_ENTRIES)
        .add(store(WORD, R2, 0, R1), label(asDefined));
    code.owns(descriptor(index))
        .command(BpfCommand.MAP_CREATE, attr, CREATE_SIZE)
        .keepResult(descriptor(index));
    if (isOuter) {
      code.closeNow(template());
    }
    if (map.isInternal()) {
      fill(index, map);
    }
  }

  /// Where the descriptor of the template of a map of maps lies while that is made.
  private int template() {
    if (template < 0) {
      template = blob.reserve(Integer.BYTES);
      code.owns(template);
    }
    return template;
  }

  /// An attribute that makes the map, complete but for its template.
  private int attribute(MapSpec map) {
    int attr = blob.reserve(CREATE_SIZE);
    blob.put(attr + AttrMapCreate.MAP_TYPE, map.type())
        .put(attr + AttrMapCreate.KEY_SIZE, map.keySize())
        .put(attr + AttrMapCreate.VALUE_SIZE, map.valueSize())
        .put(attr + AttrMapCreate.MAX_ENTRIES, map.maxEntries())
        .put(attr + AttrMapCreate.MAP_FLAGS, map.flags())
        .put(attr + AttrMapCreate.NUMA_NODE, map.numaNode())
        .putName(attr + AttrMapCreate.MAP_NAME, NAME_SIZE, KernelName.of(map.name()))
        .putLong(attr + AttrMapCreate.MAP_EXTRA, map.mapExtra());
    if (object.btf() != null && map.takesTypes()) {
      blob.put(attr + AttrMapCreate.BTF_KEY_TYPE_ID, map.keyTypeId())
          .put(attr + AttrMapCreate.BTF_VALUE_TYPE_ID, map.valueTypeId());
      code.copy(attr + AttrMapCreate.BTF_FD, btf);
    }
    return attr;
  }

  private void fill(int index, MapSpec map) {
    int value = blob.add(Arrays.copyOf(map.initialValue(), map.valueSize()));
    String asDefined = code.newLabel();
    String fromKernel = code.newLabel();
    String copied = code.newLabel();
    code.add(
        load(DWORD, R3, R6, LoaderContext.map(index) + LoaderContext.INITIAL_VALUE),
        jumpIf(EQ, R3, 0, asDefined));
    code.address(R1, value);
    code.add(
        mov64(R2, map.valueSize()),
        load(WORD, R0, R6, LoaderContext.FLAGS),
        jumpIf(SET, R0, LoaderContext.KERNEL, fromKernel),
        call(Helper.COPY_FROM_USER),
        jump(copied),
        label(fromKernel),
        call(Helper.PROBE_READ_KERNEL),
        label(copied),
        mov64(R7, R0));
    code.check().add(label(asDefined));
    put(descriptor(index), blob.reserve(Integer.BYTES), value);
    if (map.isFrozen()) {
      int attr = blob.reserve(Integer.BYTES);
      code.copy(attr + AttrMapElem.MAP_FD, descriptor(index))
          .command(BpfCommand.MAP_FREEZE, attr, Integer.BYTES);
    }
  }

  /// Sets an element.
  ///
  /// @param fd where the map's descriptor lies
  private void put(int fd, int key, int value) {
    int attr = blob.reserve(UPDATE_SIZE);
    code.copy(attr + AttrMapElem.MAP_FD, fd)
        .pointer(attr + AttrMapElem.KEY, key)
        .pointer(attr + AttrMapElem.VALUE, value)
        .command(BpfCommand.MAP_UPDATE_ELEM, attr, UPDATE_SIZE);
  }

  /// Puts maps into maps of maps, as their definitions say.
  void fillMapsOfMaps() {
    List<MapSpec> maps = object.maps();
    for (int i = 0; i < maps.size(); i++) {
      if (maps.get(i).autocreate() && maps.get(i).isMapOfMaps()) {
        for (MapSpec.Slot slot : maps.get(i).slots()) {
          int target = maps.indexOf(object.map(slot.name()));
          putSlot(i, slot.index(), descriptor(target));
        }
      }
    }
  }

  /// Puts programs into program arrays, as their definitions say.
  void fillProgramArrays(ProgramSteps programs) {
    List<MapSpec> maps = object.maps();
    for (int i = 0; i < maps.size(); i++) {
      if (maps.get(i).autocreate() && maps.get(i).type() == MapType.PROG_ARRAY) {
        for (MapSpec.Slot slot : maps.get(i).slots()) {
          putSlot(i, slot.index(), programs.descriptor(slot.name()));
        }
      }
    }
  }

  private void putSlot(int map, int key, int value) {
    int keyAt = blob.reserve(Integer.BYTES);
    blob.put(keyAt, key);
    put(descriptor(map), keyAt, value);
  }
}
