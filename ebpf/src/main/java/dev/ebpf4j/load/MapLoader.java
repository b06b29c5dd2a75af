package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Mapping;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Brings the maps of one object to life: takes those that exist already, creates the others, fills
/// them, freezes constants, pins those that ask for it.
final class MapLoader {

  private static final int KERNEL_NAME_LENGTH = 15;

  private final Kernel kernel;
  private final Loaded loaded;
  private final LoadOptions options;
  private final LoadLog log;
  private final MapCreator creator;
  private final MemoryLimit limit;
  private final KernelFeatures features;
  private final Pins pins;
  private final byte[] config;

  /// @param config contents of the map of configuration values
  MapLoader(
      Loaded loaded,
      LoadOptions options,
      MapCreator creator,
      MemoryLimit limit,
      KernelFeatures features,
      byte[] config) {
    this.kernel = loaded.kernel();
    this.loaded = loaded;
    this.options = options;
    this.log = options.log();
    this.creator = creator;
    this.limit = limit;
    this.features = features;
    this.pins = loaded.pins();
    this.config = config;
  }

  /// Makes or takes `spec`'s map and adds it to the object.
  ///
  /// @param structOps for struct_ops maps what they were fitted to, else null
  void load(MapSpec spec, @Nullable StructOps structOps) {
    if (!spec.autocreate()) {
      log.debug("map '" + spec.name() + "': skipped auto-creating...");
      return;
    }
    try {
      LoadedMap map = given(spec);
      if (map == null) {
        map = pinned(spec);
      }
      if (map == null) {
        map = create(spec, structOps);
      }
      if (spec.pinning() == MapSpec.Pinning.BY_NAME && map.pin() == null) {
        pin(map);
      }
    } catch (BpfException e) {
      throw failed(spec, e);
    }
  }

  private LoadException failed(MapSpec spec, BpfException cause) {
    int errno = cause.errno();
    log.warn("map '" + spec.name() + "': failed to create: -" + Errno.name(errno));
    limit.hint(errno, log);
    return new LoadException(
        "map '" + spec.name() + "' not created: " + cause.getMessage(), errno, cause);
  }

  // ---- maps that exist -------------------------------------------------------------------------

  private @Nullable LoadedMap given(MapSpec spec) {
    Fd replacement = options.reuse().get(spec.name());
    if (replacement == null) {
      return null;
    }
    Fd copy = replacement.duplicate();
    log.debug("map '" + spec.name() + "': skipping creation (preset fd=" + copy.number() + ")");
    LoadedMap map = new LoadedMap(spec, nameOf(spec, copy), copy, true);
    loaded.add(map);
    return map;
  }

  /// The kernel's name of a map that takes the place of `spec`'s, or `spec`'s where the kernel's is
  /// a beginning of it.
  private String nameOf(MapSpec spec, Fd fd) {
    String name = Maps.info(kernel, fd).name();
    boolean isCut = name.length() == KERNEL_NAME_LENGTH && spec.name().startsWith(name);
    return isCut ? spec.name() : name;
  }

  private @Nullable LoadedMap pinned(MapSpec spec) {
    if (spec.pinning() != MapSpec.Pinning.BY_NAME) {
      return null;
    }
    String path = pinPath(spec);
    Fd fd;
    try {
      fd = Bpf.pinned(kernel, path, 0);
    } catch (NotFoundException _) {
      log.debug("found no pinned map to reuse at '" + path + "'");
      return null;
    } catch (SyscallException e) {
      log.warn("couldn't retrieve pinned map '" + path + "': -" + Errno.name(e.errno()));
      log.warn("map '" + spec.name() + "': error reusing pinned map");
      throw e;
    }
    LoadedMap map = new LoadedMap(spec, fd, true);
    try {
      if (!isCompatible(spec, Maps.info(kernel, fd))) {
        String problem = "couldn't reuse pinned map at '" + path + "': parameter mismatch";
        log.warn(problem);
        log.warn("map '" + spec.name() + "': error reusing pinned map");
        throw new LoadException(problem, Errno.EINVAL, null);
      }
    } catch (RuntimeException e) {
      map.close();
      throw e;
    }
    map.pinnedAt(path);
    loaded.add(map);
    log.debug("reused pinned map at '" + path + "'");
    log.debug("map '" + spec.name() + "': skipping creation (preset fd=" + fd.number() + ")");
    return map;
  }

