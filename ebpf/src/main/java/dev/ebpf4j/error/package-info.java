/// What can go wrong, as a sealed family of exceptions: a caller acts on the type, a person reads
/// the message, which names the operation, its object, and the errno where there is one.
@NullMarked
package dev.ebpf4j.error;

import org.jspecify.annotations.NullMarked;
