package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.sys.Os;

/// `feature probe`: what the kernel, or a network device, can do.
final class FeatureProbe implements Command {

  @Override
  public void run(Session session, Args args) {
    FeatureQuestion question = FeatureQuestion.parse(session, args);
    Os.tryUnlimitLockedMemory(session.kernel());
    if (!question.unprivileged()) {
      Privileges.check(session.kernel());
    }
    FeatureReport report = FeatureProbing.report(session, question);
    if (session.isJson()) {
      json(report, session.json());
    } else {
      new FeatureText(session.out(), question.macros()).write(report);
    }
  }

  private static void json(FeatureReport report, JsonOut json) {
    json.beginObject();
    if (report.system() != null) {
      json.beginObject("system_config");
      system(report.system(), json);
      json.endObject();
    }
    json.beginObject("syscall_config").field("have_bpf_syscall", report.syscall()).endObject();
    if (report.syscall()) {
      json.beginObject("program_types");
      for (FeatureReport.TypeAnswer type : report.programTypes()) {
        json.field("have_" + type.name() + "_prog_type", type.available());
      }
      json.endObject().beginObject("map_types");
      for (FeatureReport.TypeAnswer type : report.mapTypes()) {
        json.field("have_" + type.name() + "_map_type", type.available());
      }
      json.endObject().beginObject("helpers");
      for (FeatureReport.HelperAnswers helpers : report.helpers()) {
        helpers(helpers, json);
      }
      json.endObject().beginObject("misc");
      for (FeatureReport.MiscAnswer misc : report.misc()) {
        json.field(misc.key(), misc.available());
      }
      json.endObject();
    }
    json.endObject();
  }

  private static void system(FeatureReport.SystemConfig system, JsonOut json) {
    if (system.settings() != null) {
      for (FeatureReport.Setting setting : system.settings()) {
        json.field(setting.key().json(), setting.value());
      }
    }
    if (system.options() != null) {
      for (FeatureReport.Option option : system.options()) {
        json.name(option.name());
        if (option.value() == null) {
          json.nul();
        } else {
          json.value(option.value());
        }
      }
    }
  }

  private static void helpers(FeatureReport.HelperAnswers helpers, JsonOut json) {
    json.beginArray(helpers.programType() + "_available_helpers");
    for (int i = 0; i < helpers.ids().length; i++) {
      if (helpers.available()[i]) {
        json.value("bpf_" + Helper.name(helpers.ids()[i]));
      }
    }
    json.endArray();
  }
}
