package dev.ebpf4j.btf.value;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.dump.FunctionSignature;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the plan for a type. Each type's plan is made once and shared by all that contain it, so
/// the work is in proportion to the types reached, whatever they contain.
final class PlanCompiler {

  /// How often a byte may be shown (unions show theirs several times), and what is granted to types
  /// that have few bytes or none.
  private static final long VALUES_PER_BYTE = 64;

  private static final long SPARE_VALUES = 1 << 20;

  private final Btf btf;
  private final boolean bigEndian;
  private final @Nullable FunctionNames functions;
  private final Map<Integer, ValuePlan> plans = new HashMap<>();
  private int depth;

  PlanCompiler(Btf btf, ByteOrder order, @Nullable FunctionNames functions) {
    this.btf = btf;
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    this.functions = functions;
  }

  ValuePlan compile(int typeId) {
    ValuePlan plan = plan(typeId);
    if (plan.leaves > plan.extent * VALUES_PER_BYTE + SPARE_VALUES) {
      throw btf.malformed(typeId, "holds " + plan.leaves + " values in " + plan.extent + " bytes");
    }
    if (plan.extent > Integer.MAX_VALUE) {
      throw btf.malformed(typeId, "values of " + plan.extent + " bytes are too long");
    }
    return plan;
  }

  private ValuePlan plan(int typeId) {
    int id = btf.resolve(typeId);
    ValuePlan known = plans.get(id);
    if (known != null) {
      return known;
    }
    if (++depth > ValuePlan.MAX_DEPTH) {
      throw btf.malformed(
          typeId, "contains itself or nests deeper than " + ValuePlan.MAX_DEPTH + " types");
    }
    ValuePlan plan =
        switch (btf.kind(id)) {
          case INT -> integer(id, 0);
          case ENUM, ENUM64 -> enumeration(id);
          case PTR -> pointer(id);
          case STRUCT, UNION -> composite(id);
          case ARRAY -> array(id);
          case VAR -> variable(id);
          case DATASEC -> section(id);
          case VOID -> new UnsupportedPlan("(unknown)");
          case FWD -> new UnsupportedPlan("(fwd-kind-invalid)");
          case FLOAT, FUNC, FUNC_PROTO, DECL_TAG -> new UnsupportedPlan("(unsupported-kind)");
          case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG ->
              throw new IllegalStateException("resolved before");
        };
    depth--;
    plans.put(id, plan);
    return plan;
  }

  /// @param bitOffset where the integer starts in its first byte, 0 but in structs of old compilers
  private ValuePlan integer(int id, int bitOffset) {
    int bits = btf.intBits(id);
    int offset = bitOffset + btf.intBitOffset(id);
    if (bits == 0 || bits > 128) {
      throw btf.malformed(id, "has " + bits + " bits");
    }
    if (offset == 0 && bits == 128) {
      return new WidePlan(bigEndian);
    }
    if (offset != 0 || (bits != 8 && bits != 16 && bits != 32 && bits != 64)) {
      return new BitsPlan(offset, bits, bigEndian);
    }
    int encoding = btf.intEncoding(id);
    NumberPlan.Form form = NumberPlan.Form.UNSIGNED;
    if ((encoding & BtfFormat.INT_BOOL) != 0) {
      form = NumberPlan.Form.BOOLEAN;
    } else if ((encoding & BtfFormat.INT_CHAR) != 0) {
      form = NumberPlan.Form.CHARACTER;
    } else if ((encoding & BtfFormat.INT_SIGNED) != 0) {
      form = NumberPlan.Form.SIGNED;
    }
    return new NumberPlan(bits / 8, form, bigEndian);
  }

  private ValuePlan enumeration(int id) {
    long size = btf.ownSizeBytes(id);
    if (size != 1 && size != 2 && size != 4 && size != 8) {
      throw btf.malformed(id, "enumeration of " + size + " bytes");
    }
    return new EnumPlan(btf, id, (int) size, bigEndian);
  }

