/// Signatures over loader programs: the one place that uses Bouncy Castle, loaded only with `-S`.
@NullMarked
package dev.ebpf4j.bpftool.command.signing;

import org.jspecify.annotations.NullMarked;
