/// JMH measurements of the hot inner parts.
@NullMarked
package dev.ebpf4j.bench.micro;

import org.jspecify.annotations.NullMarked;
