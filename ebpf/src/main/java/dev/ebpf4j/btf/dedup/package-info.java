/// Merging equal types of a whole type graph.
@NullMarked
package dev.ebpf4j.btf.dedup;

import org.jspecify.annotations.NullMarked;
