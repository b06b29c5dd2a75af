package dev.ebpf4j.object;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map to be created, with everything that is known of it before. Sizes are in bytes. Immutable:
/// the `with` methods give a changed copy.
///
/// ```java
/// MapSpec.hash("counts", Integer.BYTES, Long.BYTES, 1024).withFlags(BpfFlag.NO_PREALLOC)
/// ```
public final class MapSpec {

  /// Where a map in an object file comes from.
  public enum Origin {
    /// A definition in section `.maps`, or written by hand.
    DEFINITION,
    /// Initialized variables, `.data` and its kind.
    DATA,
    /// Constants, `.rodata` and its kind: frozen when loaded.
    RODATA,
    /// Variables that start as zero, `.bss` and its kind.
    BSS,
    /// Values of the kernel configuration: frozen when loaded.
    KCONFIG,
    /// A variable of a structure of function pointers.
    STRUCT_OPS
  }

  /// Whether a map is pinned under its name, and found there again.
  public enum Pinning {
    NONE,
    BY_NAME
  }

  /// An element that the definition fills: another map, or a program.
  ///
  /// @param index key of the element
  /// @param name name of the map or program it holds
  public record Slot(int index, String name) {}

  private final MapSpecBuilder of;

  MapSpec(MapSpecBuilder of) {
    this.of = of.copy();
  }

  /// A map of any type.
  ///
  /// @param type see [MapType]
  public static MapSpec of(String name, int type, int keySize, int valueSize, int maxEntries) {
    return new MapSpecBuilder()
        .name(name)
        .type(type)
        .keySize(keySize)
        .valueSize(valueSize)
        .maxEntries(maxEntries)
        .build();
  }

  /// A hash table.
  public static MapSpec hash(String name, int keySize, int valueSize, int maxEntries) {
    return of(name, MapType.HASH, keySize, valueSize, maxEntries);
  }

  /// An array, with keys of 4 bytes.
  public static MapSpec array(String name, int valueSize, int maxEntries) {
    return of(name, MapType.ARRAY, Integer.BYTES, valueSize, maxEntries);
  }

  /// A hash table with a value for each CPU.
  public static MapSpec perCpuHash(String name, int keySize, int valueSize, int maxEntries) {
    return of(name, MapType.PERCPU_HASH, keySize, valueSize, maxEntries);
  }

  /// An array with a value for each CPU.
  public static MapSpec perCpuArray(String name, int valueSize, int maxEntries) {
    return of(name, MapType.PERCPU_ARRAY, Integer.BYTES, valueSize, maxEntries);
  }

  /// A ring buffer; `size` is rounded up to a power of two of pages when it is created.
  public static MapSpec ringBuffer(String name, int size) {
    return of(name, MapType.RINGBUF, 0, 0, size);
  }

  /// A longest-prefix-match tree; its keys begin with a 4-byte prefix length.
  public static MapSpec lpmTrie(String name, int keySize, int valueSize, int maxEntries) {
    return of(name, MapType.LPM_TRIE, keySize, valueSize, maxEntries)
        .withFlags(BpfFlag.NO_PREALLOC);
  }

  /// A copy to be changed.
  public MapSpecBuilder toBuilder() {
    return of.copy();
  }

  /// Name, at most 15 bytes of which reach the kernel.
  public String name() {
    return of.name;
  }

  public Origin origin() {
    return of.origin;
  }

  /// Name of the ELF section it stands for; empty unless the map holds a data section.
  public String dataSection() {
    return of.dataSection;
  }

  /// Number of the type, see [MapType].
  public int type() {
    return of.type;
  }

  public int keySize() {
    return of.keySize;
  }

  public int valueSize() {
    return of.valueSize;
  }

  /// As in the definition: an unsigned 32-bit number, 0 where the kernel or the loader decides.
  public int maxEntries() {
    return of.maxEntries;
  }

  /// Flags for BPF_MAP_CREATE, see [BpfFlag].
  public int flags() {
    return of.flags;
  }

  /// Preferred memory node, meaningful with flag [BpfFlag#NUMA_NODE].
  public int numaNode() {
    return of.numaNode;
  }

