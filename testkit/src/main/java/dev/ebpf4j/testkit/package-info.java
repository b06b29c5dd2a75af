/// What tests share: fixtures, builders, a kernel that fails on demand, and gates for what a
/// machine lacks.
@NullMarked
package dev.ebpf4j.testkit;

import org.jspecify.annotations.NullMarked;
