package dev.ebpf4j.btf.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What holds for every graph of types. The graphs are random ones with few names and shapes, so
/// that many types are equal or nearly so and many refer to each other in circles.
class DedupPropertiesTest {

  private static final String[] NAMES = {"a", "b", ""};

  /// A random graph; `forwards` says whether it has forward declarations.
  private static List<BtfType> graph(long seed, int size, boolean forwards) {
    Random random = new Random(seed);
    List<BtfType> types = new ArrayList<>();
    types.add(BtfType.Int.of("int", 4, true));
    types.add(BtfType.Int.of("long", 8, true));
    types.add(new BtfType.FuncProto(0, List.of()));
    for (int i = 3; i < size; i++) {
      int one = 1 + random.nextInt(size);
      int two = 1 + random.nextInt(size);
      String name = NAMES[random.nextInt(NAMES.length)];
      types.add(
          switch (random.nextInt(forwards ? 13 : 11)) {
            case 0, 1 -> BtfType.Struct.of(name, 8, List.of(Member.at("x", one, 0)));
            case 2 ->
                BtfType.Struct.of(
                    name, 16, List.of(Member.at("x", one, 0), Member.at("y", two, 8)));
            case 3 -> BtfType.Union.of(name, 8, List.of(Member.at("x", one, 0)));
            case 4, 5 -> new BtfType.Ptr(one);
            case 6 -> new BtfType.Const(one);
            case 7 -> new BtfType.Typedef("t", one);
            case 8 -> new BtfType.Array(one, 1, 2);
            case 9 -> new BtfType.FuncProto(one, List.of(new Param(name, two)));
            case 10 -> new BtfType.Enum("e", 4, false, List.of(new Enumerator("E", two % 2)));
            case 11 -> new BtfType.Fwd(random.nextBoolean() ? "a" : "b", random.nextInt(4) == 0);
            default -> new BtfType.Enum("e", 4, false, List.of());
          });
    }
    return types;
  }

  private static Btf build(List<BtfType> types) {
    BtfBuilder builder = new BtfBuilder();
    types.forEach(builder::add);
    return builder.build();
  }

  @Property
  void twiceIsOnce(@ForAll long seed, @ForAll @IntRange(min = 3, max = 60) int size) {
    Btf once = BtfDedup.of(build(graph(seed, size, true))).btf();
    BtfDedup twice = BtfDedup.of(once);
    assertEquals(once.typeCount(), twice.btf().typeCount());
    for (int id = 0; id < once.typeCount(); id++) {
      assertEquals(id, twice.id(id));
      assertEquals(once.type(id), twice.btf().type(id));
    }
  }

  @Property
  void layoutsStay(@ForAll long seed, @ForAll @IntRange(min = 3, max = 60) int size) {
    Btf before = build(graph(seed, size, true));
    BtfDedup dedup = BtfDedup.of(before);
    for (int id = 0; id < before.typeCount(); id++) {
      assertTrue(looksSame(before, id, dedup, dedup.id(id), new HashSet<>()), "type " + id);
    }
  }

  /// Without forwards the classes are exactly those of the textbook's slow way.
  @Property
  void exactlyEqualTypesMerge(@ForAll long seed, @ForAll @IntRange(min = 3, max = 60) int size) {
    Btf before = build(graph(seed, size, false));
    BtfDedup dedup = BtfDedup.of(before);
    int[] classes = slowClasses(before);
    for (int a = 0; a < before.typeCount(); a++) {
      for (int b = 0; b < a; b++) {
        assertEquals(classes[a] == classes[b], dedup.id(a) == dedup.id(b), a + " and " + b);
      }
    }
  }

