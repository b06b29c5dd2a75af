package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfNote;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSegment;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.util.ByteReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One place of a static user tracepoint, as a note in section `.note.stapsdt` describes it. A
/// tracepoint has several where the compiler copied the code around it.
///
/// @param address virtual address of the place
/// @param offset the same as an offset in the file
/// @param semaphore offset in the file of the counter that says whether anybody listens, 0 for none
/// @param arguments where its arguments are, in the compiler's notation
record UsdtProbe(long address, long offset, long semaphore, String arguments) {

  private static final int NOTE_TYPE = 3;
  private static final String OWNER = "stapsdt";

  /// All places of the tracepoint `provider`:`name` in a file.
  ///
  /// @throws LoadException ENOENT if it has no such tracepoint, EINVAL if it is of a wrong kind
  static List<UsdtProbe> find(ElfFile elf, String provider, String name) {
    ElfSection notes = elf.section(".note.stapsdt");
    if (notes == null) {
      throw new LoadException("no static tracepoints", Errno.ENOENT, null);
    }
    ElfSection base = elf.section(".stapsdt.base");
    List<UsdtProbe> found = new ArrayList<>();
    for (ElfNote note : elf.notes(notes)) {
      if (note.type() != NOTE_TYPE || !note.owner().equals(OWNER)) {
        continue;
      }
      UsdtProbe probe = read(elf, note.description(), base, provider, name);
      if (probe != null) {
        found.add(probe);
      }
    }
    if (found.isEmpty()) {
      throw new LoadException(
          "no static tracepoint '" + provider + ":" + name + "'", Errno.ENOENT, null);
    }
    return found;
  }

  private static @Nullable UsdtProbe read(
      ElfFile elf, ByteReader note, @Nullable ElfSection base, String provider, String name) {
    int strings = 3 * Long.BYTES;
    if (!note.string(strings).equals(provider)) {
      return null;
    }
    long nameAt = behind(strings, provider);
    if (!note.string(nameAt).equals(name)) {
      return null;
    }
    String arguments = note.string(behind(nameAt, name));
    long shift = base == null ? 0 : base.address() - note.i64(Long.BYTES);
    long address = note.i64(0) + shift;
    long semaphore = note.i64(2 * Long.BYTES);
    return new UsdtProbe(
        address,
        offset(elf, address, true),
        semaphore == 0 ? 0 : offset(elf, semaphore + shift, false),
        arguments);
  }

  /// Where the next string starts.
  private static long behind(long at, String text) {
    return at + text.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private static long offset(ElfFile elf, long address, boolean executable) {
    for (ElfSegment segment : elf.segments()) {
      boolean runs = (segment.flags() & Elf.PF_X) != 0;
      if (segment.type() == Elf.PT_LOAD && runs == executable && segment.contains(address)) {
        return address - segment.address() + segment.offset();
      }
    }
    throw new LoadException(
        "no segment for address 0x" + Long.toHexString(address), Errno.ESRCH, null);
  }

  /// The arguments, each on its own.
  List<UsdtArgument> parsed(UsdtRegisters registers) {
    List<UsdtArgument> list = new ArrayList<>();
    int start = 0;
    String text = arguments;
    while (start < text.length()) {
      int end = argumentEnd(text, start);
      String one = text.substring(start, end).strip();
      if (!one.isEmpty()) {
        list.add(UsdtArgument.parse(one, registers));
      }
      start = end + 1;
    }
    return list;
  }

  /// Blanks separate arguments, but not within brackets, and not right behind a comma.
  private static int argumentEnd(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ' ' && depth == 0) {
        return i;
      }
    }
    return text.length();
  }
}
