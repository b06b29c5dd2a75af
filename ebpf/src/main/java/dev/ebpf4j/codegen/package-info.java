/// Source code that goes with an object file: C headers and Java classes that embed it and give
/// each program, map and global variable a name of its own.
@NullMarked
package dev.ebpf4j.codegen;

import org.jspecify.annotations.NullMarked;