  @Property
  void aGraphTwiceIsTheGraphOnce(@ForAll long seed, @ForAll @IntRange(min = 3, max = 60) int size) {
    Btf once = BtfDedup.of(build(graph(seed, size, true))).btf();
    BtfBuilder builder = BtfBuilder.copyOf(once);
    builder.addAll(once);
    Btf merged = BtfDedup.of(builder.build()).btf();
    assertEquals(once.typeCount(), merged.typeCount());
    for (int id = 0; id < once.typeCount(); id++) {
      assertEquals(once.type(id), merged.type(id));
    }
  }

  @Property
  void theOrderOfTypesDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 60) int size) {
    Btf before = build(graph(seed, size, true));
    List<Integer> order = new ArrayList<>();
    for (int id = 1; id < before.typeCount(); id++) {
      order.add(id);
    }
    Collections.shuffle(order, new Random(seed));
    int[] moved = new int[before.typeCount()];
    for (int i = 0; i < order.size(); i++) {
      moved[order.get(i)] = i + 1;
    }
    BtfBuilder builder = new BtfBuilder();
    for (int id : order) {
      builder.addCopy(before, id, target -> moved[target]);
    }
    BtfDedup one = BtfDedup.of(before);
    BtfDedup other = BtfDedup.of(builder.build());
    Map<Integer, Integer> match = new HashMap<>();
    for (int id = 0; id < before.typeCount(); id++) {
      int there = other.id(moved[id]);
      assertEquals(there, match.computeIfAbsent(one.id(id), _ -> there));
    }
    assertEquals(new HashSet<>(match.values()).size(), match.size());
  }

  /// Whether a type and all it leads to look as before; a forward may have become a definition.
  private static boolean looksSame(
      Btf before, int id, BtfDedup dedup, int now, Set<List<Integer>> seen) {
    if (!seen.add(List.of(id, now))) {
      return true;
    }
    BtfType one = before.type(id);
    BtfType two = dedup.btf().type(now);
    if (!one.name().equals(two.name())) {
      return false;
    }
    if (isForward(one) && !isForward(two)) {
      return one instanceof BtfType.Fwd(_, boolean union)
          ? two.kind() == (union ? BtfKind.UNION : BtfKind.STRUCT)
          : two.kind().isAnyEnum();
    }
    List<Integer> of = references(before, id);
    List<Integer> to = references(dedup.btf(), now);
    if (!local(before, id).equals(local(dedup.btf(), now)) || of.size() != to.size()) {
      return false;
    }
    for (int i = 0; i < of.size(); i++) {
      if (!looksSame(before, of.get(i), dedup, to.get(i), seen)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isForward(BtfType type) {
    return type instanceof BtfType.Fwd
        || type instanceof BtfType.Enum(_, _, _, List<Enumerator> values) && values.isEmpty();
  }

  private static List<Integer> references(Btf btf, int id) {
    List<Integer> list = new ArrayList<>();
    btf.forEachReference(id, list::add);
    return list;
  }

  /// What a type says by itself: its record with all ids made equal.
  private static BtfType local(Btf btf, int id) {
    if (id == 0) {
      return new BtfType.Void();
    }
    BtfBuilder builder = new BtfBuilder();
    int target = builder.add(new BtfType.FuncProto(0, List.of())); // what a function may refer to
    int copy = builder.addCopy(btf, id, _ -> target);
    return builder.build().type(copy);
  }

  /// The textbook's way: look at all types again until nothing changes.
  private static int[] slowClasses(Btf btf) {
    int count = btf.typeCount();
    int[] classes = new int[count];
    int known = 0;
    while (true) {
      Map<List<Object>, Integer> numbers = new HashMap<>();
      int[] next = new int[count];
      for (int id = 0; id < count; id++) {
        List<Object> key = new ArrayList<>();
        key.add(local(btf, id));
        for (int target : references(btf, id)) {
          key.add(classes[target]);
        }
        next[id] = numbers.computeIfAbsent(key, _ -> numbers.size());
      }
      classes = next;
      if (numbers.size() == known) {
        return classes;
      }
      known = numbers.size();
    }
  }
}
