package dev.ebpf4j.object;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.util.ByteWriter;

/// CO-RE relocations of a linked program as BPF_PROG_LOAD takes them, for the kernel to apply.
public final class CoreRecords {

  /// Bytes of a record, `struct bpf_core_relo`.
  public static final int SIZE = 16;

  private CoreRecords() {}

  /// The relocations of all functions of `program`, at the places where those stand now.
  public static byte[] of(ObjectSpec object, LinkedProgram program) {
    ByteWriter out = new ByteWriter(object.order());
    Btf btf = object.btf();
    BtfExt ext = object.ext();
    if (btf == null || ext == null) {
      return out.toByteArray();
    }
    for (LinkedProgram.Place place : program.functions()) {
      FunctionSpec function = place.function();
      for (BtfExt.Part part : ext.relocations().parts()) {
        if (btf.string(part.sectionName()).equals(function.section())) {
          add(part, place, out);
        }
      }
    }
    return out.toByteArray();
  }

  private static void add(BtfExt.Part part, LinkedProgram.Place place, ByteWriter out) {
    FunctionSpec function = place.function();
    int moved = (place.slot() - function.sectionSlot()) * Code.SLOT;
    for (BtfExt.CoreRelo relocation : BtfExt.relocations(part)) {
      long offset = Integer.toUnsignedLong(relocation.insnOffset());
      if (function.contains(offset / Code.SLOT)) {
        out.u32(offset + moved).u32(relocation.type());
        out.u32(relocation.access()).u32(relocation.kind());
      }
    }
  }
}
