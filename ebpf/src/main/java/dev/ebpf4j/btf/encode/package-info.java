/// Building BTF and `.BTF.ext` in memory.
@NullMarked
package dev.ebpf4j.btf.encode;

import org.jspecify.annotations.NullMarked;
