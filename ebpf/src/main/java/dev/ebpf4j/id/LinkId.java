package dev.ebpf4j.id;

/// Id of a loaded link, as the kernel counts them from 1; unsigned 32 bits.
public record LinkId(int value) implements Comparable<LinkId> {

  /// The id as the unsigned number it is.
  public long unsigned() {
    return Integer.toUnsignedLong(value);
  }

  @Override
  public int compareTo(LinkId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkId id && id.value == value;
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
