/// Ours beside an installed bpftool on the same objects of a real kernel: the machine's own, and
/// those of the matrix (testkit/vm).
package dev.ebpf4j.bpftool.oracle;
