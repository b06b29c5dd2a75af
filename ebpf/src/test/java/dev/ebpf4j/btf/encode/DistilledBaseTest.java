package dev.ebpf4j.btf.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.error.MalformedTypeException;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A module's BTF moves from its distilled base to a full one.
class DistilledBaseTest {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private final BtfBuilder distilled = new BtfBuilder(null, ORDER);
  private final BtfBuilder kernel = new BtfBuilder(null, ORDER);

  private static BtfType struct(String name, long size) {
    return BtfType.Struct.of(name, size, List.of());
  }

  /// Relocates a module with one pointer per distilled type, and one embedding of `embedded`.
  private Btf relocate(int embedded) {
    Btf small = distilled.build();
    BtfBuilder module = new BtfBuilder(small, ORDER);
    for (int id = 1; id < small.typeCount(); id++) {
      module.add(new BtfType.Ptr(id));
    }
    if (embedded != 0) {
      int array = module.nextId();
      module.add(new BtfType.Array(array + 1, embedded, 2));
      module.add(new BtfType.Const(embedded));
      module.add(BtfType.Struct.of("holder", 64, List.of(Member.at("e", array, 0))));
    }
    return DistilledBase.relocate(Btf.parse(module.build().toBytes(), small), kernel.build());
  }

  private void assertMapped(int... kernelIds) {
    Btf moved = relocate(0);
    for (int i = 0; i < kernelIds.length; i++) {
      assertEquals(new BtfType.Ptr(kernelIds[i]), moved.type(moved.firstId() + i));
    }
    assertEquals(kernel.nextId() + kernelIds.length, moved.typeCount());
  }

  private void assertRefused(int id, String problem, int embedded) {
    var e = assertThrows(MalformedTypeException.class, () -> relocate(embedded));
    assertEquals(id, e.typeId());
    assertTrue(e.problem().contains(problem), e.getMessage());
  }

  @Test
  void everyKindFindsItsOwn() {
    kernel.add(new BtfType.Ptr(0)); // moves the ids apart
    int u32 = kernel.add(BtfType.Int.of("u32", 4, false));
    int real = kernel.add(new BtfType.Float("float", 4));
    int task = kernel.add(struct("task", 128));
    int any = kernel.add(BtfType.Union.of("any", 8, List.of()));
    int color =
        kernel.add(new BtfType.Enum64("color", 8, false, List.of(new Enumerator("RED", 1))));
    int later = kernel.add(new BtfType.Fwd("later", false));
    int known = kernel.add(BtfType.Union.of("known", 4, List.of()));
    distilled.add(new BtfType.Fwd("known", true));
    distilled.add(new BtfType.Fwd("later", false));
    distilled.add(new BtfType.Enum("color", 8, false, List.of()));
    distilled.add(BtfType.Union.of("any", 8, List.of()));
    distilled.add(struct("task", 100)); // a pointer's target may have grown
    distilled.add(new BtfType.Float("float", 4));
    distilled.add(BtfType.Int.of("u32", 4, false));
    assertMapped(known, later, color, any, task, real, u32);
  }

  @Test
  void ownTypesKeepTheirPlacesAndNames() {
    int task = kernel.add(struct("task", 8));
    distilled.add(struct("task", 8));
    Btf moved = relocate(1);
    int first = moved.firstId();
    assertEquals(new BtfType.Ptr(task), moved.type(first));
    assertEquals(new BtfType.Array(first + 2, task, 2), moved.type(first + 1));
    assertEquals(
        BtfType.Struct.of("holder", 64, List.of(Member.at("e", first + 1, 0))),
        moved.type(moved.find(BtfKind.STRUCT, "holder")));
  }

  @Test
  void integersMustAgreeInSizeAndEncoding() {
    kernel.add(BtfType.Int.of("n", 8, false));
    kernel.add(BtfType.Int.of("n", 4, true));
    distilled.add(BtfType.Int.of("n", 4, false));
    assertRefused(1, "'n' is not in the base", 0);
  }

  @Test
  void embeddedStructsMustAgreeInSize() {
    kernel.add(struct("task", 16));
    distilled.add(struct("task", 8));
    assertRefused(1, "'task' is not in the base", 1);
  }

  @Test
  void amongStructsOfOneNameTheSizeDecides() {
    kernel.add(struct("s", 8));
    int right = kernel.add(struct("s", 16));
    distilled.add(struct("s", 16));
    assertMapped(right);
  }

  @Test
  void twoThatFitAreRefused() {
    kernel.add(struct("s", 8));
    kernel.add(struct("s", 8));
    distilled.add(struct("s", 8));
    assertRefused(1, "fits [1] and [2]", 0);
  }

  @Test
  void otherKindsDoNotFit() {
    kernel.add(BtfType.Union.of("s", 8, List.of()));
    distilled.add(struct("s", 8));
    assertRefused(1, "is not in the base", 0);
  }

  @Test
  void aDistilledBaseHasOnlyNamedTypesWithoutReferences() {
    distilled.add(new BtfType.Ptr(0));
    assertRefused(1, "kind is not expected", 0);
  }

  @Test
  void aDistilledTypeHasAName() {
    distilled.add(struct("", 8));
    assertRefused(1, "anonymous type", 0);
  }

  @Test
  void aBtfWithoutBaseCannotMove() {
    Btf alone = distilled.build();
    assertThrows(IllegalArgumentException.class, () -> DistilledBase.relocate(alone, alone));
  }
}
