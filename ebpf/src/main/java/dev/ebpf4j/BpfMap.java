package dev.ebpf4j;

import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.insn.MapReference;
import dev.ebpf4j.load.Pins;
import dev.ebpf4j.load.Single;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.map.PerCpuMap;
import dev.ebpf4j.map.QueueMap;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.map.ring.PerfBuffer;
import dev.ebpf4j.map.ring.RingBuffer;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.util.ArrayList;
import java.util.List;

/// A map in the kernel. One that belongs to a [LoadedObject] is closed with it.
public final class BpfMap implements AutoCloseable, MapReference {

  private final String name;
  private final Fd fd;

  BpfMap(String name, Fd fd) {
    this.name = name;
    this.fd = fd;
  }

  /// Creates a map in the running kernel.
  public static BpfMap create(MapSpec spec) {
    return create(new LinuxKernel(), spec);
  }

  /// Creates a map in `kernel`.
  public static BpfMap create(Kernel kernel, MapSpec spec) {
    return new BpfMap(spec.name(), Single.map(kernel, spec));
  }

  /// Opens the map that is pinned at `path`, in the running kernel.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if nothing is there
  public static BpfMap ofPin(String path) {
    return ofPin(new LinuxKernel(), path);
  }

  /// Opens the map that is pinned at `path`.
  public static BpfMap ofPin(Kernel kernel, String path) {
    Fd fd = Bpf.pinned(kernel, path, 0);
    return new BpfMap(Maps.info(kernel, fd).name(), fd);
  }

  /// Its name, in full where it comes from an object.
  public String name() {
    return name;
  }

  /// Its descriptor; stays owned by this.
  public Fd fd() {
    return fd;
  }

  @Override
  public int mapFd() {
    return fd.number();
  }

  /// What the kernel says of it: type, sizes, flags.
  public MapInfo info() {
    return Maps.info(fd.kernel(), fd);
  }

  /// The kernel's number of it.
  public MapId id() {
    return info().id();
  }

  /// Its elements as Java values.
  ///
  /// @throws IllegalArgumentException if the sizes differ from the map's, or if it has a value for
  ///     each processor
  public <K, V> TypedMap<K, V> typed(Codec<K> keys, Codec<V> values) {
    return TypedMap.of(fd.kernel(), fd, keys, values);
  }

  /// The elements of a map that has a value for each processor.
  public <K, V> PerCpuMap<K, V> perCpu(Codec<K> keys, Codec<V> values) {
    return PerCpuMap.of(fd.kernel(), fd, keys, values);
  }

  /// A queue or stack, or a bloom filter.
  public <V> QueueMap<V> queue(Codec<V> values) {
    return QueueMap.of(fd.kernel(), fd, values);
  }

  /// The reader of a ring buffer, of which there can be only one; see there for how to wait for
  /// records. The map must stay open for as long as it is used.
  ///
  /// @throws IllegalArgumentException if it is no ring buffer
  public RingBuffer ringBuffer(RingBuffer.Handler handler) {
    return RingBuffer.open(fd.kernel(), fd, handler);
  }

  /// The reader of an array of perf events, on all processors that are online.
  ///
  /// @param pages pages of each processor's buffer, a power of two
  /// @throws IllegalArgumentException if it is no array of perf events
  public PerfBuffer perfEvents(int pages, PerfBuffer.Handler handler) {
    List<PerfBuffer.Place> places = new ArrayList<>();
    for (int cpu : Cpus.online(fd.kernel())) {
      places.add(new PerfBuffer.Place(cpu, cpu));
    }
    return PerfBuffer.open(fd.kernel(), fd, places, pages, handler);
  }

  /// Keeps it under a name on a bpffs. The path must not exist.
  public void pin(String path) {
    new Pins(fd.kernel(), LoadLog.SILENT).pin(fd, path);
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return fd.toString();
  }
}
