package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.testkit.FakeKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Links of kinds that few kernels know yet: what BPF_LINK_CREATE is told.
class NewAttachKindsTest {

  private static final int LINK = 77;

  private final List<List<Long>> told = new ArrayList<>();
  private final FakeKernel kernel = new FakeKernel();

  private Fd program() {
    return Fd.own(kernel, 5, "program");
  }

  private static long word(MemorySegment attr, int offset) {
    return attr.get(ValueLayout.JAVA_INT, offset);
  }

  private static MemorySegment pointed(MemorySegment attr, int offset, long size) {
    return FakeKernel.memory(attr.get(ValueLayout.JAVA_LONG_UNALIGNED, offset), size);
  }

  @Test
  void manyFunctionsByTheirTypes() {
    kernel.onBpf(
        BpfCommand.LINK_CREATE,
        attr -> {
          assertEquals(5, word(attr, AttrLinkCreate.PROG_FD));
          assertEquals(AttachType.TRACE_FEXIT_MULTI, word(attr, AttrLinkCreate.ATTACH_TYPE));
          long count = word(attr, AttrLinkCreate.TracingMulti.CNT);
          MemorySegment ids = pointed(attr, AttrLinkCreate.TracingMulti.IDS, 4 * count);
          MemorySegment cookies = pointed(attr, AttrLinkCreate.TracingMulti.COOKIES, 8 * count);
          for (int i = 0; i < count; i++) {
            told.add(
                List.of(
                    (long) ids.getAtIndex(ValueLayout.JAVA_INT, i),
                    cookies.getAtIndex(ValueLayout.JAVA_LONG, i)));
          }
          return LINK;
        });
    TracingMulti.Options options =
        TracingMulti.Options.of(AttachType.TRACE_FEXIT_MULTI, List.of(100, 200, 300))
            .withCookies(List.of(7L, 8L, 9L));
    try (Fd program = program();
        Link link = TracingMulti.attach(program, options)) {
      assertTrue(link.isKernelLink());
      assertEquals(LINK, link.fd().number());
    }
    assertEquals(List.of(List.of(100L, 7L), List.of(200L, 8L), List.of(300L, 9L)), told);
  }

  @Test
  void aPatternThatFitsNothing() {
    for (Call call : Call.values()) {
      kernel.on(call, _ -> -Errno.ENOENT);
    }
    SyscallException none =
        assertThrows(
            SyscallException.class,
            () ->
                TracingMulti.Options.matching(
                    kernel, AttachType.TRACE_FENTRY_MULTI, "no_such_function*"));
    assertEquals(Errno.ENOENT, none.errno());
  }

  @Test
  void bothEndsOfAFunction() {
    kernel.onBpf(
        BpfCommand.LINK_CREATE,
        attr -> {
          told.add(List.of(word(attr, AttrLinkCreate.ATTACH_TYPE)));
          return LINK;
        });
    try (Fd program = program();
        Link link = Tracing.attach(program, Tracing.Options.of(AttachType.TRACE_FSESSION))) {
      assertTrue(link.isKernelLink());
    }
    assertEquals(List.of(List.of((long) AttachType.TRACE_FSESSION)), told);
  }

  /// The older command never knew it, so a refusal is final.
  @Test
  void bothEndsOfAFunctionRefused() {
    kernel.lacks(BpfCommand.LINK_CREATE);
    try (Fd program = program()) {
      SyscallException refused =
          assertThrows(
              SyscallException.class,
              () -> Tracing.attach(program, Tracing.Options.of(AttachType.TRACE_FSESSION)));
      assertEquals(Errno.EINVAL, refused.errno());
    }
    assertEquals(0, kernel.entered(BpfCommand.RAW_TRACEPOINT_OPEN));
  }

  @Test
  void kprobesByAddress() {
    kernel.onBpf(
        BpfCommand.LINK_CREATE,
        attr -> {
          long count = word(attr, AttrLinkCreate.KprobeMulti.CNT);
          MemorySegment addresses = pointed(attr, AttrLinkCreate.KprobeMulti.ADDRS, 8 * count);
          assertEquals(0, attr.get(ValueLayout.JAVA_LONG, AttrLinkCreate.KprobeMulti.SYMS));
          for (int i = 0; i < count; i++) {
            told.add(List.of(addresses.getAtIndex(ValueLayout.JAVA_LONG, i)));
          }
          return LINK;
        });
    try (Fd program = program();
        Link link = KprobeMulti.attach(program, KprobeMulti.Options.at(List.of(-4096L, -8192L)))) {
      assertTrue(link.isKernelLink());
    }
    assertEquals(List.of(List.of(-4096L), List.of(-8192L)), told);
  }

  @Test
  void optionsThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> KprobeMulti.Options.of(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> KprobeMulti.Options.of(List.of("f")).withCookies(List.of(1L, 2L)));
    assertThrows(
        IllegalArgumentException.class,
        () -> TracingMulti.Options.of(AttachType.TRACE_FENTRY_MULTI, List.of()));
    assertThrows(IllegalArgumentException.class, () -> TcFilters.Options.ingress(0));
    assertThrows(
        IllegalArgumentException.class, () -> TcFilters.Options.ingress(1).at(0x1_0000, 1));
    assertThrows(
        IllegalArgumentException.class, () -> TcFilters.Options.ingress(1).withReplace(true));
  }
}
