package dev.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;

/// The array of 64-bit numbers in which programs of fixtures note what they met.
public final class Hits implements AutoCloseable {

  private final TypedMap<Integer, Long> map;

  private Hits(TypedMap<Integer, Long> map) {
    this.map = map;
  }

  /// The map `hits` of an object.
  public static Hits of(LoadedObject object) {
    return in(object, "hits");
  }

  /// A map of an object with another name.
  public static Hits in(LoadedObject object, String map) {
    return new Hits(object.map(map).typed(Codec.s32(), Codec.s64()));
  }

  public long get(int slot) {
    return map.get(slot).orElseThrow();
  }

  /// Fails unless something counted in `slot`.
  public void assertHit(int slot, String what) {
    assertTrue(get(slot) > 0, what + " did not run");
  }

  /// Waits up to five seconds until something counts in `slot`.
  public void await(int slot, String what) throws InterruptedException {
    for (int i = 0; i < 500 && get(slot) == 0; i++) {
      Thread.sleep(10);
    }
    assertHit(slot, what);
  }

  @Override
  public void close() {
    map.close();
  }
}
