package dev.ebpf4j.sys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrGetId;
import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfMapInfo;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.NotSupportedException;
import dev.ebpf4j.error.PermissionDeniedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.FdTracker;
import dev.ebpf4j.testkit.KernelGate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What lies between a caller and the kernel: retries, results, descriptors, info structs.
class KernelTest {

  private static final int FIRST_ID = 7;
  private static final int LAST_ID = 9;

  private final FakeKernel kernel = new FakeKernel();

  @Test
  void interruptedCallsGoInAgain() {
    kernel.on(Call.GETPID, _ -> 42).failNext(Call.GETPID, Errno.EINTR, Errno.EINTR);
    assertEquals(42, Os.processId(kernel));
    assertEquals(3, kernel.entered().size());
  }

  @Test
  void closeIsNotRetriedWhenInterrupted() {
    kernel.failNext(Call.CLOSE, Errno.EINTR);
    Fd fd = Fd.own(kernel, 5, "test");
    fd.close();
    assertEquals(1, kernel.entered().size());
    assertFalse(fd.isOpen());
  }

  @Test
  void waitingIsNotRetriedWhenInterrupted() {
    kernel.on(Call.PPOLL, _ -> 1).failNext(Call.PPOLL, Errno.EINTR);
    assertEquals(-Errno.EINTR, kernel.call(Call.PPOLL, 0));
  }

  @Test
  void loadingIsTriedFiveTimesWhenTheVerifierIsDisturbed() {
    kernel.onBpf(BpfCommand.PROG_LOAD, _ -> -Errno.EAGAIN);
    try (Attr attr = new Attr(AttrProgLoad.SIZE)) {
      assertEquals(-Errno.EAGAIN, attr.call(kernel, BpfCommand.PROG_LOAD));
    }
    assertEquals(5, kernel.entered(BpfCommand.PROG_LOAD));
  }

  @Test
  void loadingGoesOnAfterOneDisturbance() {
    int[] attempts = {0};
    kernel.onBpf(BpfCommand.PROG_LOAD, _ -> attempts[0]++ == 0 ? -Errno.EAGAIN : 3);
    try (Attr attr = new Attr(AttrProgLoad.SIZE);
        Fd fd = attr.open(kernel, BpfCommand.PROG_LOAD, "program 'p'")) {
      assertEquals(3, fd.number());
    }
  }

  @Test
  void otherCommandsPassOnEagain() {
    kernel.onBpf(BpfCommand.MAP_UPDATE_ELEM, _ -> -Errno.EAGAIN);
    try (Attr attr = new Attr(32)) {
      assertEquals(-Errno.EAGAIN, attr.call(kernel, BpfCommand.MAP_UPDATE_ELEM));
    }
    assertEquals(1, kernel.entered(BpfCommand.MAP_UPDATE_ELEM));
  }

  @Test
  void idsEndWhereTheKernelSaysNotFound() {
    kernel.onBpf(BpfCommand.MAP_GET_NEXT_ID, KernelTest::nextId);
    assertArrayEquals(new int[] {7, 8, 9}, Bpf.ids(kernel, BpfCommand.MAP_GET_NEXT_ID));
  }

  private static long nextId(MemorySegment attr) {
    int after = attr.get(ValueLayout.JAVA_INT, AttrGetId.START_ID);
    if (after >= LAST_ID) {
      return -Errno.ENOENT;
    }
    attr.set(ValueLayout.JAVA_INT, AttrGetId.NEXT_ID, Math.max(FIRST_ID, after + 1));
    return 0;
  }

  @Test
  void refusedListingIsAnErrorAndNotTheEnd() {
    kernel.onBpf(BpfCommand.MAP_GET_NEXT_ID, _ -> -Errno.EPERM);
    assertThrows(
        PermissionDeniedException.class, () -> Bpf.ids(kernel, BpfCommand.MAP_GET_NEXT_ID));
  }

  @Test
  void vanishedObjectIsNull() {
    kernel.onBpf(BpfCommand.MAP_GET_FD_BY_ID, _ -> -Errno.ENOENT);
    assertNull(Bpf.tryById(kernel, BpfCommand.MAP_GET_FD_BY_ID, 7, 0, "map"));
  }

  @Test
  void kernelWithoutBpfSaysSinceWhen() {
    NotSupportedException e =
        assertThrows(
            NotSupportedException.class, () -> Bpf.ids(kernel, BpfCommand.LINK_GET_NEXT_ID));
    assertTrue(e.getMessage().contains("Linux 5.8"), e.getMessage());
  }

