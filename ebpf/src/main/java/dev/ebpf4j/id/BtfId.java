package dev.ebpf4j.id;

/// Id of a loaded BTF object, as the kernel counts them from 1; unsigned 32 bits.
public record BtfId(int value) implements Comparable<BtfId> {

  /// The id as the unsigned number it is.
  public long unsigned() {
    return Integer.toUnsignedLong(value);
  }

  @Override
  public int compareTo(BtfId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BtfId id && id.value == value;
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
