package dev.ebpf4j.object;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes BTF fit for a kernel that does not know all of it: what the kernel would refuse becomes
/// something older of the same size. Ids stay as they are.
public final class BtfSanitizer {
  private final Btf btf;
  private final Set<BtfFeature> missing;
  private final BtfEditor editor;
  private int placeholder;

  private BtfSanitizer(Btf btf, Set<BtfFeature> missing) {
    this.btf = btf;
    this.missing = missing;
    this.editor = new BtfEditor(btf);
  }

  /// `btf` without what `missing` lists; `btf` itself if it has nothing of that.
  public static Btf without(Btf btf, Set<BtfFeature> missing) {
    if (missing.isEmpty()) {
      return btf;
    }
    BtfSanitizer sanitizer = new BtfSanitizer(btf, missing);
    for (int id = btf.firstId(); id < btf.typeCount(); id++) {
      BtfType instead = sanitizer.instead(btf.type(id));
      if (instead != null) {
        sanitizer.editor.set(id, instead);
      }
    }
    return sanitizer.editor.toBtf();
  }

  private boolean lacks(BtfFeature feature) {
    return missing.contains(feature);
  }

  private @Nullable BtfType instead(BtfType type) {
    return switch (type) {
      case BtfType.Var var when lacks(BtfFeature.DATASEC) -> smallInt(var.name());
      case BtfType.DeclTag tag when lacks(BtfFeature.DECL_TAG) -> smallInt(tag.name());
      case BtfType.Datasec section when lacks(BtfFeature.DATASEC) -> structOf(section);
      case BtfType.Datasec section
          when lacks(BtfFeature.QMARK_DATASEC) && section.name().startsWith("?") ->
          new BtfType.Datasec(
              "_" + section.name().substring(1), section.sizeBytes(), section.vars());
      case BtfType.FuncProto prototype when lacks(BtfFeature.FUNC) -> enumOf(prototype);
      case BtfType.Func function when lacks(BtfFeature.FUNC) ->
          new BtfType.Typedef(function.name(), function.prototype());
      case BtfType.Func function when lacks(BtfFeature.FUNC_GLOBAL) ->
          new BtfType.Func(function.name(), function.prototype(), BtfFormat.LINKAGE_STATIC);
      case BtfType.Float number when lacks(BtfFeature.FLOAT) ->
          BtfType.Struct.of("", number.sizeBytes(), List.of());
      case BtfType.TypeTag tag when lacks(BtfFeature.TYPE_TAG) -> new BtfType.Const(tag.target());
      case BtfType.Enum old when lacks(BtfFeature.ENUM64) && old.signed() -> unsigned(old);
      case BtfType.Enum64 wide when lacks(BtfFeature.ENUM64) -> unionOf(wide);
      default -> null;
    };
  }

  /// One byte, because the variable may be no larger.
  private static BtfType smallInt(String name) {
    return BtfType.Int.of(name, 1, false);
  }

  private BtfType structOf(BtfType.Datasec section) {
    List<BtfType.Member> members = new ArrayList<>();
    for (BtfType.SectionVar var : section.vars()) {
      members.add(BtfType.Member.at(btf.name(var.type()), var.type(), var.offset()));
    }
    String name = section.name().replace('.', '_').replace('?', '_');
    return BtfType.Struct.of(name, section.sizeBytes(), members);
  }

  private static BtfType enumOf(BtfType.FuncProto prototype) {
    List<BtfType.Enumerator> values = new ArrayList<>();
    for (BtfType.Param param : prototype.params()) {
      values.add(new BtfType.Enumerator(param.name(), param.type()));
    }
    return new BtfType.Enum("", Integer.BYTES, false, values);
  }

  private static BtfType unsigned(BtfType.Enum old) {
    List<BtfType.Enumerator> values = new ArrayList<>();
    for (BtfType.Enumerator value : old.values()) {
      values.add(new BtfType.Enumerator(value.name(), value.value() & 0xffff_ffffL));
    }
    return new BtfType.Enum(old.name(), old.sizeBytes(), false, values);
  }

  private BtfType unionOf(BtfType.Enum64 wide) {
    if (placeholder == 0) {
      placeholder = editor.add(BtfType.Int.of("enum64_placeholder", 1, false));
    }
    List<BtfType.Member> members = new ArrayList<>();
    for (BtfType.Enumerator value : wide.values()) {
      members.add(BtfType.Member.at(value.name(), placeholder, 0));
    }
    return BtfType.Union.of(wide.name(), wide.sizeBytes(), members);
  }
}
