/// The commands of the object `feature`: what the kernel can do.
@NullMarked
package dev.ebpf4j.bpftool.command.feature;

import org.jspecify.annotations.NullMarked;
