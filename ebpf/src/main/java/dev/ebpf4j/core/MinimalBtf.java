package dev.ebpf4j.core;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.encode.BtfSubset;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;

/// Collects the kernel types that the CO-RE relocations of some objects ask about, with just the
/// members they use: enough to relocate these objects on a machine whose kernel has no BTF.
public final class MinimalBtf {

  private final CoreTarget target;
  private final BtfSubset subset;

  /// @param kernel types of the kernel the objects are to run on
  public MinimalBtf(Btf kernel) {
    this.target = CoreTarget.of(kernel);
    this.subset = new BtfSubset(kernel);
  }

  /// Adds what one object needs.
  ///
  /// @param local the object's types
  /// @param ext its `.BTF.ext`, which has the relocations
  /// @throws dev.ebpf4j.error.LoadException if a relocation makes no sense
  public void add(Btf local, BtfExt ext, LoadLog log) {
    CoreRelocator relocator = new CoreRelocator(local, target, log);
    for (BtfExt.Part part : ext.relocations().parts()) {
      if (part.sectionName() < 0 || part.sectionName() >= local.stringEnd()) {
        throw new MalformedException(
            ".BTF.ext", -1, "no section name at " + Integer.toUnsignedString(part.sectionName()));
      }
      String section = local.string(part.sectionName());
      int number = 0;
      for (BtfExt.CoreRelo relocation : BtfExt.relocations(part)) {
        CoreSpec found = relocator.resolve(section, number++, relocation).target();
        if (found != null) {
          add(found);
        }
      }
    }
  }

  private void add(CoreSpec found) {
    switch (found.kind()) {
      case FIELD_BYTE_OFFSET,
          FIELD_BYTE_SIZE,
          FIELD_EXISTS,
          FIELD_SIGNED,
          FIELD_LSHIFT_U64,
          FIELD_RSHIFT_U64 ->
          subset.addField(found.root(), found.path());
      case TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE -> subset.addTypeWithPointers(found.root());
      case TYPE_MATCHES -> subset.addWhole(found.root());
      case ENUMVAL_EXISTS, ENUMVAL_VALUE -> subset.addType(found.root());
      case TYPE_ID_LOCAL -> {
        // the object's own BTF answers this
      }
    }
  }

  /// The types collected so far.
  public Btf build() {
    return subset.build();
  }
}