  private boolean isCompatible(MapSpec spec, MapInfo info) {
    int flags = info.flags();
    if (spec.type() == MapType.DEVMAP || spec.type() == MapType.DEVMAP_HASH) {
      flags &= ~BpfFlag.RDONLY_PROG; // set by the kernel itself
    }
    return info.type() == spec.type()
        && info.keySize() == spec.keySize()
        && info.valueSize() == spec.valueSize()
        && info.maxEntries() == maxEntries(spec)
        && flags == spec.flags()
        && info.extra() == spec.mapExtra();
  }

  String pinPath(MapSpec spec) {
    return options.pinDirectory() + "/" + spec.name().replace('.', '_');
  }

  private void pin(LoadedMap map) {
    String path = pinPath(map.spec());
    try {
      pins.pin(map.fd(), path);
      map.pinnedAt(path);
      log.debug("pinned map '" + path + "'");
    } catch (BpfException e) {
      log.warn(
          "map '"
              + map.name()
              + "': failed to auto-pin at '"
              + path
              + "': -"
              + Errno.name(e.errno()));
      throw e;
    }
  }

  // ---- new maps --------------------------------------------------------------------------------

  private LoadedMap create(MapSpec spec, @Nullable StructOps structOps) {
    int device = spec.type() == MapType.PERF_EVENT_ARRAY ? 0 : options.offloadDevice();
    MapSpec wanted = spec;
    MapCreator.Extras extras =
        new MapCreator.Extras(maxEntries(spec), loaded.btf(), null, 0, 0, device);
    if (structOps != null) {
      wanted = spec.toBuilder().valueSize(structOps.valueSize()).build();
      extras =
          new MapCreator.Extras(
              maxEntries(spec),
              loaded.btf(),
              null,
              structOps.valueType(),
              structOps.moduleBtf(),
              device);
    }
    MapSpec inner = spec.inner();
    Fd fd;
    if (spec.isMapOfMaps() && inner != null) {
      try (Fd template = createInner(spec, inner)) {
        fd = creator.create(wanted, extras.withInnerMap(template));
      }
    } else {
      fd = creator.create(wanted, extras);
    }
    LoadedMap map = new LoadedMap(spec, fd, false);
    loaded.add(map);
    log.debug("map '" + spec.name() + "': created successfully, fd=" + fd.number());
    if (structOps != null) {
      map.fittedTo(structOps);
    }
    if (spec.isInternal()) {
      fill(map);
    } else if (spec.type() == MapType.ARENA) {
      mapArena(map);
    }
    return map;
  }

  private Fd createInner(MapSpec outer, MapSpec inner) {
    try {
      return creator.create(inner, MapCreator.Extras.of(maxEntries(inner), loaded.btf()));
    } catch (SyscallException e) {
      log.warn("map '" + outer.name() + "': failed to create inner map: -" + Errno.name(e.errno()));
      throw e;
    }
  }

  /// As in the definition; arrays of perf events without a size get an element for each processor.
  private int maxEntries(MapSpec spec) {
    if (spec.type() == MapType.PERF_EVENT_ARRAY && spec.maxEntries() == 0) {
      int cpus = Cpus.possible(kernel);
      log.debug("map '" + spec.name() + "': setting size to " + cpus);
      return cpus;
    }
    return Single.maxEntries(kernel, spec);
  }

