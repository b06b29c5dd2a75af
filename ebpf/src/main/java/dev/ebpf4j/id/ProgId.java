package dev.ebpf4j.id;

/// Id of a loaded program, as the kernel counts them from 1; unsigned 32 bits.
public record ProgId(int value) implements Comparable<ProgId> {

  /// The id as the unsigned number it is.
  public long unsigned() {
    return Integer.toUnsignedLong(value);
  }

  @Override
  public int compareTo(ProgId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProgId id && id.value == value;
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
