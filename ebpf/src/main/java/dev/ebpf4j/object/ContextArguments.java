package dev.ebpf4j.object;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// For kernels before 6.8, which know the context of a program by the name of its type alone: where
/// a global function says by the tag `arg:ctx` that an argument is the context, it gets a second
/// type for each kind of context, in which the argument is one.
public final class ContextArguments {
  private static final String TAG = "arg:ctx";

  private final Btf original;
  private final BtfEditor editor;
  private final Map<Integer, Set<Integer>> tagged;
  private final Map<String, Integer> contexts = new HashMap<>();
  private final Map<Integer, Map<String, Integer>> functions = new HashMap<>();

  private ContextArguments(Btf btf, Map<Integer, Set<Integer>> tagged) {
    this.original = btf;
    this.editor = new BtfEditor(btf);
    this.tagged = tagged;
  }

  /// Finds the tags.
  ///
  /// @return null if `btf` has none
  public static @Nullable ContextArguments of(Btf btf) {
    Map<Integer, Set<Integer>> tagged = new TreeMap<>();
    for (int id = btf.firstId(); id < btf.typeCount(); id++) {
      if (btf.is(id, BtfKind.DECL_TAG) && btf.component(id) >= 0 && btf.name(id).equals(TAG)) {
        int function = btf.target(id);
        if (btf.is(function, BtfKind.FUNC) && btf.linkage(function) == BtfFormat.LINKAGE_GLOBAL) {
          tagged.computeIfAbsent(function, _ -> new TreeSet<>()).add(btf.component(id));
        }
      }
    }
    return tagged.isEmpty() ? null : new ContextArguments(btf, tagged);
  }

  /// Makes the types for programs of this type; again does nothing.
  public void add(int programType) {
    String context = context(programType);
    if (context != null) {
      tagged.forEach((function, arguments) -> add(function, arguments, context));
    }
  }

  private void add(int id, Set<Integer> arguments, String context) {
    Map<String, Integer> known = functions.computeIfAbsent(id, _ -> new HashMap<>());
    if (known.containsKey(context)
        || !(original.type(id) instanceof BtfType.Func function)
        || !(original.type(function.prototype()) instanceof BtfType.FuncProto prototype)) {
      return;
    }
    List<BtfType.Param> params = new ArrayList<>(prototype.params());
    boolean changed = false;
    for (int index : arguments) {
      if (index < params.size() && isOther(params.get(index).type(), context)) {
        params.set(index, new BtfType.Param(params.get(index).name(), pointer(context)));
        changed = true;
      }
    }
    int used = id;
    if (changed) {
      int type = editor.add(new BtfType.FuncProto(prototype.returnType(), params));
      used = editor.add(new BtfType.Func(function.name(), type, function.linkage()));
    }
    known.put(context, used);
  }

  /// Whether a type is a pointer to anything but the context.
  private boolean isOther(int type, String context) {
    int pointer = original.resolve(type);
    if (!original.is(pointer, BtfKind.PTR)) {
      return false;
    }
    int target = original.resolve(original.target(pointer));
    return !original.is(target, BtfKind.STRUCT) || !original.name(target).equals(context);
  }

  private int pointer(String context) {
    return contexts.computeIfAbsent(
        context,
        name -> editor.add(new BtfType.Ptr(editor.add(BtfType.Struct.of(name, 0, List.of())))));
  }

  /// The types with those that were added at the end.
  public Btf btf() {
    return editor.toBtf();
  }

  /// The type of the function `id` in programs of `programType`.
  public int function(int id, int programType) {
    String context = context(programType);
    Map<String, Integer> known = functions.get(id);
    return context == null || known == null ? id : known.getOrDefault(context, id);
  }

  /// Name of the context's structure, null for program types whose context has no name.
  private static @Nullable String context(int programType) {
    return switch (programType) {
      case ProgramType.CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
      case ProgramType.CGROUP_SOCK -> "bpf_sock";
      case ProgramType.CGROUP_SOCK_ADDR -> "bpf_sock_addr";
      case ProgramType.CGROUP_SOCKOPT -> "bpf_sockopt";
      case ProgramType.CGROUP_SYSCTL -> "bpf_sysctl";
      case ProgramType.KPROBE -> "bpf_user_pt_regs_t";
      case ProgramType.NETFILTER -> "bpf_nf_ctx";
      case ProgramType.PERF_EVENT -> "bpf_perf_event_data";
      case ProgramType.RAW_TRACEPOINT, ProgramType.RAW_TRACEPOINT_WRITABLE ->
          "bpf_raw_tracepoint_args";
      case ProgramType.SK_LOOKUP -> "bpf_sk_lookup";
      case ProgramType.SK_MSG -> "sk_msg_md";
      case ProgramType.SK_REUSEPORT -> "sk_reuseport_md";
      case ProgramType.SOCK_OPS -> "bpf_sock_ops";
      case ProgramType.XDP -> "xdp_md";
      case ProgramType.CGROUP_SKB,
          ProgramType.FLOW_DISSECTOR,
          ProgramType.LWT_IN,
          ProgramType.LWT_OUT,
          ProgramType.LWT_SEG6LOCAL,
          ProgramType.LWT_XMIT,
          ProgramType.SCHED_ACT,
          ProgramType.SCHED_CLS,
          ProgramType.SK_SKB,
          ProgramType.SOCKET_FILTER ->
          "__sk_buff";
      default -> null;
    };
  }
}
