package dev.ebpf4j.bench.micro;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.dedup.BtfDedup;
import dev.ebpf4j.btf.encode.BtfBuilder;
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

/// The types of a whole kernel, twice in one BTF, brought back to one copy.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BtfDeduplication {
  @Param("/sys/kernel/btf/vmlinux")
  public String file = "";

  private byte[] twice = {};

  @Setup
  public void read() throws IOException {
    Btf kernel = Btf.parse(Files.readAllBytes(Path.of(file)));
    BtfBuilder builder = new BtfBuilder();
    builder.addAll(kernel);
    builder.addAll(kernel);
    twice = builder.build().toBytes();
  }

  @Benchmark
  public int dedup() {
    return BtfDedup.of(Btf.parse(twice)).btf().typeCount();
  }
}
