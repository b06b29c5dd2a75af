/// From an object's specification to live maps and programs in the kernel: creates maps, resolves
/// externs, fills in relocations, fits BTF and attributes to what the kernel knows, loads programs
/// and explains the verifier's refusals.
@NullMarked
package dev.ebpf4j.load;

import org.jspecify.annotations.NullMarked;
