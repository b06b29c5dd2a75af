package dev.ebpf4j.load;

import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Mapping;
import dev.ebpf4j.sys.Memory;
import org.jspecify.annotations.Nullable;

/// A map of a loaded object.
public final class LoadedMap implements AutoCloseable {

  private final MapSpec spec;
  private final String name;
  private final Fd fd;
  private final boolean reused;
  private @Nullable String pin;
  private @Nullable Mapping memory;
  private long variables;
  private @Nullable StructOps structOps;

  LoadedMap(MapSpec spec, Fd fd, boolean reused) {
    this(spec, spec.name(), fd, reused);
  }

  LoadedMap(MapSpec spec, String name, Fd fd, boolean reused) {
    this.spec = spec;
    this.name = name;
    this.fd = fd;
    this.reused = reused;
  }

  /// What it was made from.
  public MapSpec spec() {
    return spec;
  }

  /// Its name: that of the specification, or of the map that was taken in its place.
  public String name() {
    return name;
  }

  /// Its descriptor, closed with the object.
  public Fd fd() {
    return fd;
  }

  /// Whether it existed before the object was loaded.
  public boolean isReused() {
    return reused;
  }

  /// Where it is pinned, null if it is not.
  public @Nullable String pin() {
    return pin;
  }

  void pinnedAt(@Nullable String path) {
    pin = path;
  }

  /// The memory of an arena, null for other maps.
  public @Nullable Mapping memory() {
    return memory;
  }

  void mappedTo(Mapping mapping) {
    memory = mapping;
  }

  /// Where in an arena its variables begin, in bytes: at the start, or, on kernels that let
  /// programs refer to it, at the end, so that a null pointer leads to none of them.
  public long variables() {
    return variables;
  }

  /// Gives the variables of an arena their values.
  void fill(long offset) {
    variables = offset;
    Mapping arena = memory;
    if (arena != null) {
      byte[] initial = spec.initialValue();
      Memory.write(initial, 0, arena.memory(), offset, initial.length);
    }
  }

  @Nullable StructOps structOps() {
    return structOps;
  }

  void fittedTo(StructOps fitted) {
    structOps = fitted;
  }

  /// Name of the kernel's structure that a struct_ops map stands for, null for other maps.
  public @Nullable String structOpsType() {
    StructOps fitted = structOps;
    return fitted == null ? null : fitted.typeName();
  }

  @Override
  public void close() {
    Mapping mapping = memory;
    if (mapping != null) {
      mapping.close();
    }
    fd.close();
  }
}
