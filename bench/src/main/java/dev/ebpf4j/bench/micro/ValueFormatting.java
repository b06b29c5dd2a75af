package dev.ebpf4j.bench.micro;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.ValueWriter;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.util.TextBuffer;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Map values as `map dump` shows them with BTF: a structure of numbers and an array, to JSON text.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValueFormatting {
  private static final int VALUES = 1000;
  private static final int SIZE = 48;

  private final byte[] data = new byte[VALUES * SIZE];
  private final ValueFormatter formatter = formatter();

  private static ValueFormatter formatter() {
    BtfBuilder builder = new BtfBuilder();
    int u32 = builder.add(new BtfType.Int("unsigned int", 4, 0, 0, 32));
    int u64 = builder.add(new BtfType.Int("unsigned long", 8, 0, 0, 64));
    int times = builder.add(new BtfType.Array(u64, u32, 4));
    int value =
        builder.add(
            new BtfType.Struct(
                "value",
                SIZE,
                false,
                List.of(
                    BtfType.Member.at("cpu", u32, 0),
                    BtfType.Member.at("flags", u32, 4),
                    BtfType.Member.at("count", u64, 8),
                    BtfType.Member.at("times", times, 16))));
    Btf btf = builder.build();
    return ValueFormatter.of(btf, value);
  }

  @Setup
  public void fill() {
    new Random(7).nextBytes(data);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int toJson() {
    TextBuffer text = new TextBuffer(OutputStream.nullOutputStream());
    JsonOut json = new JsonOut(text, false);
    json.beginArray();
    ValueWriter writer = new ValueWriter(json, false);
    for (int i = 0; i < VALUES; i++) {
      formatter.format(data, i * SIZE, writer);
    }
    json.endArray();
    text.flush();
    return text.length();
  }
}
