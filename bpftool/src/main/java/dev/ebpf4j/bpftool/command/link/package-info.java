/// The commands of the object `link`: links.
@NullMarked
package dev.ebpf4j.bpftool.command.link;

import org.jspecify.annotations.NullMarked;
