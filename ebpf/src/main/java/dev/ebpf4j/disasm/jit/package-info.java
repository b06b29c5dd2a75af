/// Readers of machine code in pure Java, for where no libLLVM is installed.
///
/// They know what the kernel's just-in-time compiler for BPF emits and little more.
@NullMarked
package dev.ebpf4j.disasm.jit;

import org.jspecify.annotations.NullMarked;
