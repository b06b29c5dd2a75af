/// The kernel's ABI as constants: commands, flags, struct offsets, error numbers, and the name
/// tables of program, map, link and attach types. Nothing here does anything.
@NullMarked
package dev.ebpf4j.abi;

import org.jspecify.annotations.NullMarked;
