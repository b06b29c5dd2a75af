package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.KernelConfig;
import dev.ebpf4j.procfs.Sysctl;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the settings of the running kernel that matter to eBPF.
final class SystemSettings {

  /// A setting with its file under /proc/sys and what its values mean.
  enum Key {
    UNPRIVILEGED_BPF_DISABLED(
        "kernel/unprivileged_bpf_disabled",
        "unprivileged_bpf_disabled",
        "Unable to retrieve required privileges for bpf() syscall",
        "bpf() syscall restriction has unknown value ",
        "bpf() syscall for unprivileged users is enabled",
        "bpf() syscall restricted to privileged users (without recovery)",
        "bpf() syscall restricted to privileged users (admin can change)"),
    BPF_JIT_ENABLE(
        "net/core/bpf_jit_enable",
        "bpf_jit_enable",
        "Unable to retrieve JIT-compiler status",
        "JIT-compiler status has unknown value ",
        "JIT compiler is disabled",
        "JIT compiler is enabled",
        "JIT compiler is enabled with debugging traces in kernel logs"),
    BPF_JIT_HARDEN(
        "net/core/bpf_jit_harden",
        "bpf_jit_harden",
        "Unable to retrieve JIT hardening status",
        "JIT hardening status has unknown value ",
        "JIT compiler hardening is disabled",
        "JIT compiler hardening is enabled for unprivileged users",
        "JIT compiler hardening is enabled for all users"),
    BPF_JIT_KALLSYMS(
        "net/core/bpf_jit_kallsyms",
        "bpf_jit_kallsyms",
        "Unable to retrieve JIT kallsyms export status",
        "JIT kallsyms exports status has unknown value ",
        "JIT compiler kallsyms exports are disabled",
        "JIT compiler kallsyms exports are enabled for root",
        ""),
    BPF_JIT_LIMIT(
        "net/core/bpf_jit_limit",
        "bpf_jit_limit",
        "Unable to retrieve global memory limit for JIT compiler for unprivileged users",
        "Global memory limit for JIT compiler for unprivileged users is ",
        "",
        "",
        "");

    private final String file;
    private final String json;
    private final String unknown;
    private final String other;
    private final String zero;
    private final String one;
    private final String two;

    Key(
        String file,
        String json,
        String unknown,
        String other,
        String zero,
        String one,
        String two) {
      this.file = file;
      this.json = json;
      this.unknown = unknown;
      this.other = other;
      this.zero = zero;
      this.one = one;
      this.two = two;
    }

    /// Name of the member in JSON.
    String json() {
      return json;
    }

    /// What `value` means, as a sentence.
    String sentence(long value) {
      String text = value == 0 ? zero : value == 1 ? one : value == 2 ? two : "";
      if (value == -1) {
        return unknown;
      }
      if (!text.isEmpty()) {
        return text;
      }
      return this == BPF_JIT_LIMIT ? other + value + " bytes" : other + value;
    }
  }

  /// Options of the kernel's configuration, in the order in which they are shown.
  private static final String[] OPTIONS = {
    "CONFIG_BPF",
    "CONFIG_BPF_SYSCALL",
    "CONFIG_HAVE_EBPF_JIT",
    "CONFIG_BPF_JIT",
    "CONFIG_BPF_JIT_ALWAYS_ON",
    "CONFIG_DEBUG_INFO_BTF",
    "CONFIG_DEBUG_INFO_BTF_MODULES",
    "CONFIG_CGROUPS",
    "CONFIG_CGROUP_BPF",
    "CONFIG_CGROUP_NET_CLASSID",
    "CONFIG_SOCK_CGROUP_DATA",
    "CONFIG_BPF_EVENTS",
    "CONFIG_KPROBE_EVENTS",
    "CONFIG_UPROBE_EVENTS",
    "CONFIG_TRACING",
    "CONFIG_FTRACE_SYSCALLS",
    "CONFIG_FUNCTION_ERROR_INJECTION",
    "CONFIG_BPF_KPROBE_OVERRIDE",
    "CONFIG_NET",
    "CONFIG_XDP_SOCKETS",
    "CONFIG_LWTUNNEL_BPF",
    "CONFIG_NET_ACT_BPF",
    "CONFIG_NET_CLS_BPF",
    "CONFIG_NET_CLS_ACT",
    "CONFIG_NET_SCH_INGRESS",
    "CONFIG_XFRM",
    "CONFIG_IP_ROUTE_CLASSID",
    "CONFIG_IPV6_SEG6_BPF",
    "CONFIG_BPF_LIRC_MODE2",
    "CONFIG_BPF_STREAM_PARSER",
    "CONFIG_NETFILTER_XT_MATCH_BPF",
    "CONFIG_TEST_BPF",
    "CONFIG_HZ",
  };

  private SystemSettings() {}

  static FeatureReport.SystemConfig read(Session session, boolean forMacros) {
    Kernel kernel = session.kernel();
    List<FeatureReport.Setting> settings = null;
    if (!forMacros) {
      if (Os.tryFileSystem(kernel, "/proc") == Sys.PROC_SUPER_MAGIC) {
        settings = new ArrayList<>();
        for (Key key : Key.values()) {
          settings.add(new FeatureReport.Setting(key, Sysctl.number(kernel, key.file)));
        }
      } else {
        session.notice("/* procfs not mounted, skipping related probes */");
      }
    }
    return new FeatureReport.SystemConfig(settings, options(session));
  }

  private static @Nullable List<FeatureReport.Option> options(Session session) {
    KernelConfig config;
    try {
      config = KernelConfig.running(session.kernel());
    } catch (SyscallException e) {
      session.notice("skipping kernel config, can't open file: " + Errno.message(e.errno()));
      return null;
    } catch (BpfException _) {
      session.notice("skipping kernel config, can't find correct file");
      return null;
    }
    if (!config.isGenuine()) {
      session.notice("skipping kernel config, can't find correct file");
      return null;
    }
    List<FeatureReport.Option> options = new ArrayList<>(OPTIONS.length);
    for (String name : OPTIONS) {
      options.add(new FeatureReport.Option(name, config.value(name)));
    }
    return options;
  }
}
