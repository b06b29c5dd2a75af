package dev.ebpf4j.sys;

import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message to the kernel's network configuration: a header, a struct that depends on the type,
/// and attributes. Source: netlink(7), rtnetlink(7).
///
/// ```java
/// NetlinkRequest request = new NetlinkRequest(RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK);
/// request.body().u8(AF_UNSPEC).zeros(3).u32(index).zeros(8);
/// int nest = request.begin(IFLA_XDP);
/// request.u32(IFLA_XDP_FD, fd).end(nest);
/// ```
public final class NetlinkRequest {

  static final int HEADER_SIZE = 16;
  private static final int SEQUENCE = 8;
  private static final int ATTRIBUTE_HEADER = 4;
  private static final int NESTED = 1 << 15;

  private final ByteWriter message = new ByteWriter(ByteOrder.nativeOrder());

  /// @param type such as `RTM_GETLINK`
  /// @param flags `NLM_F_...`
  public NetlinkRequest(int type, int flags) {
    message.u32(0).u16(type).u16(flags).zeros(8);
  }

  /// Where the struct behind the header goes, to be written before any attribute.
  public ByteWriter body() {
    return message;
  }

  /// Adds an attribute of four bytes.
  public NetlinkRequest u32(int type, int value) {
    message.u16(ATTRIBUTE_HEADER + Integer.BYTES).u16(type).u32(Integer.toUnsignedLong(value));
    return this;
  }

  /// Adds an attribute of text, which is ended by a NUL.
  public NetlinkRequest text(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    message.u16(ATTRIBUTE_HEADER + bytes.length + 1).u16(type).bytes(bytes);
    message.zeros(1 + (-(bytes.length + 1) & 3));
    return this;
  }

  /// Starts an attribute that holds others.
  ///
  /// @return what [#end] wants
  public int begin(int type) {
    int start = message.length();
    message.u16(0).u16(type | NESTED);
    return start;
  }

  /// Ends the attribute that started at `start`. The length stands in the lower half of the first
  /// word, the type in the upper one.
  public NetlinkRequest end(int start) {
    byte[] soFar = message.toByteArray();
    int type = (soFar[start + 2] & 0xff) | (soFar[start + 3] & 0xff) << 8;
    message.patchU32(start, Integer.toUnsignedLong(type << 16 | message.length() - start));
    return this;
  }

  /// The whole message.
  byte[] bytes(int sequence) {
    message.patchU32(0, message.length());
    message.patchU32(SEQUENCE, sequence);
    return message.toByteArray();
  }
}
