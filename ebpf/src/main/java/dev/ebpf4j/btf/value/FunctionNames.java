package dev.ebpf4j.btf.value;

/// Says which program a pointer to a function stands for. In the value of a struct_ops map the
/// kernel shows the id of a program where the struct has a pointer to a function.
@FunctionalInterface
public interface FunctionNames {

  /// The text for a program id other than 0, such as `my_init/prog_id:12`.
  String describe(long programId);
}
