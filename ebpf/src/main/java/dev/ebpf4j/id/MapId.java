package dev.ebpf4j.id;

/// Id of a loaded map, as the kernel counts them from 1; unsigned 32 bits.
public record MapId(int value) implements Comparable<MapId> {

  /// The id as the unsigned number it is.
  public long unsigned() {
    return Integer.toUnsignedLong(value);
  }

  @Override
  public int compareTo(MapId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MapId id && id.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
