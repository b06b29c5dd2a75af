package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions whose tag says which argument is the context get types that say so by name.
class ContextArgumentsTest {

  private final BtfBuilder types = new BtfBuilder();
  private final int number = types.add(BtfType.Int.of("int", 4, true));
  private final int any = types.add(new BtfType.Ptr(0));

  private int function(String name, int linkage, int... arguments) {
    List<BtfType.Param> params = new java.util.ArrayList<>();
    for (int type : arguments) {
      params.add(new BtfType.Param("a" + params.size(), type));
    }
    int prototype = types.add(new BtfType.FuncProto(number, params));
    return types.add(new BtfType.Func(name, prototype, linkage));
  }

  private void tag(int function, int argument) {
    types.add(new BtfType.DeclTag("arg:ctx", function, argument, false));
  }

  private static ContextArguments of(Btf btf) {
    ContextArguments contexts = ContextArguments.of(btf);
    assertNotNull(contexts);
    return contexts;
  }

  private static String argument(Btf btf, int function, int index) {
    int prototype = btf.target(function);
    int pointer = btf.paramType(prototype, index);
    return btf.name(btf.target(pointer));
  }

  @Test
  void withoutTagsThereIsNothingToDo() {
    int plain = function("plain", BtfFormat.LINKAGE_GLOBAL, any);
    types.add(new BtfType.DeclTag("arg:nonnull", plain, 0, false));
    tag(function("hidden", BtfFormat.LINKAGE_STATIC, any), 0);
    assertNull(ContextArguments.of(types.build()));
  }

  @Test
  void eachKindOfContextHasItsType() {
    int function = function("f", BtfFormat.LINKAGE_GLOBAL, number, any);
    tag(function, 1);
    Btf before = types.build();
    ContextArguments contexts = of(before);
    Map<Integer, String> names =
        Map.ofEntries(
            Map.entry(ProgramType.CGROUP_DEVICE, "bpf_cgroup_dev_ctx"),
            Map.entry(ProgramType.CGROUP_SOCK, "bpf_sock"),
            Map.entry(ProgramType.CGROUP_SOCK_ADDR, "bpf_sock_addr"),
            Map.entry(ProgramType.CGROUP_SOCKOPT, "bpf_sockopt"),
            Map.entry(ProgramType.CGROUP_SYSCTL, "bpf_sysctl"),
            Map.entry(ProgramType.KPROBE, "bpf_user_pt_regs_t"),
            Map.entry(ProgramType.NETFILTER, "bpf_nf_ctx"),
            Map.entry(ProgramType.PERF_EVENT, "bpf_perf_event_data"),
            Map.entry(ProgramType.RAW_TRACEPOINT, "bpf_raw_tracepoint_args"),
            Map.entry(ProgramType.SK_LOOKUP, "bpf_sk_lookup"),
            Map.entry(ProgramType.SK_MSG, "sk_msg_md"),
            Map.entry(ProgramType.SK_REUSEPORT, "sk_reuseport_md"),
            Map.entry(ProgramType.SOCK_OPS, "bpf_sock_ops"),
            Map.entry(ProgramType.XDP, "xdp_md"),
            Map.entry(ProgramType.SCHED_CLS, "__sk_buff"));
    names.keySet().forEach(contexts::add);
    contexts.add(ProgramType.XDP);
    Btf after = contexts.btf();
    assertEquals(before.typeCount() + 4 * names.size(), after.typeCount(), "each once");
    names.forEach(
        (type, name) -> {
          int id = contexts.function(function, type);
          assertNotEquals(function, id, name);
          assertEquals("f", after.name(id));
          assertEquals(name, argument(after, id, 1));
          assertEquals(number, after.paramType(after.target(id), 0));
        });
    assertEquals(
        contexts.function(function, ProgramType.SCHED_CLS),
        contexts.function(function, ProgramType.CGROUP_SKB),
        "both see packets");
  }

  @ParameterizedTest
  @ValueSource(ints = {ProgramType.TRACEPOINT, ProgramType.TRACING, ProgramType.SYSCALL})
  void contextsWithoutAName(int type) {
    int function = function("f", BtfFormat.LINKAGE_GLOBAL, any);
    tag(function, 0);
    Btf before = types.build();
    ContextArguments contexts = of(before);
    contexts.add(type);
    assertSame(before, contexts.btf());
    assertEquals(function, contexts.function(function, type));
  }

  @Test
  void argumentsThatNeedNoOtherType() {
    int packet = types.add(new BtfType.Ptr(types.add(BtfType.Struct.of("xdp_md", 24, List.of()))));
    int right = function("right", BtfFormat.LINKAGE_GLOBAL, packet);
    int scalar = function("scalar", BtfFormat.LINKAGE_GLOBAL, number);
    int short1 = function("short", BtfFormat.LINKAGE_GLOBAL);
    tag(right, 0);
    tag(scalar, 0);
    tag(short1, 7);
    Btf before = types.build();
    ContextArguments contexts = of(before);
    contexts.add(ProgramType.XDP);
    assertSame(before, contexts.btf());
    assertEquals(right, contexts.function(right, ProgramType.XDP));
    assertEquals(number, contexts.function(number, ProgramType.XDP), "not tagged at all");
  }
}
