/// Man pages and shell completions, made from the word tables while the image is built. Commands
/// never load it.
@NullMarked
package dev.ebpf4j.bpftool.manual;

import org.jspecify.annotations.NullMarked;
