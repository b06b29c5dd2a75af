/// The commands of the object `token`: delegated rights.
@NullMarked
package dev.ebpf4j.bpftool.command.token;

import org.jspecify.annotations.NullMarked;
