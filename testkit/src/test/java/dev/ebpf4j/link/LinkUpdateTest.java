package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A link gets another program, which runs in the place of the first; pinned it outlives its
/// descriptor, and detached nothing runs.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class LinkUpdateTest {

  private static LoadedObject load(Kernel kernel, String program) {
    return BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, LoadOptions.DEFAULT);
  }

  private static void changes(Kernel kernel, String program, Function<Fd, Link> attach)
      throws Exception {
    try (LoadedObject first = load(kernel, program);
        LoadedObject second = load(kernel, program);
        Hits before = Hits.of(first);
        Hits after = Hits.of(second);
        PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      String pin = bpffs.path("link");
      try (Link link = attach.apply(first.program(program).fd())) {
        Networks.datagram();
        before.assertHit(0, program);
        link.update(second.program(program).fd());
        link.pin(pin);
      }
      long seen = before.get(0);
      Networks.datagram();
      after.assertHit(0, "the second " + program);
      assertEquals(seen, before.get(0), "the first one is gone");
      try (Link again = Link.ofPin(pin)) {
        again.detach();
        assertTrue(again.isKernelLink());
      }
      seen = after.get(0);
      Networks.datagram();
      assertEquals(seen, after.get(0), "detached");
    }
  }

  @Test
  void xdp(Kernel kernel) throws Exception {
    Xdp.Options place = Xdp.Options.of(1).withMode(Xdp.Mode.GENERIC);
    Networks.inOwn(kernel, () -> changes(kernel, "on_xdp", program -> Xdp.attach(program, place)));
  }

  @Test
  void tcx(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.6", "tcx");
    Networks.inOwn(
        kernel,
        () ->
            changes(
                kernel, "on_tcx_ingress", program -> Tcx.attach(program, Tcx.Options.ingress(1))));
  }

  @Test
  void socketLookup(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          String path = "/proc/thread-self/ns/net";
          try (Fd namespace = Os.open(kernel, path, Sys.O_RDONLY, 0)) {
            NetworkNamespaces.Options place = NetworkNamespaces.Options.socketLookup(namespace);
            changes(kernel, "on_sk_lookup", program -> NetworkNamespaces.attach(program, place));
          }
        });
  }
}
