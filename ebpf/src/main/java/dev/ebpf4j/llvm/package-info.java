/// Disassembly of machine code by an installed libLLVM, if there is one.
@NullMarked
package dev.ebpf4j.llvm;

import org.jspecify.annotations.NullMarked;
