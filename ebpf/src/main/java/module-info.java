/// eBPF in pure Java: object files, BTF, instructions, and, on Linux, the kernel itself.
///
/// The library needs nothing but `java.base`. Packages up to `object` and `disasm` only read and
/// write bytes and run on any operating system; everything above them talks to a Linux kernel.
module dev.ebpf4j {
  requires static org.jspecify;

  exports dev.ebpf4j;
  exports dev.ebpf4j.abi;
  exports dev.ebpf4j.btf;
  exports dev.ebpf4j.btf.dedup;
  exports dev.ebpf4j.btf.dump;
  exports dev.ebpf4j.btf.encode;
  exports dev.ebpf4j.btf.value;
  exports dev.ebpf4j.codegen;
  exports dev.ebpf4j.core;
  exports dev.ebpf4j.disasm;
  exports dev.ebpf4j.disasm.cfg;
  exports dev.ebpf4j.disasm.jit;
  exports dev.ebpf4j.elf;
  exports dev.ebpf4j.error;
  exports dev.ebpf4j.features;
  exports dev.ebpf4j.id;
  exports dev.ebpf4j.insn;
  exports dev.ebpf4j.link;
  exports dev.ebpf4j.linker;
  exports dev.ebpf4j.llvm;
  exports dev.ebpf4j.load;
  exports dev.ebpf4j.loadergen;
  exports dev.ebpf4j.map;
  exports dev.ebpf4j.map.ring;
  exports dev.ebpf4j.object;
  exports dev.ebpf4j.prog;
  exports dev.ebpf4j.sys;

  // The command is built on the library's inner parts too; nobody else may rely on them.
  exports dev.ebpf4j.procfs to
      dev.ebpf4j.bpftool;
  exports dev.ebpf4j.util to
      dev.ebpf4j.bpftool;
}
