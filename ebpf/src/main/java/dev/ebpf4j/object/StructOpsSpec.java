package dev.ebpf4j.object;

import java.util.List;

/// What a struct_ops map is filled with: a variable of a kernel structure of function pointers.
///
/// @param typeName name of the structure, such as `tcp_congestion_ops`
/// @param typeId BTF id of the structure in the object
/// @param functions the members that point to programs
public record StructOpsSpec(String typeName, int typeId, List<Function> functions) {

  public StructOpsSpec {
    functions = List.copyOf(functions);
  }

  /// A function pointer of the structure.
  ///
  /// @param member index of the member in the structure
  /// @param name name of the member
  /// @param program name of the program it points to
  public record Function(int member, String name, String program) {}
}
