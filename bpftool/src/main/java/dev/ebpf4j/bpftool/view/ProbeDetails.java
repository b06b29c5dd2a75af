package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.Columns;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Links to functions of the kernel or of programs, and to perf events.
public sealed interface ProbeDetails extends LinkDetails {

  /// Many kernel functions at once.
  ///
  /// @param onReturn whether the program runs when they return
  /// @param count number of functions
  /// @param missed runs left out
  /// @param functions sorted by address; null where the kernel hides the addresses
  record KprobeMulti(boolean onReturn, int count, long missed, @Nullable List<Function> functions)
      implements ProbeDetails {

    /// One function.
    ///
    /// @param module kernel module it lies in, or null
    public record Function(long address, String name, @Nullable String module, long cookie) {}

    @Override
    public void plain(TextBuffer out) {
      if (count == 0) {
        return;
      }
      out.text(onReturn ? "\n\tkretprobe.multi  " : "\n\tkprobe.multi  ");
      out.text("func_cnt ").unsigned(count).text("  ");
      if (missed != 0) {
        out.text("missed ").unsigned(missed).text("  ");
      }
      if (functions == null || functions.isEmpty()) {
        return;
      }
      out.text("\n\taddr             cookie           func [module]");
      for (Function function : functions) {
        out.text("\n\t").hex(function.address, 16).ch(' ');
        Columns.left(out, Long.toHexString(function.cookie), 16);
        out.ch(' ').text(function.name);
        if (function.module != null) {
          out.text(" [").text(function.module).ch(']');
        }
        out.text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("retprobe", onReturn).u32("func_cnt", count).u64("missed", missed);
      json.beginArray("funcs");
      if (functions != null) {
        for (Function function : functions) {
          json.beginObject().u64("addr", function.address).field("func", function.name);
          json.name("module");
          if (function.module == null) {
            json.nul();
          } else {
            json.value(function.module);
          }
          json.u64("cookie", function.cookie).endObject();
        }
      }
      json.endArray();
    }
  }

  /// Many places of one executable or library.
  ///
  /// @param processId the process it is limited to, or 0
  record UprobeMulti(boolean onReturn, String path, int processId, List<Place> places)
      implements ProbeDetails {

    /// One place.
    ///
    /// @param offset within the file
    /// @param counterOffset of the counter of a static probe, or 0
    public record Place(long offset, long counterOffset, long cookie) {}

    @Override
    public void plain(TextBuffer out) {
      if (places.isEmpty()) {
        return;
      }
      out.text(onReturn ? "\n\turetprobe.multi  " : "\n\tuprobe.multi  ");
      out.text("path ").text(path).text("  func_cnt ").dec(places.size()).text("  ");
      if (processId != 0) {
        out.text("pid ").unsigned(processId).text("  ");
      }
      out.text("\n\toffset             ref_ctr_offset     cookies         ");
      for (Place place : places) {
        String separator = "\n\t0x";
        for (long number : new long[] {place.offset, place.counterOffset, place.cookie}) {
          Columns.left(out.text(separator), Long.toHexString(number), 16);
          separator = " 0x";
        }
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("retprobe", onReturn).field("path", path);
      json.field("func_cnt", places.size()).u32("pid", processId);
      json.beginArray("funcs");
      for (Place place : places) {
        json.beginObject().u64("offset", place.offset);
        json.u64("ref_ctr_offset", place.counterOffset).u64("cookie", place.cookie).endObject();
      }
      json.endArray();
    }
  }

  /// A perf event made from one kernel function.
  ///
  /// @param function empty if only the address is known
  record Kprobe(
      boolean onReturn, long address, String function, int offset, long missed, long cookie)
      implements ProbeDetails {

    @Override
    public void plain(TextBuffer out) {
      if (function.isEmpty() && address == 0) {
        return;
      }
      out.text(onReturn ? "\n\tkretprobe " : "\n\tkprobe ");
      if (address != 0) {
        out.hex(address).ch(' ');
      }
      out.text(function);
      if (offset != 0) {
        out.text("+0x").hex(offset & 0xffffffffL);
      }
      if (missed != 0) {
        out.text("  missed ").unsigned(missed);
      }
      if (cookie != 0) {
        out.text("  cookie ").unsigned(cookie);
      }
      out.text("  ");
    }

    @Override
    public void json(JsonOut json) {
      json.field("retprobe", onReturn).u64("addr", address).field("func", function);
      json.u32("offset", offset).u64("missed", missed).u64("cookie", cookie);
    }
  }

  /// A perf event made from one place in an executable or library.
  record Uprobe(boolean onReturn, String file, int offset, long cookie, long counterOffset)
      implements ProbeDetails {

    @Override
    public void plain(TextBuffer out) {
      if (file.isEmpty()) {
        return;
      }
      out.text(onReturn ? "\n\turetprobe " : "\n\tuprobe ").text(file).ch('+');
      if (offset != 0) {
        out.text("0x");
      }
      out.hex(offset & 0xffffffffL).text("  ");
      if (cookie != 0) {
        out.text("cookie ").unsigned(cookie).text("  ");
      }
      if (counterOffset != 0) {
        out.text("ref_ctr_offset 0x").hex(counterOffset).text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("retprobe", onReturn).field("file", file).u32("offset", offset);
      json.u64("cookie", cookie).u64("ref_ctr_offset", counterOffset);
    }
  }

  /// A perf event made from a tracepoint.
  record Tracepoint(String name, long cookie) implements ProbeDetails {

    @Override
    public void plain(TextBuffer out) {
      if (name.isEmpty()) {
        return;
      }
      out.text("\n\ttracepoint ").text(name).text("  ");
      if (cookie != 0) {
        out.text("cookie ").unsigned(cookie).text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("tracepoint", name).u64("cookie", cookie);
    }
  }

  /// Any other perf event.
  ///
  /// @param type `PERF_TYPE_...`
  /// @param config what the type makes of it
  record PerfEvent(int type, long config, long cookie) implements ProbeDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\tevent ");
      String typeName = PerfNames.type(type);
      if (typeName != null) {
        out.text(typeName).ch(':');
      } else {
        out.unsigned(type).text(" :");
      }
      String configName = PerfNames.config(type, config);
      if (configName != null) {
        out.text(configName);
      } else {
        out.unsigned(config);
      }
      out.text("  ");
      if (cookie != 0) {
        out.text("cookie ").unsigned(cookie).text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      Names.json("event_type", PerfNames.type(type), type, json);
      String configName = PerfNames.config(type, config);
      if (configName != null) {
        json.field("event_config", configName);
      } else {
        json.u64("event_config", config);
      }
      json.u64("cookie", cookie);
    }
  }
}
