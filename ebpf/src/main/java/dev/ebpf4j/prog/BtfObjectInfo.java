package dev.ebpf4j.prog;

import dev.ebpf4j.id.BtfId;

/// What the kernel says of a BTF object, `struct bpf_btf_info`.
///
/// @param sizeBytes bytes of the raw BTF
/// @param name `vmlinux` or a module's name; empty for BTF that a program brought. Since Linux 5.11
/// @param ofKernel whether it describes the kernel or a module. Since Linux 5.11
public record BtfObjectInfo(BtfId id, int sizeBytes, String name, boolean ofKernel) {}
