/// Classes that `bpftool gen skeleton FILE lang java` wrote. They are compiled with all checks of
/// the project, so that generated code is known to pass them; a test compares them with what is
/// generated now, and rewrites them with `-Dgolden.update=true`.
@NullMarked
package dev.ebpf4j.testkit.skeleton;

import org.jspecify.annotations.NullMarked;