  /// What `map_extra` means depends on the type: hash functions of a bloom filter, address of an
  /// arena.
  public long mapExtra() {
    return of.mapExtra;
  }

  /// BTF id of the key's type in the object's BTF, 0 if not known.
  public int keyTypeId() {
    return of.keyTypeId;
  }

  /// BTF id of the value's type in the object's BTF, 0 if not known.
  public int valueTypeId() {
    return of.valueTypeId;
  }

  public Pinning pinning() {
    return of.pinning;
  }

  /// What the maps in this map of maps look like, null if this is none or it is not known.
  public @Nullable MapSpec inner() {
    return of.inner;
  }

  /// Elements that the definition fills with maps or programs.
  public List<Slot> slots() {
    return of.slots;
  }

  /// What the value starts as: a copy of the data section, or of the variable of a struct_ops map.
  /// Empty if all of it is zero or the map has no such value.
  public byte[] initialValue() {
    return of.initialValue.clone();
  }

  /// Length of [#initialValue()], without a copy.
  public int initialSize() {
    return of.initialValue.length;
  }

  /// The functions of a struct_ops map, null for others.
  public @Nullable StructOpsSpec structOps() {
    return of.structOps;
  }

  /// Whether the map is created with its object; `?` before its section's name says no.
  public boolean autocreate() {
    return of.autocreate;
  }

  /// Index of the ELF section it comes from, 0 if from none.
  public int sectionIndex() {
    return of.sectionIndex;
  }

  /// Where in that section, in bytes.
  public long sectionOffset() {
    return of.sectionOffset;
  }

  /// Whether the map stands for a data section.
  public boolean isInternal() {
    return switch (of.origin) {
      case DATA, RODATA, BSS, KCONFIG -> true;
      case DEFINITION, STRUCT_OPS -> false;
    };
  }

  /// Whether the value can be mapped into a process's memory.
  public boolean isMmapable() {
    return (of.flags & BpfFlag.MMAPABLE) != 0;
  }

  /// Whether the value is frozen once it is written.
  public boolean isFrozen() {
    return of.origin == Origin.RODATA || of.origin == Origin.KCONFIG;
  }

  /// Whether this is an array or a hash table of maps.
  public boolean isMapOfMaps() {
    return of.type == MapType.ARRAY_OF_MAPS || of.type == MapType.HASH_OF_MAPS;
  }

  /// Whether the kernel takes types of key and value for maps of this type.
  public boolean takesTypes() {
    return switch (of.type) {
      case MapType.PERF_EVENT_ARRAY,
          MapType.CGROUP_ARRAY,
          MapType.STACK_TRACE,
          MapType.ARRAY_OF_MAPS,
          MapType.HASH_OF_MAPS,
          MapType.DEVMAP,
          MapType.DEVMAP_HASH,
          MapType.CPUMAP,
          MapType.XSKMAP,
          MapType.SOCKMAP,
          MapType.SOCKHASH,
          MapType.QUEUE,
          MapType.STACK,
          MapType.ARENA ->
          false;
      default -> true;
    };
  }

  public MapSpec withName(String name) {
    return toBuilder().name(name).build();
  }

  public MapSpec withFlags(int flags) {
    return toBuilder().flags(flags).build();
  }

  public MapSpec withMaxEntries(int maxEntries) {
    return toBuilder().maxEntries(maxEntries).build();
  }

  public MapSpec withPinning(Pinning pinning) {
    return toBuilder().pinning(pinning).build();
  }

  public MapSpec withInner(MapSpec inner) {
    return toBuilder().inner(inner).build();
  }

  public MapSpec withInitialValue(byte[] value) {
    return toBuilder().initialValue(value).build();
  }

  public MapSpec withAutocreate(boolean autocreate) {
    return toBuilder().autocreate(autocreate).build();
  }

  /// Name and type, for messages.
  @Override
  public String toString() {
    String type = MapType.name(of.type);
    return "map '" + of.name + "' (" + (type == null ? "type " + of.type : type) + ")";
  }
}
