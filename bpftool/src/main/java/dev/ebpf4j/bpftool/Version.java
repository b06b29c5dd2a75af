package dev.ebpf4j.bpftool;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.llvm.LlvmLibrary;
import dev.ebpf4j.util.TextBuffer;

/// `bpftool version`: the upstream version whose behaviour this is, and what it can do here.
final class Version implements Command {

  static final String TOOL = "7.8.0";
  private static final String LIBRARY = "1.8";

  /// Parts that upstream may be built with or without.
  private record Feature(String name, boolean present) {}

  /// `libbfd` and `bootstrap` say how upstream was compiled; neither can be true of this build.
  /// `crypto` is the signing of programs.
  private static Feature[] features() {
    return new Feature[] {
      new Feature("libbfd", false),
      new Feature("llvm", LlvmLibrary.isInstalled()),
      new Feature("crypto", true),
      new Feature("skeletons", true),
      new Feature("bootstrap", false),
    };
  }

  @Override
  public void run(Session session, Args args) {
    if (session.isJson()) {
      json(session.json());
    } else {
      plain(session.out());
    }
  }

  private static void plain(TextBuffer out) {
    out.text("bpftool v").text(TOOL).nl();
    out.text("using libbpf v").text(LIBRARY).nl();
    out.text("features:");
    String separator = " ";
    for (Feature feature : features()) {
      if (feature.present) {
        out.text(separator).text(feature.name);
        separator = ", ";
      }
    }
    out.nl();
  }

  private static void json(JsonOut json) {
    json.beginObject().field("version", TOOL).field("libbpf_version", LIBRARY);
    json.beginObject("features");
    for (Feature feature : features()) {
      json.field(feature.name, feature.present);
    }
    json.endObject().endObject();
  }
}
