/// Listings of programs with what is known about them: names, function signatures, source lines.
///
/// Nothing here asks the kernel. Symbols come through [dev.ebpf4j.disasm.Symbols], machine code is
/// read through [dev.ebpf4j.disasm.MachineDecoder]; what is shown is bytes somebody hands over.
@NullMarked
package dev.ebpf4j.disasm;

import org.jspecify.annotations.NullMarked;
