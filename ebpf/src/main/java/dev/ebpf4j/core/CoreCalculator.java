package dev.ebpf4j.core;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Works out what a relocation comes to, given a place in the object's types and the place that
/// stands for it in the kernel's.
final class CoreCalculator {
  private CoreCalculator() {}

  static CoreResult result(CoreSpec local, @Nullable CoreSpec target, ByteOrder order) {
    CoreKind kind = local.kind();
    return switch (kind) {
      case FIELD_EXISTS, ENUMVAL_EXISTS -> exists(local, target, true);
      case TYPE_EXISTS, TYPE_MATCHES -> exists(local, target, true);
      case TYPE_ID_LOCAL -> CoreResult.value(local, target, false, local.root(), local.root());
      case TYPE_ID_TARGET ->
          CoreResult.value(local, target, false, local.root(), target == null ? 0 : target.root());
      case TYPE_SIZE ->
          CoreResult.value(
              local,
              target,
              true,
              CoreSpec.size(local.btf(), local.root()),
              target == null ? 0 : CoreSpec.size(target.btf(), target.root()));
      case ENUMVAL_VALUE ->
          target == null
              ? CoreResult.poison(local)
              : CoreResult.value(local, target, true, enumerator(local), enumerator(target));
      case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
          target == null ? CoreResult.poison(local) : field(local, target, order);
    };
  }

  private static CoreResult exists(CoreSpec local, @Nullable CoreSpec target, boolean isExact) {
    return CoreResult.value(local, target, isExact, 1, target == null ? 0 : 1);
  }

  private static long enumerator(CoreSpec spec) {
    CoreSpec.Step step = spec.steps().getFirst();
    return spec.btf().value(step.type(), (int) step.index());
  }

  private static CoreResult field(CoreSpec local, CoreSpec target, ByteOrder order) {
    FieldValue before = FieldValue.of(local, local.kind(), order);
    FieldValue after = FieldValue.of(target, local.kind(), order);
    boolean wrong =
        before.accessSize() != after.accessSize()
            && !mayResize(local.btf(), before.accessType(), target.btf(), after.accessType());
    return new CoreResult(
        local,
        target,
        false,
        before.isExact(),
        before.value(),
        after.value(),
        before.accessSize(),
        after.accessSize(),
        wrong);
  }

  /// A load of another size gives the same number for pointers and for unsigned integers alone.
  private static boolean mayResize(Btf local, int localType, Btf target, int targetType) {
    if (local.is(localType, BtfKind.PTR) && target.is(targetType, BtfKind.PTR)) {
      return true;
    }
    return local.is(localType, BtfKind.INT)
        && target.is(targetType, BtfKind.INT)
        && local.intEncoding(localType) != BtfFormat.INT_SIGNED
        && target.intEncoding(targetType) != BtfFormat.INT_SIGNED;
  }
}
