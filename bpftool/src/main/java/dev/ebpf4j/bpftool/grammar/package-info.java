/// The command line's grammar: options, words and their prefixes, numbers, bytes, and the cursor
/// over them. It decides what was asked for and never does it.
@NullMarked
package dev.ebpf4j.bpftool.grammar;

import org.jspecify.annotations.NullMarked;
