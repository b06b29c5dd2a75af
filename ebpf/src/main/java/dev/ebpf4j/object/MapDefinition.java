package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.MalformedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one map definition of section `.maps`: a struct type whose members say, by their names and
/// types alone, what the map is.
final class MapDefinition {
  private static final int PINNING_MAX = 1;

  private final Complaints complaints;
  private final Btf btf;
  private final boolean relaxed;
  private final String name;
  private final boolean isInner;
  private final MapSpecBuilder map = new MapSpecBuilder();
  private boolean hasKeyType;
  private boolean hasValueType;
  private @Nullable MapDefinition inner;

  MapDefinition(Complaints complaints, Btf btf, boolean relaxed, String name) {
    this(complaints, btf, relaxed, name, false);
  }

  private MapDefinition(
      Complaints complaints, Btf btf, boolean relaxed, String name, boolean isInner) {
    this.complaints = complaints;
    this.btf = btf;
    this.relaxed = relaxed;
    this.name = name;
    this.isInner = isInner;
    map.name(name);
  }

  /// Reads the struct type `definition`.
  MapSpecBuilder read(int definition) {
    readMembers(definition);
    tell();
    return map;
  }

  private void readMembers(int definition) {
    int count = btf.vlen(definition);
    for (int i = 0; i < count; i++) {
      String member = btf.memberName(definition, i);
      int type = btf.memberType(definition, i);
      switch (member) {
        case "" -> throw invalid("invalid field #" + i + ".");
        case "type" -> map.type(number(member, type));
        case "max_entries" -> map.maxEntries(number(member, type));
        case "map_flags" -> map.flags(number(member, type));
        case "numa_node" -> map.numaNode(number(member, type));
        case "key_size" -> map.keySize(agree("key", map.keySize, number(member, type)));
        case "value_size" -> map.valueSize(agree("value", map.valueSize, number(member, type)));
        case "key" -> readKey(type);
        case "value" -> readValue(type);
        case "values" -> readValues(type, i == count - 1);
        case "pinning" -> readPinning(number(member, type));
        case "map_extra" -> map.mapExtra(longNumber(member, type));
        default -> {
          if (!relaxed) {
            throw unsupported("unknown field '" + member + "'.");
          }
          complaints.debug("map '" + name + "': ignoring unknown field '" + member + "'.");
        }
      }
    }
    if (map.type == MapType.UNSPEC) {
      throw invalid("map type isn't specified.");
    }
  }

  private int agree(String what, int before, int now) {
    if (before != 0 && before != now) {
      throw invalid(
          "conflicting "
              + what
              + " size "
              + Integer.toUnsignedString(before)
              + " != "
              + Integer.toUnsignedString(now)
              + ".");
    }
    return now;
  }

  private void readKey(int type) {
    int target = pointedAt("key", type);
    map.keySize(agree("key", map.keySize, size("key", target)));
    map.keyTypeId(target);
    hasKeyType = true;
  }

  private void readValue(int type) {
    int target = pointedAt("value", type);
    map.valueSize(agree("value", map.valueSize, size("value", target)));
    map.valueTypeId(target);
    hasValueType = true;
  }

  private int pointedAt(String what, int type) {
    if (!btf.is(type, BtfKind.PTR)) {
      throw invalid(what + " spec is not PTR: " + kind(type) + ".");
    }
    return btf.target(type);
  }

  private int size(String what, int type) {
    try {
      return (int) btf.sizeBytes(type);
    } catch (MalformedException e) {
      throw invalid(
          "can't determine " + what + " size for type [" + type + "]: " + -Errno.EINVAL + ".");
    }
  }