  private void fill(LoadedMap map) {
    MapSpec spec = map.spec();
    byte[] value =
        spec.origin() == MapSpec.Origin.KCONFIG
            ? config
            : Arrays.copyOf(spec.initialValue(), spec.valueSize());
    try {
      if (spec.origin() != MapSpec.Origin.BSS || spec.initialSize() > 0) {
        update(map, 0, value);
      }
    } catch (SyscallException e) {
      log.warn(
          "map '" + spec.name() + "': failed to set initial contents: -" + Errno.name(e.errno()));
      throw e;
    }
    if (spec.isFrozen()) {
      freeze(map);
    }
  }

  private void freeze(LoadedMap map) {
    try (Attr attr = new Attr(AttrMapElem.MAP_FD + Integer.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.fd().number());
      attr.run(kernel, BpfCommand.MAP_FREEZE, map.fd().what());
    } catch (SyscallException e) {
      log.warn(
          "map '" + map.name() + "': failed to freeze as read-only: -" + Errno.name(e.errno()));
      throw e;
    }
  }

  private void mapArena(LoadedMap map) {
    MapSpec spec = map.spec();
    int page = PageSize.bytes(kernel);
    long size = Integer.toUnsignedLong(spec.maxEntries()) * page;
    int needed = spec.initialValue().length;
    long whole = ((long) needed + page - 1) / page * page;
    if (whole > size) {
      String problem =
          "elf: sec '.addr_space.1': declared ARENA map size ("
              + size
              + ") is too small to hold global __arena variables of size "
              + needed;
      log.warn(problem);
      throw new LoadException(problem, Errno.E2BIG, null);
    }
    try {
      int protection = Sys.PROT_READ | Sys.PROT_WRITE;
      map.mappedTo(Mapping.sharedAt(kernel, map.fd(), spec.mapExtra(), size, protection));
    } catch (SyscallException e) {
      log.warn("map '" + spec.name() + "': failed to mmap arena: -" + Errno.name(e.errno()));
      throw e;
    }
    if (needed > 0) {
      map.fill(features.hasFarOffsets() ? size - whole : 0);
    }
  }

  // ---- elements --------------------------------------------------------------------------------

  /// Puts maps into maps of maps, as their definitions say.
  void fillMapsOfMaps() {
    for (LoadedMap map : loaded.maps()) {
      if (map.isReused() || !map.spec().isMapOfMaps()) {
        continue;
      }
      for (MapSpec.Slot slot : map.spec().slots()) {
        LoadedMap target = loaded.map(slot.name());
        int fd = target == null ? -1 : target.fd().number();
        putSlot(map, slot, fd, "map");
      }
    }
  }

  /// Puts programs into program arrays, as their definitions say.
  void fillProgramArrays() {
    for (LoadedMap map : loaded.maps()) {
      if (map.isReused() || map.spec().type() != MapType.PROG_ARRAY) {
        continue;
      }
      for (MapSpec.Slot slot : map.spec().slots()) {
        putSlot(map, slot, loaded.programFd(slot.name()), "prog");
      }
    }
  }

  private void putSlot(LoadedMap map, MapSpec.Slot slot, int fd, String kind) {
    String what =
        "map '"
            + map.name()
            + "': slot ["
            + slot.index()
            + "] set to "
            + kind
            + " '"
            + slot.name()
            + "' fd="
            + fd;
    try {
      update(map, slot.index(), word(fd));
      log.debug(what);
    } catch (SyscallException e) {
      log.warn(
          "map '"
              + map.name()
              + "': failed to initialize slot ["
              + slot.index()
              + "] to "
              + kind
              + " '"
              + slot.name()
              + "' fd="
              + fd
              + ": -"
              + Errno.name(e.errno()));
      throw e;
    }
  }

  private void update(LoadedMap map, int key, byte[] value) {
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.fd().number());
      attr.pointer(AttrMapElem.KEY, attr.bytes(word(key)));
      attr.pointer(AttrMapElem.VALUE, attr.bytes(value));
      attr.run(kernel, BpfCommand.MAP_UPDATE_ELEM, map.fd().what());
    }
  }

  private static byte[] word(int value) {
    return new ByteWriter(ByteOrder.nativeOrder()).u32(value).toByteArray();
  }
}
