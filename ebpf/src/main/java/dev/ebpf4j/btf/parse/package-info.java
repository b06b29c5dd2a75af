/// From the bytes of a BTF blob to checked tables: header, type index, references.
@NullMarked
package dev.ebpf4j.btf.parse;

import org.jspecify.annotations.NullMarked;