  private void readValues(int type, boolean isLast) {
    boolean isMapOfMaps = map.type == MapType.ARRAY_OF_MAPS || map.type == MapType.HASH_OF_MAPS;
    String what = isMapOfMaps ? "map-in-map inner" : "prog-array value";
    if (isInner) {
      throw unsupported("multi-level inner maps not supported.");
    }
    if (!isLast) {
      throw invalid("'values' member should be last.");
    }
    if (!isMapOfMaps && map.type != MapType.PROG_ARRAY) {
      throw unsupported("should be map-in-map or prog-array.");
    }
    map.valueSize(agree("value", map.valueSize, Integer.BYTES));
    if (!btf.is(type, BtfKind.ARRAY) || btf.elementCount(type) != 0) {
      throw invalid(what + " spec is not a zero-sized array.");
    }
    int element = btf.resolve(btf.elementType(type));
    if (!btf.is(element, BtfKind.PTR)) {
      throw invalid(what + " def is of unexpected kind " + kind(element) + ".");
    }
    int target = btf.resolve(btf.target(element));
    if (!btf.is(target, isMapOfMaps ? BtfKind.STRUCT : BtfKind.FUNC_PROTO)) {
      throw invalid(what + " def is of unexpected kind " + kind(target) + ".");
    }
    if (isMapOfMaps) {
      MapDefinition template = new MapDefinition(complaints, btf, relaxed, name + ".inner", true);
      template.readMembers(target);
      inner = template;
    }
  }

  private void readPinning(int value) {
    if (isInner) {
      throw invalid("inner def can't be pinned.");
    }
    if (value < 0 || value > PINNING_MAX) {
      throw invalid("invalid pinning value " + Integer.toUnsignedString(value) + ".");
    }
    map.pinning(value == 0 ? MapSpec.Pinning.NONE : MapSpec.Pinning.BY_NAME);
  }

  /// A number written as the length of the array that a pointer leads to.
  private int number(String member, int type) {
    int pointer = btf.resolve(type);
    if (!btf.is(pointer, BtfKind.PTR)) {
      throw invalid("attr '" + member + "': expected PTR, got " + kind(pointer) + ".");
    }
    int array = btf.target(pointer);
    if (!btf.is(array, BtfKind.ARRAY)) {
      throw invalid("attr '" + member + "': expected ARRAY, got " + kind(array) + ".");
    }
    return (int) btf.elementCount(array);
  }

  /// A number written as above, or as the only value of an enumeration.
  private long longNumber(String member, int type) {
    int id = btf.resolve(type);
    if (btf.is(id, BtfKind.PTR)) {
      return Integer.toUnsignedLong(number(member, type));
    }
    if (!btf.kind(id).isAnyEnum()) {
      throw invalid("attr '" + member + "': expected ENUM or ENUM64, got " + kind(id) + ".");
    }
    if (btf.vlen(id) != 1) {
      throw invalid("attr '" + member + "': invalid __ulong");
    }
    return btf.value(id, 0);
  }

  private String kind(int id) {
    return id == 0 ? "void" : btf.kind(id).name().toLowerCase(Locale.ROOT);
  }

  private RuntimeException invalid(String problem) {
    return complaints.invalid("map '" + name + "': " + problem);
  }

  private RuntimeException unsupported(String problem) {
    return complaints.refused(Errno.EOPNOTSUPP, "map '" + name + "': " + problem);
  }

  /// Tells the listener what was found, the map first, then what its inner maps look like.
  private void tell() {
    MapDefinition template = inner;
    if (complaints.wantsDebug()) {
      describe();
    }
    if (template != null) {
      if (complaints.wantsDebug()) {
        template.describe();
      }
      map.inner(template.map.build());
    }
  }

  private void describe() {
    found("type = " + map.type);
    if (hasKeyType) {
      found("key [" + map.keyTypeId + "], sz = " + map.keySize);
    } else if (map.keySize != 0) {
      found("key_size = " + map.keySize);
    }
    if (hasValueType) {
      found("value [" + map.valueTypeId + "], sz = " + map.valueSize);
    } else if (map.valueSize != 0) {
      found("value_size = " + map.valueSize);
    }
    if (map.maxEntries != 0) {
      found("max_entries = " + Integer.toUnsignedString(map.maxEntries));
    }
    if (map.flags != 0) {
      found("map_flags = 0x" + Integer.toHexString(map.flags));
    }
    if (map.mapExtra != 0) {
      found("map_extra = 0x" + Long.toHexString(map.mapExtra));
    }
    if (map.pinning != MapSpec.Pinning.NONE) {
      found("pinning = 1");
    }
    if (map.numaNode != 0) {
      found("numa_node = " + map.numaNode);
    }
    if (inner != null) {
      found("inner map definition");
    }
  }

  private void found(String what) {
    complaints.debug("map '" + name + "': found " + what + ".");
  }
}
