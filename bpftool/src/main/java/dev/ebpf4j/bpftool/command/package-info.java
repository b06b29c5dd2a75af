/// What all commands share: the interface of a command, the row it stands in, and the session it
/// runs in. The commands themselves lie in one package per object.
@NullMarked
package dev.ebpf4j.bpftool.command;

import org.jspecify.annotations.NullMarked;
