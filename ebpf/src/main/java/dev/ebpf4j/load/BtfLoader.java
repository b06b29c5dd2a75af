package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrBtfLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.BtfFeature;
import dev.ebpf4j.object.BtfSanitizer;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings an object's types into the kernel: as they are if it takes them, else without what it
/// does not know.
final class BtfLoader {

  private static final int LOG_SIZE = 1 << 16;

  private final Kernel kernel;
  private final LoadLog log;
  private final MemoryLimit limit;
  private final KernelFeatures features;
  private final int token;

  BtfLoader(Kernel kernel, LoadLog log, MemoryLimit limit, KernelFeatures features, int token) {
    this.kernel = kernel;
    this.log = log;
    this.limit = limit;
    this.features = features;
    this.token = token;
  }

  /// Loads `btf`.
  ///
  /// @param mandatory whether the object is useless without its types
  /// @return null if the kernel does not take them and the object can do without
  @Nullable Fd load(Btf btf, boolean mandatory) {
    long result = attempt(btf.toBytes(), null);
    if (result == -Errno.EPERM && limit.raise()) {
      result = attempt(btf.toBytes(), null);
    }
    if (result == -Errno.EINVAL || result == -Errno.E2BIG) {
      Set<BtfFeature> missing = features.missingInBtf();
      if (!missing.isEmpty()) {
        result = attempt(BtfSanitizer.without(btf, missing).toBytes(), null);
      }
    }
    if (result >= 0) {
      return Fd.own(kernel, (int) result, "BTF");
    }
    int errno = (int) -result;
    explain(btf, errno);
    String name = "-" + Errno.name(errno);
    if (mandatory) {
      log.warn("Error loading .BTF into kernel: " + name + ". BTF is mandatory, can't proceed.");
      throw Attr.failure(BpfCommand.BTF_LOAD, "types of the object", errno);
    }
    log.info("Error loading .BTF into kernel: " + name + ". BTF is optional, ignoring.");
    return null;
  }

  private void explain(Btf btf, int errno) {
    if (errno == Errno.EPERM) {
      return;
    }
    StringBuilder text = new StringBuilder();
    attempt(btf.toBytes(), text);
    log.warn("BTF loading error: -" + Errno.name(errno));
    if (!text.isEmpty()) {
      log.warn("-- BEGIN BTF LOAD LOG ---\n" + text + "\n-- END BTF LOAD LOG --");
    }
  }

  /// @param messages gets what the kernel says, if that is asked for
  private long attempt(byte[] raw, @Nullable StringBuilder messages) {
    int size =
        token >= 0
            ? AttrBtfLoad.BTF_TOKEN_FD + Integer.BYTES
            : AttrBtfLoad.BTF_LOG_LEVEL + Integer.BYTES;
    try (Attr attr = new Attr(size)) {
      attr.pointer(AttrBtfLoad.BTF, attr.bytes(raw)).u32(AttrBtfLoad.BTF_SIZE, raw.length);
      if (token >= 0) {
        attr.u32(AttrBtfLoad.BTF_FLAGS, BpfFlag.TOKEN_FD);
        attr.u32(AttrBtfLoad.BTF_TOKEN_FD, token);
      }
      if (messages == null) {
        return attr.call(kernel, BpfCommand.BTF_LOAD);
      }
      MemorySegment buffer = attr.allocate(LOG_SIZE);
      attr.pointer(AttrBtfLoad.BTF_LOG_BUF, buffer);
      attr.u32(AttrBtfLoad.BTF_LOG_SIZE, LOG_SIZE).u32(AttrBtfLoad.BTF_LOG_LEVEL, 1);
      long result = attr.call(kernel, BpfCommand.BTF_LOAD);
      if (result >= 0) {
        Fd.own(kernel, (int) result, "BTF").close();
      }
      byte[] bytes = buffer.toArray(ValueLayout.JAVA_BYTE);
      int length = 0;
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
      messages.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
      return result;
    }
  }
}
