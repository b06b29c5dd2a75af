package dev.ebpf4j.bpftool.command.prog;

import static dev.ebpf4j.insn.Insns.add64;
import static dev.ebpf4j.insn.Insns.call;
import static dev.ebpf4j.insn.Insns.exit;
import static dev.ebpf4j.insn.Insns.jumpIf;
import static dev.ebpf4j.insn.Insns.label;
import static dev.ebpf4j.insn.Insns.load;
import static dev.ebpf4j.insn.Insns.loadMapFd;
import static dev.ebpf4j.insn.Insns.mov64;
import static dev.ebpf4j.insn.Insns.store;
import static dev.ebpf4j.insn.Insns.sub64;
import static dev.ebpf4j.insn.Register.R0;
import static dev.ebpf4j.insn.Register.R1;
import static dev.ebpf4j.insn.Register.R10;
import static dev.ebpf4j.insn.Register.R2;
import static dev.ebpf4j.insn.Register.R3;
import static dev.ebpf4j.insn.Register.R4;
import static dev.ebpf4j.insn.Register.R6;
import static dev.ebpf4j.insn.Register.R7;
import static dev.ebpf4j.insn.Register.R8;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.WORD;

import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Condition;
import dev.ebpf4j.insn.Helper;

/// The two programs that run before and after the one that is profiled. Before, the counters of
/// this processor are written down; after, what they have grown by is added up, and the run is
/// counted.
///
/// A reading is `struct bpf_perf_event_value`: counter, time enabled, time running.
final class ProfileCode {

  /// Bytes of a reading.
  static final int READING = 24;

  private final int cpus;
  private final int metrics;
  private final int events;
  private final int readings;
  private final int sums;
  private final int runs;

  /// The last four are descriptors of maps.
  ProfileCode(int cpus, int metrics, int events, int readings, int sums, int runs) {
    this.cpus = cpus;
    this.metrics = metrics;
    this.events = events;
    this.readings = readings;
    this.sums = sums;
    this.runs = runs;
  }

  byte[] entry() {
    Assembler code = new Assembler();
    readAll(code);
    for (int i = 0; i < metrics; i++) {
      lookup(code, readings, i);
      for (int word = 0; word < READING; word += 8) {
        code.add(load(DWORD, R1, R10, slot(i) + word), store(DWORD, R0, word, R1));
      }
    }
    return end(code);
  }

  byte[] exitCode() {
    Assembler code = new Assembler();
    readAll(code);
    lookup(code, runs, 0);
    code.add(load(DWORD, R1, R0, 0), add64(R1, 1), store(DWORD, R0, 0, R1));
    for (int i = 0; i < metrics; i++) {
      String next = "next" + i;
      lookup(code, readings, i);
      code.add(mov64(R7, R0));
      lookup(code, sums, i);
      code.add(mov64(R8, R0), load(DWORD, R1, R7, 0));
      code.add(jumpIf(Condition.EQ, R1, 0, next)); // it was not read before
      for (int word = 0; word < READING; word += 8) {
        code.add(
            load(DWORD, R1, R10, slot(i) + word),
            load(DWORD, R2, R7, word),
            sub64(R1, R2),
            load(DWORD, R3, R8, word));
        code.add(mov64(R2, R3), add64(R2, R1), store(DWORD, R8, word, R2));
      }
      code.add(label(next));
    }
    return end(code);
  }

  /// Where on the stack the reading of a metric lies.
  private static int slot(int metric) {
    return -READING * (metric + 1);
  }

  private int keySlot() {
    return slot(metrics);
  }

  private void readAll(Assembler code) {
    code.add(call(Helper.GET_SMP_PROCESSOR_ID), mov64(R6, R0));
    for (int i = 0; i < metrics; i++) {
      code.add(loadMapFd(R1, events), mov64(R2, R6), add64(R2, i * cpus));
      code.add(mov64(R3, R10), add64(R3, slot(i)), mov64(R4, READING));
      code.add(call(Helper.PERF_EVENT_READ_VALUE), jumpIf(Condition.NE, R0, 0, "out"));
    }
  }

  private void lookup(Assembler code, int map, int key) {
    code.add(store(WORD, R10, keySlot(), key), loadMapFd(R1, map));
    code.add(mov64(R2, R10), add64(R2, keySlot()), call(Helper.MAP_LOOKUP_ELEM));
    code.add(jumpIf(Condition.EQ, R0, 0, "out"));
  }

  private static byte[] end(Assembler code) {
    code.add(label("out"), mov64(R0, 0), exit());
    return code.assembly().code().toByteArray();
  }
}
