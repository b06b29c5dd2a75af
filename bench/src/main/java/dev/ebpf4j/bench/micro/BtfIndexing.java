package dev.ebpf4j.bench.micro;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The types of a whole kernel: checked and indexed, and a name looked up, which makes the table of
/// names first.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BtfIndexing {
  @Param("/sys/kernel/btf/vmlinux")
  public String file = "";

  private byte[] bytes = {};

  @Setup
  public void read() throws IOException {
    bytes = Files.readAllBytes(Path.of(file));
  }

  @Benchmark
  public int index() {
    return Btf.parse(bytes).typeCount();
  }

  @Benchmark
  public int indexAndFind() {
    return Btf.parse(bytes).find(BtfKind.STRUCT, "task_struct");
  }
}
