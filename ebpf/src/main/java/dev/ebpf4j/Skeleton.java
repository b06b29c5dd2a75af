package dev.ebpf4j;

import dev.ebpf4j.link.Link;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.PerCpuMap;
import dev.ebpf4j.map.QueueMap;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.map.ring.PerfBuffer;
import dev.ebpf4j.map.ring.RingBuffer;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the classes stand on that `bpftool gen skeleton FILE lang java` writes: an object on its
/// way from open over loaded and attached to closed. A step out of order is refused with an
/// [IllegalStateException] that names what has to come first.
///
/// Whatever this hands out - maps, buffers, links - is closed with it; a link that shall outlive it
/// is [pinned][Link#pin(String)]. For use in one thread at a time; variables may be read and
/// written by all.
public final class Skeleton implements AutoCloseable {

  private final Map<String, Variables> sections = new LinkedHashMap<>();
  private final Map<String, Object> views = new HashMap<>();
  private final List<Runnable> closers = new ArrayList<>();
  private BpfObject object;
  private volatile @Nullable LoadedObject loaded;
  private volatile boolean closed;

  private Skeleton(BpfObject object) {
    this.object = object;
  }

  /// Reads an object.
  ///
  /// @param name what to call it in messages; names its data maps too
  /// @param parts the object file in Base64, cut anywhere between two lines
  public static Skeleton open(String name, String... parts) {
    int size = 0;
    byte[][] decoded = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      decoded[i] = Base64.getMimeDecoder().decode(parts[i]);
      size += decoded[i].length;
    }
    byte[] bytes = new byte[size];
    int at = 0;
    for (byte[] part : decoded) {
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    return of(BpfObject.parse(bytes, name));
  }

  /// A skeleton of an object that was read already.
  public static Skeleton of(BpfObject object) {
    return new Skeleton(object);
  }

  // ---- before it is loaded ---------------------------------------------------------------------

  /// Changes what will be loaded, such as the size of a map or which programs are left out.
  ///
  /// @throws IllegalStateException if it is loaded already
  public void configure(UnaryOperator<BpfObject> change) {
    requireNotLoaded();
    object = change.apply(object);
  }

  /// The global variables of a section, such as `.bss`, or the members of a struct_ops map.
  ///
  /// @throws IllegalArgumentException if the object has no such section
  public Variables variables(String section) {
    requireOpen();
    Variables known = sections.get(section);
    if (known == null) {
      MapSpec map = object.spec().map(section);
      if (map == null) {
        throw new IllegalArgumentException("no section '" + section + "'");
      }
      known = new Variables(this, section, map);
      sections.put(section, known);
    }
    return known;
  }

  /// Loads it into the running kernel.
  ///
  /// @throws IllegalStateException if it is loaded already
  /// @throws dev.ebpf4j.error.VerifierException if the kernel refuses a program
  /// @throws dev.ebpf4j.error.LoadException if something else does not fit the kernel
  public void load() {
    load(LoadOptions.DEFAULT);
  }

  /// Loads it into the running kernel as `options` say.
  public void load(LoadOptions options) {
    load(new LinuxKernel(), options);
  }

  /// Loads it into `kernel` as `options` say.
  public void load(Kernel kernel, LoadOptions options) {
    requireNotLoaded();
    BpfObject changed = object;
    for (Variables section : sections.values()) {
      changed = section.applyTo(changed);
    }
    loaded = changed.load(kernel, options);
  }

  // ---- afterwards ------------------------------------------------------------------------------

  /// Whether it is loaded, and not closed yet.
  public boolean isLoaded() {
    return loaded != null;
  }

  /// What is in the kernel.
  ///
  /// @throws IllegalStateException if it is not loaded yet, or closed
  public LoadedObject loaded() {
    requireOpen();
    LoadedObject live = loaded;
    if (live == null) {
      throw new IllegalStateException("not loaded yet: call load() first");
    }
    return live;
  }

  /// A program that was loaded.
  public Program program(String name) {
    return loaded().program(name);
  }

