package dev.ebpf4j.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.KernelGate;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every offset and size of `abi` against the running kernel's own BTF. A field that an older
/// kernel lacks is left out there; on 6.18 and later nothing may be missing.
@Tag("vm")
class AbiLayoutTest {

  /// A class of offsets, the type it describes, and, for a part of `union bpf_attr`, how to find
  /// it: the name of the member, or of a field that only this anonymous struct has.
  private record Layout(Class<?> offsets, String type, String part) {}

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout(BpfProgInfo.class, "bpf_prog_info", ""),
          new Layout(BpfMapInfo.class, "bpf_map_info", ""),
          new Layout(BpfLinkInfo.class, "bpf_link_info", ""),
          new Layout(BpfBtfInfo.class, "bpf_btf_info", ""),
          new Layout(BpfTokenInfo.class, "bpf_token_info", ""),
          new Layout(PerfEventAttr.class, "perf_event_attr", ""),
          new Layout(AttrMapCreate.class, "bpf_attr", "map_type"),
          new Layout(AttrMapElem.class, "bpf_attr", "next_key"),
          new Layout(AttrMapBatch.class, "bpf_attr", "batch"),
          new Layout(AttrProgLoad.class, "bpf_attr", "prog_type"),
          new Layout(AttrObj.class, "bpf_attr", "pathname"),
          new Layout(AttrProgAttach.class, "bpf_attr", "replace_bpf_fd"),
          new Layout(AttrTestRun.class, "bpf_attr", "test"),
          new Layout(AttrGetId.class, "bpf_attr", "next_id"),
          new Layout(AttrInfo.class, "bpf_attr", "info"),
          new Layout(AttrQuery.class, "bpf_attr", "query"),
          new Layout(AttrRawTracepoint.class, "bpf_attr", "raw_tracepoint"),
          new Layout(AttrBtfLoad.class, "bpf_attr", "btf_log_buf"),
          new Layout(AttrTaskFdQuery.class, "bpf_attr", "task_fd_query"),
          new Layout(AttrLinkCreate.class, "bpf_attr", "link_create"),
          new Layout(AttrLinkUpdate.class, "bpf_attr", "link_update"),
          new Layout(AttrLinkDetach.class, "bpf_attr", "link_detach"),
          new Layout(AttrEnableStats.class, "bpf_attr", "enable_stats"),
          new Layout(AttrIterCreate.class, "bpf_attr", "iter_create"),
          new Layout(AttrProgBindMap.class, "bpf_attr", "prog_bind_map"),
          new Layout(AttrTokenCreate.class, "bpf_attr", "token_create"),
          new Layout(AttrStreamRead.class, "bpf_attr", "prog_stream_read"));

  private record Member(long offset, long size, boolean bits) {}

  @TestFactory
  List<DynamicTest> offsetsAreTheKernels() {
    Kernel kernel = KernelGate.linux();
    byte[] raw;
    try {
      raw = KernelBtf.vmlinux(kernel);
    } catch (dev.ebpf4j.error.NotFoundException e) {
      Assumptions.abort("needs the kernel's BTF");
      throw e;
    }
    Btf btf = Btf.parse(raw);
    boolean complete = KernelVersion.running(kernel).atLeast(6, 18);
    List<DynamicTest> tests = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      String name = layout.offsets().getSimpleName();
      tests.add(dynamicTest(name, () -> compare(btf, layout, complete)));
    }
    return tests;
  }

  private static void compare(Btf btf, Layout layout, boolean complete) throws Exception {
    int type = btf.find(BtfKind.STRUCT, layout.type());
    if (type <= 0) {
      type = btf.find(BtfKind.UNION, layout.type());
    }
    if (type <= 0 && !complete) {
      Assumptions.abort("this kernel has no " + layout.type());
    }
    Map<String, Member> members = new TreeMap<>();
    if (layout.part().isEmpty()) {
      collect(btf, type, 0, "", members);
    } else {
      int part = part(btf, type, layout.part());
      if (part == 0 && !complete) {
        Assumptions.abort("this kernel has no " + layout.part());
      }
      collect(btf, part, 0, "", members);
    }
    Map<String, Integer> constants = new HashMap<>();
    constants(layout.offsets(), "", constants);
    int checked = 0;
    long end = 0;
    for (Map.Entry<String, Integer> constant : constants.entrySet()) {
      Member member = members.get(constant.getKey());
      if (member == null) {
        assertTrue(
            !complete || isNewer(constant.getKey()),
            () -> constant.getKey() + " is not a member of the kernel's type");
        continue;
      }
      assertEquals(member.offset(), constant.getValue().longValue(), constant.getKey());
      end = Math.max(end, member.offset() + member.size());
      checked++;
    }
    assertTrue(checked > 0, "nothing compared");
    String sizeName = layout.offsets() == PerfEventAttr.class ? "STRUCT_SIZE" : "SIZE";
    int size = layout.offsets().getField(sizeName).getInt(null);
    assertTrue(complete ? end == size : end <= size, "size " + size + ", fields end at " + end);
  }

  /// Whether a member came after Linux 6.18; where it is there, it is compared.
  private static boolean isNewer(String member) {
    return member.startsWith("tracing_multi.");
  }

  /// Id of the member's type of `union bpf_attr` that is named `name` or has a field of that name.
  private static int part(Btf btf, int union, String name) {
    for (int i = 0; i < btf.vlen(union); i++) {
      int type = btf.skipModifiers(btf.memberType(union, i));
      if (btf.memberName(union, i).equals(name)) {
        return type;
      }
      if (btf.memberName(union, i).isEmpty() && btf.is(type, BtfKind.STRUCT)) {
        Map<String, Member> members = new HashMap<>();
        collect(btf, type, 0, "", members);
        if (members.containsKey(name)) {
          return type;
        }
      }
    }
    return 0;
  }

  /// Fields by name; those of a named struct or union within as `outer.inner`.
  private static void collect(
      Btf btf, int type, long base, String path, Map<String, Member> members) {
    for (int i = 0; i < btf.vlen(type); i++) {
      String name = btf.memberName(type, i);
      int of = btf.resolve(btf.memberType(type, i));
      long offset = base + btf.memberBitOffset(type, i) / 8;
      boolean composite = btf.is(of, BtfKind.STRUCT) || btf.is(of, BtfKind.UNION);
      if (composite && btf.name(of).isEmpty()) {
        collect(btf, of, offset, name.isEmpty() ? path : path + name + ".", members);
      } else {
        boolean bits = btf.memberBitfieldSize(type, i) != 0;
        long size = bits ? 1 : btf.sizeBytes(btf.memberType(type, i));
        members.put(path + name, new Member(offset, size, bits));
      }
    }
    if (path.isEmpty() && members.containsKey("disabled")) {
      members.put("flags", new Member(members.get("disabled").offset(), 8, true));
    }
  }

  private static void constants(Class<?> from, String path, Map<String, Integer> to)
      throws IllegalAccessException {
    for (Field field : from.getFields()) {
      String name = field.getName();
      boolean isSize =
          from == PerfEventAttr.class ? name.equals("STRUCT_SIZE") : name.equals("SIZE");
      if (!isSize) {
        to.put(path + name.toLowerCase(Locale.ROOT), field.getInt(null));
      }
    }
    for (Class<?> inner : from.getClasses()) {
      StringBuilder snake = new StringBuilder();
      for (char c : inner.getSimpleName().toCharArray()) {
        if (Character.isUpperCase(c) && !snake.isEmpty()) {
          snake.append('_');
        }
        snake.append(Character.toLowerCase(c));
      }
      constants(inner, path + snake + ".", to);
    }
  }
}
