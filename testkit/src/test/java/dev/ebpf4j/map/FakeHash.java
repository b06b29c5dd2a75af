package dev.ebpf4j.map;

import dev.ebpf4j.abi.AttrMapBatch;
import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.testkit.FakeKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A hash map in a fake kernel, with 4-byte keys and the key's double as 8-byte value. Follows
/// kernel/bpf/hashtab.c: buckets are returned whole, a batch that cannot hold the first bucket
/// gives ENOSPC, the last one ENOENT, and what follows an unknown key is the first key.
final class FakeHash {

  /// Runs before each answer, to change the map meanwhile or to make the call fail.
  interface Meanwhile {
    /// @return 0, or a negative error number to answer with
    long before(int command);
  }

  final List<List<Integer>> buckets = new ArrayList<>();
  final FakeKernel kernel = new FakeKernel();
  Meanwhile meanwhile = _ -> 0;
  int largestBatch;

  FakeHash(int buckets) {
    for (int i = 0; i < buckets; i++) {
      this.buckets.add(new ArrayList<>());
    }
    kernel
        .onBpf(BpfCommand.MAP_LOOKUP_BATCH, this::lookupBatch)
        .onBpf(BpfCommand.MAP_GET_NEXT_KEY, this::nextKey)
        .onBpf(BpfCommand.MAP_LOOKUP_ELEM, this::lookup);
  }

  FakeHash add(int... keys) {
    for (int key : keys) {
      bucket(key).add(key);
    }
    return this;
  }

  void delete(int key) {
    bucket(key).remove((Integer) key);
  }

  private List<Integer> bucket(int key) {
    return buckets.get(Math.floorMod(key, buckets.size()));
  }

  List<Integer> all() {
    List<Integer> all = new ArrayList<>();
    buckets.forEach(all::addAll);
    return all;
  }

  private long lookupBatch(MemorySegment attr) {
    long failure = meanwhile.before(BpfCommand.MAP_LOOKUP_BATCH);
    if (failure != 0) {
      return failure;
    }
    int room = attr.get(ValueLayout.JAVA_INT, AttrMapBatch.COUNT);
    largestBatch = Math.max(largestBatch, room);
    long in = attr.get(ValueLayout.JAVA_LONG, AttrMapBatch.IN_BATCH);
    int bucket = in == 0 ? 0 : FakeKernel.memory(in, 4).get(ValueLayout.JAVA_INT, 0);
    MemorySegment keys = memory(attr, AttrMapBatch.KEYS, room * 4L);
    MemorySegment values = memory(attr, AttrMapBatch.VALUES, room * 8L);
    int total = 0;
    long result = 0;
    while (true) {
      if (bucket >= buckets.size()) {
        result = -Errno.ENOENT;
        break;
      }
      List<Integer> entries = buckets.get(bucket);
      if (entries.size() > room - total) {
        result = total == 0 ? -Errno.ENOSPC : 0;
        break;
      }
      for (int key : entries) {
        keys.set(ValueLayout.JAVA_INT, total * 4L, key);
        values.set(ValueLayout.JAVA_LONG, total * 8L, 2L * key);
        total++;
      }
      bucket++;
    }
    memory(attr, AttrMapBatch.OUT_BATCH, 4).set(ValueLayout.JAVA_INT, 0, bucket);
    attr.set(ValueLayout.JAVA_INT, AttrMapBatch.COUNT, total);
    return result;
  }

  private long nextKey(MemorySegment attr) {
    long failure = meanwhile.before(BpfCommand.MAP_GET_NEXT_KEY);
    if (failure != 0) {
      return failure;
    }
    long at = attr.get(ValueLayout.JAVA_LONG, AttrMapElem.KEY);
    List<Integer> all = all();
    int index = 0;
    if (at != 0) {
      index = all.indexOf(FakeKernel.memory(at, 4).get(ValueLayout.JAVA_INT, 0)) + 1;
    }
    if (index >= all.size()) {
      return -Errno.ENOENT;
    }
    memory(attr, AttrMapElem.NEXT_KEY, 4).set(ValueLayout.JAVA_INT, 0, all.get(index));
    return 0;
  }

  private long lookup(MemorySegment attr) {
    int key = memory(attr, AttrMapElem.KEY, 4).get(ValueLayout.JAVA_INT, 0);
    if (!bucket(key).contains(key)) {
      return -Errno.ENOENT;
    }
    memory(attr, AttrMapElem.VALUE, 8).set(ValueLayout.JAVA_LONG, 0, 2L * key);
    return 0;
  }

  private static MemorySegment memory(MemorySegment attr, int offset, long size) {
    return FakeKernel.memory(attr.get(ValueLayout.JAVA_LONG, offset), size);
  }
}
