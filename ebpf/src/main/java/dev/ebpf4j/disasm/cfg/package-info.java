/// Control flow of programs: basic blocks and the ways between them, as text for Graphviz and drawn
/// as SVG.
@NullMarked
package dev.ebpf4j.disasm.cfg;

import org.jspecify.annotations.NullMarked;
