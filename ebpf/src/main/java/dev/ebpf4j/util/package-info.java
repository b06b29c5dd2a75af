/// Small tools without knowledge of eBPF: bounds-checked bytes, text, primitive collections.
@NullMarked
package dev.ebpf4j.util;

import org.jspecify.annotations.NullMarked;
