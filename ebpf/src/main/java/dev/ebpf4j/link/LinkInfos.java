package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfLinkInfo;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.id.LinkId;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Info;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds, opens and describes the links that the kernel holds. Since Linux 5.8.
public final class LinkInfos {

  private static final String KIND = "link";

  /// Room for a path or a name.
  private static final int TEXT_SIZE = 4096;

  // enum bpf_perf_event_type (include/uapi/linux/bpf.h)
  private static final int PERF_UPROBE = 1;
  private static final int PERF_URETPROBE = 2;
  private static final int PERF_KPROBE = 3;
  private static final int PERF_KRETPROBE = 4;
  private static final int PERF_TRACEPOINT = 5;
  private static final int PERF_EVENT = 6;

  private LinkInfos() {}

  /// Ids of all links there are now, ascending.
  public static int[] ids(Kernel kernel) {
    return Bpf.ids(kernel, BpfCommand.LINK_GET_NEXT_ID);
  }

  /// Opens a link by its id.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if there is none, or no longer
  public static Fd open(Kernel kernel, LinkId id) {
    return Bpf.byId(kernel, BpfCommand.LINK_GET_FD_BY_ID, id.value(), 0, KIND);
  }

  /// Opens a link by its id, or gives null if it is gone.
  public static @Nullable Fd tryOpen(Kernel kernel, int id) {
    return Bpf.tryById(kernel, BpfCommand.LINK_GET_FD_BY_ID, id, 0, KIND);
  }

