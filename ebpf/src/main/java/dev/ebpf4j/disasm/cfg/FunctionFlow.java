package dev.ebpf4j.disasm.cfg;

import java.util.List;

/// Control flow of one function.
///
/// @param index number in order of discovery: 0 is where the program starts, then as calls are met
/// @param start first slot
/// @param end slot behind the last one
/// @param blocks in order of address, numbered from [Block#FIRST]; places outside come last
/// @param edges grouped by the block they leave, entry first
public record FunctionFlow(int index, int start, int end, List<Block> blocks, List<Edge> edges) {

  public FunctionFlow {
    blocks = List.copyOf(blocks);
    edges = List.copyOf(edges);
  }
}
