/// CO-RE: programs compiled once that run everywhere. The compiler notes down which fields, types
/// and enumeration values of the kernel a program relies on; this package finds them in the BTF of
/// a kernel and corrects the instructions.
@NullMarked
package dev.ebpf4j.core;

import org.jspecify.annotations.NullMarked;
