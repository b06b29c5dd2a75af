package dev.ebpf4j.codegen;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.encode.BtfBuilder;

/// Stands for the types of an object that has none.
final class NoTypes {

  static final Btf BTF = new BtfBuilder().build();

  private NoTypes() {}
}
