/// BTF as text: the listing of its records, plain and in JSON, and as C.
///
/// All text goes into a [dev.ebpf4j.util.TextBuffer], so that what is written of 127,000 types of a
/// kernel never lies in memory as a whole.
@NullMarked
package dev.ebpf4j.btf.dump;

import org.jspecify.annotations.NullMarked;
