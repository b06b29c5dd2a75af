/// The commands of the object `btf`: BTF objects.
@NullMarked
package dev.ebpf4j.bpftool.command.btf;

import org.jspecify.annotations.NullMarked;