  /// Attaches a program to the place that the name of its section gives.
  public Link attach(String program) {
    return keep(program(program).attach());
  }

  /// Attaches a program as `hook` says, such as
  /// `program -> Xdp.attach(program.fd(), Xdp.Options.of(interfaceIndex))`.
  public Link attach(String program, Function<? super Program, Link> hook) {
    return keep(hook.apply(program(program)));
  }

  /// Registers a struct_ops map.
  public Link attachStructOps(String map) {
    return keep(loaded().attachStructOps(map));
  }

  /// Attaches every program whose section says where, and registers every struct_ops map. If one
  /// fails the others are taken back.
  public List<Link> attachAll() {
    List<Link> links = loaded().attachAll();
    links.forEach(this::keep);
    return links;
  }

  private Link keep(Link link) {
    closers.add(link::close);
    return link;
  }

  /// A map.
  public BpfMap map(String name) {
    return loaded().map(name);
  }

  /// The elements of a map. The same view every time, closed with this.
  @SuppressWarnings("unchecked") // a map is asked for with one pair of codecs only
  public <K, V> TypedMap<K, V> typed(String map, Codec<K> keys, Codec<V> values) {
    BpfMap live = map(map);
    return (TypedMap<K, V>)
        views.computeIfAbsent(
            map,
            _ -> {
              TypedMap<K, V> view = live.typed(keys, values);
              closers.add(view::close);
              return view;
            });
  }

  /// The elements of a map that has a value for each processor. The same view every time.
  @SuppressWarnings("unchecked") // as above
  public <K, V> PerCpuMap<K, V> perCpu(String map, Codec<K> keys, Codec<V> values) {
    BpfMap live = map(map);
    return (PerCpuMap<K, V>)
        views.computeIfAbsent(
            map,
            _ -> {
              PerCpuMap<K, V> view = live.perCpu(keys, values);
              closers.add(view::close);
              return view;
            });
  }

  /// A queue or stack. The same view every time.
  @SuppressWarnings("unchecked") // as above
  public <V> QueueMap<V> queue(String map, Codec<V> values) {
    BpfMap live = map(map);
    return (QueueMap<V>)
        views.computeIfAbsent(
            map,
            _ -> {
              QueueMap<V> view = live.queue(values);
              closers.add(view::close);
              return view;
            });
  }

  /// The reader of a ring buffer; see there for how to wait for records. There can be only one.
  public RingBuffer ring(String map, RingBuffer.Handler handler) {
    RingBuffer ring = map(map).ringBuffer(handler);
    closers.add(ring::close);
    return ring;
  }

  /// The reader of a ring buffer whose records are all of one type. Bytes behind that are passed
  /// over; a record that is too short makes the reader throw an [IllegalArgumentException].
  public <R> RingBuffer ring(String map, Codec<R> records, Consumer<? super R> consumer) {
    return ring(
        map,
        record ->
            consumer.accept(records.decode(record.asByteBuffer().order(ByteOrder.nativeOrder()))));
  }

  /// The reader of an array of perf events, on all processors that are online.
  ///
  /// @param pages pages of each processor's buffer, a power of two
  public PerfBuffer perfEvents(String map, int pages, PerfBuffer.Handler handler) {
    PerfBuffer buffer = map(map).perfEvents(pages, handler);
    closers.add(buffer::close);
    return buffer;
  }

  // ---- state -----------------------------------------------------------------------------------

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  private void requireNotLoaded() {
    requireOpen();
    if (loaded != null) {
      throw new IllegalStateException("loaded already");
    }
  }

  /// Detaches what was attached, unless it is pinned, and unloads it. Again does nothing.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    RuntimeException failure = null;
    List<Runnable> all = new ArrayList<>();
    sections.values().forEach(section -> all.add(section::close));
    LoadedObject live = loaded;
    if (live != null) {
      all.addFirst(live::close);
    }
    all.addAll(closers);
    for (Runnable closer : all.reversed()) {
      try {
        closer.run();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    loaded = null;
    if (failure != null) {
      throw failure;
    }
  }
}
