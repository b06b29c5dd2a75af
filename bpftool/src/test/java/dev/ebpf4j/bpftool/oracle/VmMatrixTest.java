package dev.ebpf4j.bpftool.oracle;

import dev.ebpf4j.testkit.vm.GuestMatrix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The tests of this module on other kernels.
class VmMatrixTest {

  @TempDir Path scratch;

  @TestFactory
  List<DynamicContainer> kernels() throws Exception {
    return new GuestMatrix("bpftool", 20, scratch).kernels();
  }
}
