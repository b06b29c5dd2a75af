package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.AttrRawTracepoint;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds BPF_LINK_CREATE. Only as many bytes are sent as the hook needs, since older kernels
/// refuse a longer attribute whose tail is not zero.
final class LinkCreate implements AutoCloseable {

  /// End of the fields that every kind has.
  static final int COMMON = AttrLinkCreate.TARGET_BTF_ID;

  private final Attr attr;
  private final Fd program;

  /// @param program descriptor of the program, or of a struct_ops map
  /// @param target file descriptor or interface index that it is attached to
  /// @param size bytes up to the end of the last field in use
  LinkCreate(Fd program, int target, int attachType, int size) {
    this.program = program;
    this.attr = new Attr(Math.max(size, COMMON));
    attr.u32(AttrLinkCreate.PROG_FD, program.number());
    attr.u32(AttrLinkCreate.TARGET_FD, target);
    attr.u32(AttrLinkCreate.ATTACH_TYPE, attachType);
  }

  LinkCreate flags(int flags) {
    attr.u32(AttrLinkCreate.FLAGS, flags);
    return this;
  }

  LinkCreate u32(int offset, int value) {
    attr.u32(offset, value);
    return this;
  }

  LinkCreate u64(int offset, long value) {
    attr.u64(offset, value);
    return this;
  }

  /// The address of an array of 64-bit numbers; nothing if there are none.
  LinkCreate array(int offset, List<Long> values) {
    if (!values.isEmpty()) {
      MemorySegment copy = attr.allocate(values.size() * 8L);
      for (int i = 0; i < values.size(); i++) {
        copy.setAtIndex(ValueLayout.JAVA_LONG, i, values.get(i));
      }
      attr.pointer(offset, copy);
    }
    return this;
  }

  /// The address of an array of 32-bit numbers.
  LinkCreate numbers(int offset, List<Integer> values) {
    MemorySegment copy = attr.allocate(values.size() * 4L);
    for (int i = 0; i < values.size(); i++) {
      copy.setAtIndex(ValueLayout.JAVA_INT, i, values.get(i));
    }
    attr.pointer(offset, copy);
    return this;
  }

  LinkCreate string(int offset, String text) {
    attr.pointer(offset, attr.string(text));
    return this;
  }

  LinkCreate bytes(int offset, byte[] bytes) {
    attr.pointer(offset, attr.bytes(bytes));
    return this;
  }

  /// Address of `text` in memory that lives as long as this.
  long address(String text) {
    return attr.string(text).address();
  }

  /// Makes the link and frees the attribute.
  Link run() {
    try (this) {
      return Link.ofKernel(
          attr.open(program.kernel(), BpfCommand.LINK_CREATE, "link of " + program.what()));
    }
  }

  /// As [#run], but gives a negative error number instead of an exception.
  long tryRun() {
    return attr.call(program.kernel(), BpfCommand.LINK_CREATE);
  }

  /// BPF_RAW_TRACEPOINT_OPEN, which also attaches what knows its place by BTF.
  ///
  /// @param name the tracepoint, or null for programs loaded for a BTF id
  /// @param cookie since Linux 6.10
  static Link rawTracepoint(Fd program, @Nullable String name, long cookie) {
    int size = cookie == 0 ? AttrRawTracepoint.PROG_FD + 4 : AttrRawTracepoint.COOKIE + 8;
    try (Attr attr = new Attr(size)) {
      if (name != null) {
        attr.pointer(AttrRawTracepoint.NAME, attr.string(name));
      }
      attr.u32(AttrRawTracepoint.PROG_FD, program.number());
      if (cookie != 0) {
        attr.u64(AttrRawTracepoint.COOKIE, cookie);
      }
      String what = "link of " + program.what();
      return Link.ofKernel(attr.open(program.kernel(), BpfCommand.RAW_TRACEPOINT_OPEN, what));
    }
  }

  @Override
  public void close() {
    attr.close();
  }
}
