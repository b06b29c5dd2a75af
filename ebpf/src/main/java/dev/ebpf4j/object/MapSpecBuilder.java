package dev.ebpf4j.object;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map under construction; each method sets the property of [MapSpec] that has its name.
public final class MapSpecBuilder {
  String name = "";
  MapSpec.Origin origin = MapSpec.Origin.DEFINITION;
  String dataSection = "";
  int type = 0;
  int keySize = 0;
  int valueSize = 0;
  int maxEntries = 0;
  int flags = 0;
  int numaNode = 0;
  long mapExtra = 0;
  int keyTypeId = 0;
  int valueTypeId = 0;
  MapSpec.Pinning pinning = MapSpec.Pinning.NONE;
  @Nullable MapSpec inner;
  List<MapSpec.Slot> slots = List.of();
  byte[] initialValue = new byte[0];
  @Nullable StructOpsSpec structOps;
  boolean autocreate = true;
  int sectionIndex = 0;
  long sectionOffset = 0;

  /// A map without name, type and sizes.
  public MapSpecBuilder() {}

  /// The map as it is now.
  public MapSpec build() {
    return new MapSpec(this);
  }

  MapSpecBuilder copy() {
    MapSpecBuilder to = new MapSpecBuilder();
    to.name = name;
    to.origin = origin;
    to.dataSection = dataSection;
    to.type = type;
    to.keySize = keySize;
    to.valueSize = valueSize;
    to.maxEntries = maxEntries;
    to.flags = flags;
    to.numaNode = numaNode;
    to.mapExtra = mapExtra;
    to.keyTypeId = keyTypeId;
    to.valueTypeId = valueTypeId;
    to.pinning = pinning;
    to.inner = inner;
    to.slots = slots;
    to.initialValue = initialValue;
    to.structOps = structOps;
    to.autocreate = autocreate;
    to.sectionIndex = sectionIndex;
    to.sectionOffset = sectionOffset;
    return to;
  }

  public MapSpecBuilder name(String value) {
    this.name = value;
    return this;
  }

  public MapSpecBuilder origin(MapSpec.Origin value) {
    this.origin = value;
    return this;
  }

  public MapSpecBuilder dataSection(String value) {
    this.dataSection = value;
    return this;
  }

  public MapSpecBuilder type(int value) {
    this.type = value;
    return this;
  }

  public MapSpecBuilder keySize(int value) {
    this.keySize = value;
    return this;
  }

  public MapSpecBuilder valueSize(int value) {
    this.valueSize = value;
    return this;
  }

  public MapSpecBuilder maxEntries(int value) {
    this.maxEntries = value;
    return this;
  }

  public MapSpecBuilder flags(int value) {
    this.flags = value;
    return this;
  }

  public MapSpecBuilder numaNode(int value) {
    this.numaNode = value;
    return this;
  }

  public MapSpecBuilder mapExtra(long value) {
    this.mapExtra = value;
    return this;
  }

  public MapSpecBuilder keyTypeId(int value) {
    this.keyTypeId = value;
    return this;
  }

  public MapSpecBuilder valueTypeId(int value) {
    this.valueTypeId = value;
    return this;
  }

  public MapSpecBuilder pinning(MapSpec.Pinning value) {
    this.pinning = value;
    return this;
  }

  public MapSpecBuilder inner(@Nullable MapSpec value) {
    this.inner = value;
    return this;
  }

  public MapSpecBuilder slots(List<MapSpec.Slot> value) {
    this.slots = List.copyOf(value);
    return this;
  }

  public MapSpecBuilder initialValue(byte[] value) {
    this.initialValue = value.clone();
    return this;
  }

  public MapSpecBuilder structOps(@Nullable StructOpsSpec value) {
    this.structOps = value;
    return this;
  }

  public MapSpecBuilder autocreate(boolean value) {
    this.autocreate = value;
    return this;
  }

  public MapSpecBuilder sectionIndex(int value) {
    this.sectionIndex = value;
    return this;
  }

  public MapSpecBuilder sectionOffset(long value) {
    this.sectionOffset = value;
    return this;
  }
}
