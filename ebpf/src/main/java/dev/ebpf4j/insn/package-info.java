/// BPF instructions: a model, its encoding, a builder with labels, and the kernel's text form.
///
/// Three views of the same bytes:
///
/// * [dev.ebpf4j.insn.Code]: the raw slots of eight bytes, with their fields by index; what the
///   kernel and object files hand over, and what dumps and control flow walk through.
/// * [dev.ebpf4j.insn.Instruction]: one decoded instruction, a sealed family of records; every
///   instruction of RFC 9669 and the later ones of the kernel. Decoding never fails: what is not
///   valid is an [dev.ebpf4j.insn.Instruction.Unknown] that keeps all of its bits.
/// * text, as the kernel's verifier log and `bpftool prog dump xlated` write it:
///   [dev.ebpf4j.insn.InsnText].
///
/// Programs are written with the factory methods of [dev.ebpf4j.insn.Insns]:
///
/// ```java
/// Code code = Assembler.assemble(
///     loadAbs(BYTE, 23),
///     jumpIf(EQ, R0, 6, "tcp"),
///     mov64(R0, 0),
///     exit(),
///     label("tcp"),
///     mov64(R0, -1),
///     exit()).code();
/// ```
@NullMarked
package dev.ebpf4j.insn;

import org.jspecify.annotations.NullMarked;
