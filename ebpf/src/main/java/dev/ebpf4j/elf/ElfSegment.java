package dev.ebpf4j.elf;

/// One program header: a part of the file that is mapped into memory.
///
/// @param type one of [Elf]'s `PT_` numbers
/// @param flags a set of [Elf]'s `PF_` bits
/// @param offset where it starts in the file
/// @param address virtual address of that start
public record ElfSegment(
    int type,
    int flags,
    long offset,
    long address,
    long fileSize,
    long memorySize,
    long alignment) {

  /// Whether `address` (unsigned) lies within the segment's memory.
  public boolean contains(long virtualAddress) {
    return Long.compareUnsigned(virtualAddress, address) >= 0
        && Long.compareUnsigned(virtualAddress - address, memorySize) < 0;
  }
}
