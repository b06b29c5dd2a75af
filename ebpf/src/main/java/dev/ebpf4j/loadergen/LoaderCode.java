package dev.ebpf4j.loadergen;

import static dev.ebpf4j.insn.Condition.EQ;
import static dev.ebpf4j.insn.Condition.NE;
import static dev.ebpf4j.insn.Condition.SLT;
import static dev.ebpf4j.insn.Insns.call;
import static dev.ebpf4j.insn.Insns.exit;
import static dev.ebpf4j.insn.Insns.jump;
import static dev.ebpf4j.insn.Insns.jumpIf;
import static dev.ebpf4j.insn.Insns.label;
import static dev.ebpf4j.insn.Insns.load;
import static dev.ebpf4j.insn.Insns.loadImm64;
import static dev.ebpf4j.insn.Insns.loadMapIndex;
import static dev.ebpf4j.insn.Insns.loadMapIndexValue;
import static dev.ebpf4j.insn.Insns.mov64;
import static dev.ebpf4j.insn.Insns.store;
import static dev.ebpf4j.insn.Register.R0;
import static dev.ebpf4j.insn.Register.R1;
import static dev.ebpf4j.insn.Register.R2;
import static dev.ebpf4j.insn.Register.R3;
import static dev.ebpf4j.insn.Register.R6;
import static dev.ebpf4j.insn.Register.R7;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.WORD;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.insn.Item;
import dev.ebpf4j.insn.Label;
import dev.ebpf4j.insn.Register;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The instructions of a loader program under construction. `r6` holds the context throughout, `r7`
/// the result of the last call that can fail; the data lies in map 0.
final class LoaderCode {

  /// How far a jump to the clean-up may lead before one is planted between.
  private static final int REACH = 30_000;

  /// In the kernel's `struct bpf_map`: the hash of a frozen map's contents, and whether only one
  /// program may use it.
  private static final int MAP_HASH = 0;

  private static final int MAP_EXCLUSIVE = 32;

  private final List<Item> body = new ArrayList<>();
  private final List<Integer> descriptors = new ArrayList<>();
  private final List<Integer> temporaries = new ArrayList<>();
  private int slots;
  private int labels;
  private String failure = "fail";
  private int failureAt;

  LoaderCode() {
    plantFailure();
  }

  LoaderCode add(Item... items) {
    for (Item item : items) {
      body.add(item);
      slots += item instanceof Label ? 0 : 2; // at most
    }
    return this;
  }

  /// A name that no other label has.
  String newLabel() {
    return "at" + labels++;
  }

  /// Loads the address of a place in the data.
  LoaderCode address(Register register, int at) {
    return add(loadMapIndexValue(register, 0, at));
  }

  /// Writes into the field of 64 bits at `field` where `target` will be.
  LoaderCode pointer(int field, int target) {
    return address(R1, target).address(R2, field).add(store(DWORD, R2, 0, R1));
  }

  /// Copies a number of 32 bits within the data.
  LoaderCode copy(int to, int from) {
    return address(R1, from).add(load(WORD, R1, R1, 0)).address(R2, to).add(store(WORD, R2, 0, R1));
  }

  /// Copies the number of 32 bits at `from` in the context into the data.
  LoaderCode fromContext(int to, int from) {
    return add(load(WORD, R1, R6, from)).address(R2, to).add(store(WORD, R2, 0, R1));
  }

  /// Copies where the kernel's log is to go: level, size and address, to the places of an
  /// attribute.
  LoaderCode logFields(int level, int size, int buffer) {
    fromContext(level, LoaderContext.LOG_LEVEL).fromContext(size, LoaderContext.LOG_SIZE);
    return add(load(DWORD, R1, R6, LoaderContext.LOG_BUF))
        .address(R2, buffer)
        .add(store(DWORD, R2, 0, R1));
  }

  /// Copies a descriptor from the data into the context.
  LoaderCode toContext(int to, int from) {
    return address(R1, from).add(load(WORD, R1, R1, 0), store(WORD, R6, to, R1));
  }

  /// Writes `r7` to a place in the data.
  LoaderCode keepResult(int at) {
    return address(R1, at).add(store(WORD, R1, 0, R7));
  }

  /// Runs a command of bpf(2) with the attribute at `attribute`; ends the program if it fails.
  LoaderCode command(int command, int attribute, int size) {
    add(mov64(R1, command));
    address(R2, attribute);
    return add(mov64(R3, size), call(Helper.SYS_BPF), mov64(R7, R0)).check();
  }

  /// Ends the program if `r7` is negative.
  LoaderCode check() {
    add(jumpIf(SLT, R7, 0, failure()));
    return this;
  }

  /// The label to go to when something failed, near enough for a conditional jump.
  private String failure() {
    if (slots - failureAt > REACH) {
      plantFailure();
    }
    return failure;
  }

  private void plantFailure() {
    String over = newLabel();
    String further = failure;
    failure = newLabel();
    add(jump(over), label(failure), jump(further), label(over));
    failureAt = slots;
  }

  /// Says that the place holds a descriptor, or 0, to be closed if a later step fails.
  LoaderCode owns(int at) {
    descriptors.add(at);
    return this;
  }

  /// Says that the place holds a descriptor, or 0, that is closed in the end whatever happens.
  LoaderCode borrows(int at) {
    temporaries.add(at);
    return this;
  }

  /// Closes the descriptor at the place, if there is one.
  private static void close(List<Item> items, int at, String over) {
    items.add(loadMapIndexValue(R1, 0, at));
    items.add(load(WORD, R1, R1, 0));
    items.add(jumpIf(EQ, R1, 0, over));
    items.add(call(Helper.SYS_CLOSE));
    items.add(label(over));
  }

  /// Closes the descriptor at the place now, and forgets it.
  LoaderCode closeNow(int at) {
    List<Item> items = new ArrayList<>();
    close(items, at, newLabel());
    add(items.toArray(new Item[0]));
    return address(R1, at).add(store(WORD, R1, 0, 0));
  }

  /// The program: entry, clean-up, the steps so far, and a good end.
  ///
  /// @param hash what the data's SHA-256 must be, an empty array if that is not looked at
  Code finish(ByteOrder order, byte[] hash) {
    List<Item> items = new ArrayList<>();
    items.add(mov64(R6, R1));
    if (hash.length > 0) {
      addCheck(items, ByteReader.of(hash, order, "hash"));
    }
    items.add(jump("steps"));
    items.add(label("fail"));
    for (int at : descriptors) {
      close(items, at, newLabel());
    }
    for (int at : temporaries) {
      close(items, at, newLabel());
    }
    items.add(mov64(R0, R7));
    items.add(exit());
    items.add(label("steps"));
    items.addAll(body);
    for (int at : temporaries) {
      close(items, at, newLabel());
    }
    items.add(mov64(R0, 0));
    items.add(exit());
    return new Assembler(order).add(items.toArray(new Item[0])).assembly().code();
  }

  /// Refuses to run with other data than it was generated with, or data that others may change.
  private static void addCheck(List<Item> items, ByteReader hash) {
    items.add(mov64(R7, -Errno.EINVAL));
    items.add(loadMapIndex(R1, 0));
    items.add(load(WORD, R2, R1, MAP_EXCLUSIVE));
    items.add(jumpIf(NE, R2, 1, "fail"));
    for (int at = 0; at < hash.length(); at += Long.BYTES) {
      items.add(load(DWORD, R2, R1, MAP_HASH + at));
      items.add(loadImm64(R3, hash.i64(at)));
      items.add(jumpIf(NE, R2, R3, "fail"));
    }
  }
}
