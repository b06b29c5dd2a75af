/// The command `bpftool`: collects through the library, then renders. It exports nothing.
module dev.ebpf4j.bpftool {
  requires dev.ebpf4j;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;
}
