/// Measurements of the library and of whole commands.
@NullMarked
package dev.ebpf4j.bench;

import org.jspecify.annotations.NullMarked;