  private ValuePlan pointer(int id) {
    int target = btf.resolve(btf.target(id));
    if (functions != null && btf.is(target, BtfKind.FUNC_PROTO)) {
      String prototype = FunctionSignature.ofPrototype(btf, target);
      if (prototype != null) {
        return new PointerPlan(btf.pointerSizeBytes(), bigEndian, functions, prototype);
      }
    }
    return new PointerPlan(btf.pointerSizeBytes(), bigEndian, null, "");
  }

  private ValuePlan composite(int id) {
    int count = btf.vlen(id);
    Label[] names = new Label[count];
    int[] offsets = new int[count];
    ValuePlan[] members = new ValuePlan[count];
    long extent = btf.ownSizeBytes(id);
    long leaves = 1;
    for (int i = 0; i < count; i++) {
      names[i] = Label.of(btf.memberName(id, i));
      long bitOffset = btf.memberBitOffset(id, i);
      offsets[i] = (int) (bitOffset / 8); // below 2^29
      members[i] = member(id, i, (int) (bitOffset % 8));
      extent = Math.max(extent, offsets[i] + members[i].extent);
      leaves = saturatedSum(leaves, members[i].leaves);
    }
    return new ObjectPlan(extent, leaves, names, offsets, members);
  }

  private ValuePlan member(int id, int index, int bitOffset) {
    int type = btf.memberType(id, index);
    int bits = btf.memberBitfieldSize(id, index);
    if (bits > 128) {
      throw btf.malformed(id, "member " + index + " is a bit-field of " + bits + " bits");
    }
    if (bits != 0) {
      return new BitsPlan(bitOffset, bits, bigEndian);
    }
    int resolved = btf.resolve(type);
    if (bitOffset != 0 && btf.is(resolved, BtfKind.INT)) {
      return integer(resolved, bitOffset);
    }
    return plan(type);
  }

  private ValuePlan array(int id) {
    int elementType = btf.elementType(id);
    ValuePlan element = plan(elementType);
    long count = btf.elementCount(id);
    long stride =
        element instanceof UnsupportedPlan && !btf.is(btf.resolve(elementType), BtfKind.FLOAT)
            ? 0
            : btf.sizeBytes(elementType);
    long extent = count == 0 ? 0 : saturatedSum((count - 1) * stride, element.extent);
    long leaves = saturatedSum(1, saturatedProduct(count, element.leaves));
    if (count > Integer.MAX_VALUE || extent > 0xffff_ffffL) {
      throw btf.malformed(id, "of " + count + " elements is too long");
    }
    return new ArrayPlan(extent, leaves, (int) count, element, (int) stride, isChar(elementType));
  }

  /// Whether elements of this type make a string: one-byte integers that are characters by their
  /// encoding or by the name `char`. A typedef of such a type is not.
  private boolean isChar(int elementType) {
    int id = btf.skipModifiers(elementType);
    return btf.is(id, BtfKind.INT)
        && btf.ownSizeBytes(id) == 1
        && (btf.intEncoding(id) == BtfFormat.INT_CHAR || btf.name(id).equals("char"));
  }

  private ValuePlan variable(int id) {
    ValuePlan value = plan(btf.target(id));
    return single(btf.name(id), value);
  }

  private ValuePlan section(int id) {
    int count = btf.vlen(id);
    ValuePlan[] variables = new ValuePlan[count];
    int[] offsets = new int[count];
    long extent = 0;
    long leaves = 1;
    for (int i = 0; i < count; i++) {
      variables[i] = plan(btf.sectionVarType(id, i));
      long offset = btf.sectionVarOffset(id, i);
      if (offset > Integer.MAX_VALUE) {
        throw btf.malformed(id, "variable " + i + " is at " + offset);
      }
      offsets[i] = (int) offset;
      extent = Math.max(extent, offset + variables[i].extent);
      leaves = saturatedSum(leaves, variables[i].leaves);
    }
    return single(btf.name(id), new SectionPlan(extent, leaves, variables, offsets));
  }

  private static ValuePlan single(String name, ValuePlan value) {
    return new ObjectPlan(
        value.extent,
        saturatedSum(1, value.leaves),
        new Label[] {Label.of(name)},
        new int[] {0},
        new ValuePlan[] {value});
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long saturatedProduct(long a, long b) {
    return a == 0 || b <= Long.MAX_VALUE / a ? a * b : Long.MAX_VALUE;
  }
}
