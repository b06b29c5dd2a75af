package dev.ebpf4j.btf;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A struct or union of a [Btf], for asking where its fields are.
public final class BtfStruct {

  private final Btf btf;
  private final int id;

  /// @param id of a struct or union, or of a typedef of one
  BtfStruct(Btf btf, int id) {
    this.btf = btf;
    this.id = btf.resolve(id);
    if (!btf.kind(this.id).isComposite()) {
      throw new IllegalArgumentException(
          "type [" + id + "] is a " + btf.kind(this.id) + ", not a struct or union");
    }
  }

  /// The type's id.
  public int id() {
    return id;
  }

  /// The type's name; empty for an anonymous one.
  public String name() {
    return btf.name(id);
  }

  public long sizeBytes() {
    return btf.ownSizeBytes(id);
  }

  /// Whether all fields begin at offset 0.
  public boolean isUnion() {
    return btf.is(id, BtfKind.UNION);
  }

  /// The fields that can be named in one step: those of anonymous structs and unions within this
  /// one stand at their place, with offsets from this one's start.
  public List<FieldPath> fields() {
    List<FieldPath> fields = new ArrayList<>();
    new FieldFinder(btf).list(id, 0, fields);
    return fields;
  }

  /// The field that a path leads to: names with dots between them, `[n]` for an element of an array
  /// or of what a pointer points to. Fields of anonymous structs and unions are named directly, and
  /// a dot behind a pointer follows it.
  ///
  /// @throws NoSuchElementException if the path leads nowhere; it names the part that is missing
  /// @throws IllegalArgumentException if the path is not written so
  public FieldPath field(String path) {
    return new FieldFinder(btf).find(id, path);
  }

  /// As [#field(String)], empty if the path leads nowhere.
  public Optional<FieldPath> findField(String path) {
    try {
      return Optional.of(field(path));
    } catch (NoSuchElementException _) {
      return Optional.empty();
    }
  }
}
