/// The commands of the object `map`: maps.
@NullMarked
package dev.ebpf4j.bpftool.command.map;

import org.jspecify.annotations.NullMarked;
