/// What the running kernel can do, found out by trying: program and map types, helpers,
/// instructions.
@NullMarked
package dev.ebpf4j.features;

import org.jspecify.annotations.NullMarked;