  /// What the kernel says of the link behind `fd`.
  public static LinkInfo info(Kernel kernel, Fd fd) {
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      Request request = new Request(kernel, fd, attr);
      Info info = request.ask();
      int id = info.u32(BpfLinkInfo.ID);
      int program = info.u32(BpfLinkInfo.PROG_ID);
      int type = info.u32(BpfLinkInfo.TYPE);
      return switch (type) {
        case LinkType.RAW_TRACEPOINT -> rawTracepoint(request, id, program);
        case LinkType.TRACING ->
            new LinkInfo.Tracing(
                id,
                program,
                info.u32(BpfLinkInfo.Tracing.ATTACH_TYPE),
                info.u32(BpfLinkInfo.Tracing.TARGET_OBJ_ID),
                info.u32(BpfLinkInfo.Tracing.TARGET_BTF_ID),
                info.u64(BpfLinkInfo.Tracing.COOKIE));
        case LinkType.CGROUP ->
            new LinkInfo.Cgroup(
                id,
                program,
                info.u64(BpfLinkInfo.Cgroup.CGROUP_ID),
                info.u32(BpfLinkInfo.Cgroup.ATTACH_TYPE));
        case LinkType.ITER -> iter(request, id, program);
        case LinkType.NETNS ->
            new LinkInfo.Netns(
                id,
                program,
                info.u32(BpfLinkInfo.Netns.NETNS_INO),
                info.u32(BpfLinkInfo.Netns.ATTACH_TYPE));
        case LinkType.XDP -> new LinkInfo.Xdp(id, program, info.u32(BpfLinkInfo.Xdp.IFINDEX));
        case LinkType.STRUCT_OPS ->
            new LinkInfo.StructOps(id, program, info.u32(BpfLinkInfo.StructOps.MAP_ID));
        case LinkType.NETFILTER ->
            new LinkInfo.Netfilter(
                id,
                program,
                info.u32(BpfLinkInfo.Netfilter.PF),
                info.u32(BpfLinkInfo.Netfilter.HOOKNUM),
                info.u32(BpfLinkInfo.Netfilter.PRIORITY),
                info.u32(BpfLinkInfo.Netfilter.FLAGS));
        case LinkType.KPROBE_MULTI -> kprobeMulti(request, info, id, program);
        case LinkType.UPROBE_MULTI -> uprobeMulti(request, info, id, program);
        case LinkType.PERF_EVENT -> perfEvent(request, info, id, program);
        case LinkType.TCX ->
            new LinkInfo.Tcx(
                id,
                program,
                info.u32(BpfLinkInfo.Tcx.IFINDEX),
                info.u32(BpfLinkInfo.Tcx.ATTACH_TYPE));
        case LinkType.NETKIT ->
            new LinkInfo.Netkit(
                id,
                program,
                info.u32(BpfLinkInfo.Netkit.IFINDEX),
                info.u32(BpfLinkInfo.Netkit.ATTACH_TYPE));
        case LinkType.SOCKMAP ->
            new LinkInfo.Sockmap(
                id,
                program,
                info.u32(BpfLinkInfo.Sockmap.MAP_ID),
                info.u32(BpfLinkInfo.Sockmap.ATTACH_TYPE));
        default -> new LinkInfo.Other(id, program, type);
      };
    }
  }

  private static LinkInfo rawTracepoint(Request request, int id, int program) {
    MemorySegment name =
        request.text(BpfLinkInfo.RawTracepoint.TP_NAME, BpfLinkInfo.RawTracepoint.TP_NAME_LEN);
    Info info = request.ask();
    long cookie = info.u64(BpfLinkInfo.RawTracepoint.COOKIE);
    return new LinkInfo.RawTracepoint(id, program, string(name), cookie);
  }

  private static LinkInfo iter(Request request, int id, int program) {
    MemorySegment name =
        request.text(BpfLinkInfo.Iter.TARGET_NAME, BpfLinkInfo.Iter.TARGET_NAME_LEN);
    Info info = request.ask();
    return new LinkInfo.Iter(
        id,
        program,
        string(name),
        info.u32(BpfLinkInfo.Iter.Map.MAP_ID),
        info.u64(BpfLinkInfo.Iter.Cgroup.CGROUP_ID),
        info.u32(BpfLinkInfo.Iter.Cgroup.ORDER),
        info.u32(BpfLinkInfo.Iter.Task.TID),
        info.u32(BpfLinkInfo.Iter.Task.PID));
  }

  private static LinkInfo kprobeMulti(Request request, Info sizes, int id, int program) {
    int count = sizes.count(BpfLinkInfo.KprobeMulti.COUNT);
    MemorySegment addresses = request.longs(BpfLinkInfo.KprobeMulti.ADDRS, count);
    MemorySegment cookies = MemorySegment.NULL;
    if (sizes.has(BpfLinkInfo.KprobeMulti.COOKIES, 8)) {
      cookies = request.longs(BpfLinkInfo.KprobeMulti.COOKIES, count);
    }
    request.set(BpfLinkInfo.KprobeMulti.COUNT, count);
    Info info = count == 0 ? sizes : request.ask();
    return new LinkInfo.KprobeMulti(
        id,
        program,
        count,
        info.u32(BpfLinkInfo.KprobeMulti.FLAGS),
        info.u64(BpfLinkInfo.KprobeMulti.MISSED),
        longs(addresses),
        longs(cookies));
  }

  private static LinkInfo uprobeMulti(Request request, Info sizes, int id, int program) {
    int count = sizes.count(BpfLinkInfo.UprobeMulti.COUNT);
    MemorySegment path =
        request.text(BpfLinkInfo.UprobeMulti.PATH, BpfLinkInfo.UprobeMulti.PATH_SIZE);
    MemorySegment offsets = request.longs(BpfLinkInfo.UprobeMulti.OFFSETS, count);
    MemorySegment counters = request.longs(BpfLinkInfo.UprobeMulti.REF_CTR_OFFSETS, count);
    MemorySegment cookies = request.longs(BpfLinkInfo.UprobeMulti.COOKIES, count);
    request.set(BpfLinkInfo.UprobeMulti.COUNT, count);
    Info info = request.ask();
    return new LinkInfo.UprobeMulti(
        id,
        program,
        string(path),
        count,
        info.u32(BpfLinkInfo.UprobeMulti.FLAGS),
        info.u32(BpfLinkInfo.UprobeMulti.PID),
        longs(offsets),
        longs(counters),
        longs(cookies));
  }

  private static LinkInfo perfEvent(Request request, Info first, int id, int program) {
    int type = first.u32(BpfLinkInfo.PerfEvent.TYPE);
    return switch (type) {
      case PERF_UPROBE, PERF_URETPROBE -> uprobe(request, id, program, type == PERF_URETPROBE);
      case PERF_KPROBE, PERF_KRETPROBE -> kprobe(request, id, program, type == PERF_KRETPROBE);
      case PERF_TRACEPOINT -> tracepoint(request, id, program);
      case PERF_EVENT ->
          new LinkInfo.Event(
              id,
              program,
              first.u32(BpfLinkInfo.PerfEvent.Event.TYPE),
              first.u64(BpfLinkInfo.PerfEvent.Event.CONFIG),
              first.u64(BpfLinkInfo.PerfEvent.Event.COOKIE));
      default -> new LinkInfo.OtherPerfEvent(id, program, type);
    };
  }

  private static LinkInfo uprobe(Request request, int id, int program, boolean atReturn) {
    MemorySegment file =
        request.text(BpfLinkInfo.PerfEvent.Uprobe.FILE_NAME, BpfLinkInfo.PerfEvent.Uprobe.NAME_LEN);
    Info info = request.ask();
    return new LinkInfo.Uprobe(
        id,
        program,
        atReturn,
        string(file),
        info.u32(BpfLinkInfo.PerfEvent.Uprobe.OFFSET),
        info.u64(BpfLinkInfo.PerfEvent.Uprobe.COOKIE),
        info.u64(BpfLinkInfo.PerfEvent.Uprobe.REF_CTR_OFFSET));
  }

  private static LinkInfo kprobe(Request request, int id, int program, boolean atReturn) {
    MemorySegment function =
        request.text(BpfLinkInfo.PerfEvent.Kprobe.FUNC_NAME, BpfLinkInfo.PerfEvent.Kprobe.NAME_LEN);
    Info info = request.ask();
    return new LinkInfo.Kprobe(
        id,
        program,
        atReturn,
        string(function),
        info.u32(BpfLinkInfo.PerfEvent.Kprobe.OFFSET),
        info.u64(BpfLinkInfo.PerfEvent.Kprobe.ADDR),
        info.u64(BpfLinkInfo.PerfEvent.Kprobe.MISSED),
        info.u64(BpfLinkInfo.PerfEvent.Kprobe.COOKIE));
  }

  private static LinkInfo tracepoint(Request request, int id, int program) {
    MemorySegment name =
        request.text(
            BpfLinkInfo.PerfEvent.Tracepoint.TP_NAME, BpfLinkInfo.PerfEvent.Tracepoint.NAME_LEN);
    Info info = request.ask();
    long cookie = info.u64(BpfLinkInfo.PerfEvent.Tracepoint.COOKIE);
    return new LinkInfo.Tracepoint(id, program, string(name), cookie);
  }

  private static String string(MemorySegment memory) {
    int length = 0;
    while (length < TEXT_SIZE && memory.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    Memory.read(memory, 0, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long[] longs(MemorySegment memory) {
    long[] values = new long[(int) (memory.byteSize() / 8)];
    Memory.read(memory, 0, values, 0, values.length);
    return values;
  }

  /// The question about one link: the struct with the pointers to where the answers go.
  private static final class Request {
    private final Kernel kernel;
    private final Fd fd;
    private final Attr attr;
    private final MemorySegment memory;

    Request(Kernel kernel, Fd fd, Attr attr) {
      this.kernel = kernel;
      this.fd = fd;
      this.attr = attr;
      this.memory = attr.allocate(BpfLinkInfo.SIZE);
    }

    /// Asks, then clears the struct for the next question.
    Info ask() {
      Info info = Bpf.info(kernel, attr, fd, memory);
      memory.fill((byte) 0);
      return info;
    }

    MemorySegment text(int pointerOffset, int lengthOffset) {
      MemorySegment text = attr.allocate(TEXT_SIZE);
      memory.set(ValueLayout.JAVA_LONG, pointerOffset, text.address());
      memory.set(ValueLayout.JAVA_INT, lengthOffset, TEXT_SIZE);
      return text;
    }

    MemorySegment longs(int pointerOffset, int count) {
      MemorySegment values = attr.allocate(count * 8L);
      memory.set(ValueLayout.JAVA_LONG, pointerOffset, count == 0 ? 0 : values.address());
      return values;
    }

    void set(int offset, int value) {
      memory.set(ValueLayout.JAVA_INT, offset, value);
    }
  }
}
