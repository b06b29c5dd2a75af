package dev.ebpf4j;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.map.Fields;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The global variables of one section of a [Skeleton]. Before the object is loaded these are the
/// values that it starts with; afterwards the memory that programs work on.
///
/// Each call of [#read()] and [#write()] sees what programs wrote before it, and lets them see what
/// was written.
public final class Variables {

  private final Skeleton owner;
  private final String section;
  private final MapSpec.Origin origin;
  private final byte[] initial;
  private boolean changed;
  private @Nullable Mapping mapping;
  private @Nullable Fields loaded;

  Variables(Skeleton owner, String section, MapSpec map) {
    this.owner = owner;
    this.section = section;
    this.origin = map.origin();
    int size = Math.max(map.initialSize(), map.isInternal() ? map.valueSize() : 0);
    this.initial = Arrays.copyOf(map.initialValue(), size);
  }

  /// The variables, for reading.
  ///
  /// @throws IllegalStateException if they have no values: in a closed object, of kernel
  ///     configuration before it is loaded, of a struct_ops structure afterwards
  public Fields read() {
    owner.requireOpen();
    if (!owner.isLoaded()) {
      if (origin == MapSpec.Origin.KCONFIG) {
        throw wrong("is known only once the object is loaded");
      }
      return Fields.of(MemorySegment.ofArray(initial).asReadOnly());
    }
    return live();
  }

  /// The variables, for writing.
  ///
  /// @throws IllegalStateException if they cannot be written: in a closed object, constants once
  ///     the object is loaded, values of kernel configuration ever
  public Fields write() {
    owner.requireOpen();
    if (origin == MapSpec.Origin.KCONFIG) {
      throw wrong("holds what the kernel was built with and cannot be set");
    }
    if (!owner.isLoaded()) {
      changed = true;
      return Fields.of(MemorySegment.ofArray(initial));
    }
    if (isConstant()) {
      throw wrong("cannot be set any more: the object is loaded");
    }
    return live();
  }

  private boolean isConstant() {
    return origin == MapSpec.Origin.RODATA || origin == MapSpec.Origin.KCONFIG;
  }

  private Fields live() {
    Fields fields = loaded;
    if (fields == null) {
      fields = map();
      loaded = fields;
    }
    VarHandle.fullFence();
    return fields;
  }

  private Fields map() {
    if (origin == MapSpec.Origin.STRUCT_OPS) {
      throw wrong("belongs to the kernel: the object is loaded");
    }
    BpfMap map = owner.map(section);
    int page = PageSize.bytes(map.fd().kernel());
    long size = (map.info().valueSize() + page - 1L) / page * page;
    int protection = isConstant() ? Sys.PROT_READ : Sys.PROT_READ | Sys.PROT_WRITE;
    Mapping memory = Mapping.shared(map.fd().kernel(), map.fd(), 0, size, protection);
    mapping = memory;
    MemorySegment values = memory.memory().asSlice(0, initial.length);
    return Fields.of(isConstant() ? values.asReadOnly() : values);
  }

  private IllegalStateException wrong(String problem) {
    return new IllegalStateException("'" + section + "' " + problem);
  }

  /// The object with the values that were set.
  BpfObject applyTo(BpfObject object) {
    return changed ? object.changeMap(section, map -> map.withInitialValue(initial)) : object;
  }

  void close() {
    Mapping memory = mapping;
    if (memory != null) {
      memory.close();
    }
  }
}
