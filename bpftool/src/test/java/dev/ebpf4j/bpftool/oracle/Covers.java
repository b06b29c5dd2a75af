package dev.ebpf4j.bpftool.oracle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says of a test that it runs these sub-commands on a real kernel and holds what they print
/// against
/// an installed bpftool, or against the recorded format where that one is too old for them.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Covers {
  /// Rows of the word tables, such as `map dump`.
  String[] value();
}