  @Test
  void shortInfoStructReadsAsZeroBeyondItsEnd() {
    int known = BpfMapInfo.BTF_ID;
    kernel.onBpf(
        BpfCommand.OBJ_GET_INFO_BY_FD,
        attr -> {
          long address = attr.get(ValueLayout.JAVA_LONG, AttrInfo.INFO);
          int room = attr.get(ValueLayout.JAVA_INT, AttrInfo.INFO_LEN);
          FakeKernel.memory(address, room).fill((byte) 0x11);
          attr.set(ValueLayout.JAVA_INT, AttrInfo.INFO_LEN, known);
          return 0;
        });
    try (Fd fd = Fd.own(kernel, 3, "map")) {
      Info info = Bpf.info(kernel, fd, BpfMapInfo.SIZE);
      assertEquals(known, info.filled());
      assertEquals(0x11111111, info.u32(BpfMapInfo.MAX_ENTRIES));
      assertEquals(0, info.u32(BpfMapInfo.BTF_ID));
      assertEquals(0, info.u64(BpfMapInfo.MAP_EXTRA));
      assertTrue(info.has(BpfMapInfo.MAX_ENTRIES, 4));
      assertFalse(info.has(BpfMapInfo.BTF_ID, 4));
    }
  }

  @Test
  void infoBufferIsZeroForEachObject() {
    int[] calls = {0};
    kernel.onBpf(
        BpfCommand.OBJ_GET_INFO_BY_FD,
        attr -> {
          long address = attr.get(ValueLayout.JAVA_LONG, AttrInfo.INFO);
          if (calls[0]++ == 0) {
            FakeKernel.memory(address, BpfMapInfo.SIZE).fill((byte) 0x11);
          }
          return 0;
        });
    try (Fd fd = Fd.own(kernel, 3, "map")) {
      assertEquals(0x11111111, Bpf.info(kernel, fd, BpfMapInfo.SIZE).u32(BpfMapInfo.BTF_ID));
      assertEquals(0, Bpf.info(kernel, fd, BpfMapInfo.SIZE).u32(BpfMapInfo.BTF_ID));
    }
  }

  @Test
  void descriptorsCloseOnceAndOwnersAreKnown() {
    FdTracker tracker = new FdTracker();
    kernel.hears(tracker);
    Fd fd = Fd.own(kernel, 5, "map 'm'");
    assertEquals(Map.of(5, "map 'm'"), tracker.open());
    fd.close();
    fd.close();
    assertEquals(Map.of(), tracker.open());
    assertEquals(1, kernel.entered().size());
    assertThrows(IllegalStateException.class, fd::number);
  }

  @Test
  void descriptorGivenAwayIsNotClosed() {
    Fd fd = Fd.own(kernel, 5, "test");
    assertEquals(5, fd.release());
    fd.close();
    assertEquals(0, kernel.entered().size());
  }

  @Test
  void theNthCallCanFail() {
    FakeKernel failing = new FakeKernel(KernelGate.linux()).failAt(2, Errno.EMFILE);
    assertTrue(Os.processId(failing) > 0);
    SyscallException e =
        assertThrows(SyscallException.class, () -> Os.readFile(failing, "/proc/self/comm"));
    assertEquals(Errno.EMFILE, e.errno());
  }

  @Test
  void runningKernelAnswers() {
    Kernel running = KernelGate.linux();
    assertEquals(ProcessHandle.current().pid(), Os.processId(running));
    assertTrue(Os.nanos(running, dev.ebpf4j.abi.Sys.CLOCK_BOOTTIME) > 0);
    Stat root = Os.stat(running, "/", true);
    assertTrue(root != null && root.isDirectory());
    assertNull(Os.stat(running, "/no/such/path", true));
    assertEquals(-Errno.EBADF, running.call(Call.CLOSE, 1 << 20));
  }

  @Test
  void manyThreadsKeepTheirErrorsApart() throws InterruptedException {
    Kernel running = KernelGate.linux();
    int[] wrong = {0};
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      boolean closes = t % 2 == 0;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  long result =
                      closes
                          ? running.call(Call.CLOSE, 1 << 20)
                          : running.call(Call.READLINKAT, -100, 0, 0, 0, 0, 0);
                  long expected = closes ? -Errno.EBADF : -Errno.EINVAL;
                  if (result != expected) {
                    synchronized (wrong) {
                      wrong[0]++;
                    }
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, wrong[0]);
  }
}
