package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.util.TextBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes what probing found for people, or as macros for C.
final class FeatureText {

  private final TextBuffer out;
  private final @Nullable String macros;

  /// @param macros what macros begin with; null for text
  FeatureText(TextBuffer out, @Nullable String macros) {
    this.out = out;
    this.macros = macros;
  }

  void write(FeatureReport report) {
    if (report.system() != null) {
      title("Scanning system configuration...", "Misc kernel config items");
      system(report.system());
    }
    title("Scanning system call availability...", "System call availability");
    answer("bpf() syscall", "BPF_SYSCALL", report.syscall());
    out.nl();
    if (!report.syscall()) {
      return;
    }
    title("Scanning eBPF program types...", "eBPF program types");
    for (FeatureReport.TypeAnswer type : report.programTypes()) {
      answer(
          "eBPF program_type " + type.name(), upper(type.name(), "_PROG_TYPE"), type.available());
    }
    out.nl();
    title("Scanning eBPF map types...", "eBPF map types");
    for (FeatureReport.TypeAnswer type : report.mapTypes()) {
      answer("eBPF map_type " + type.name(), upper(type.name(), "_MAP_TYPE"), type.available());
    }
    out.nl();
    title("Scanning eBPF helper functions...", "eBPF helper functions");
    if (macros != null) {
      explainHelpers(macros);
    }
    for (FeatureReport.HelperAnswers helpers : report.helpers()) {
      helpers(helpers);
    }
    out.nl();
    title("Scanning miscellaneous eBPF features...", "eBPF misc features");
    for (FeatureReport.MiscAnswer misc : report.misc()) {
      answer(misc.text(), misc.macro(), misc.available());
    }
    out.nl();
  }

  private void title(String text, String comment) {
    if (macros == null) {
      out.text(text).nl();
    } else {
      out.text("/*** ").text(comment).text(" ***/\n");
    }
  }

  private void answer(String text, String macro, boolean available) {
    if (macros == null) {
      out.text(text).text(available ? " is available\n" : " is NOT available\n");
    } else {
      out.text("#define ").text(macros).text(available ? "" : "NO_");
      out.text("HAVE_").text(macro).nl();
    }
  }

  private static String upper(String name, String suffix) {
    return name.toUpperCase(Locale.ROOT) + suffix;
  }

  private void system(FeatureReport.SystemConfig system) {
    if (system.settings() != null) {
      for (FeatureReport.Setting setting : system.settings()) {
        out.text(setting.key().sentence(setting.value())).nl();
      }
    }
    if (system.options() != null) {
      for (FeatureReport.Option option : system.options()) {
        option(option);
      }
    }
    out.nl();
  }

  private void option(FeatureReport.Option option) {
    String value = option.value();
    if (macros == null) {
      out.text(option.name()).text(value == null ? " is not set" : " is set to " + value).nl();
    } else if (option.name().equals("CONFIG_HZ")) {
      if (value == null) {
        out.text("/* ").text(macros).text(option.name()).text(" is not set */\n");
      } else {
        out.text("#define ").text(macros).text(option.name()).ch(' ').text(value).nl();
      }
    }
  }

  private void explainHelpers(String prefix) {
    out.text("/*\n * Use ")
        .text(prefix)
        .text("HAVE_PROG_TYPE_HELPER(prog_type_name, helper_name)\n");
    out.text(" * to determine if <helper_name> is available for <prog_type_name>,\n * e.g.\n");
    out.text(" *\t#if ").text(prefix).text("HAVE_PROG_TYPE_HELPER(xdp, bpf_redirect)\n");
    out.text(" *\t\t// do stuff with this helper\n *\t#elif\n");
    out.text(" *\t\t// use a workaround\n *\t#endif\n */\n");
    out.text("#define ").text(prefix).text("HAVE_PROG_TYPE_HELPER(prog_type, helper)\t\\\n\t");
    out.text(prefix).text("BPF__PROG_TYPE_ ## prog_type ## __HELPER_ ## helper\n");
  }

  private void helpers(FeatureReport.HelperAnswers helpers) {
    if (macros != null) {
      for (int i = 0; i < helpers.ids().length; i++) {
        out.text("#define ").text(macros).text("BPF__PROG_TYPE_").text(helpers.programType());
        out.text("__HELPER_bpf_").text(String.valueOf(Helper.name(helpers.ids()[i])));
        out.text(helpers.available()[i] ? " 1\n" : " 0\n");
      }
      return;
    }
    out.text("eBPF helpers supported for program type ").text(helpers.programType()).ch(':');
    boolean any = false;
    for (int i = 0; i < helpers.ids().length; i++) {
      if (helpers.available()[i]) {
        any = true;
        out.text("\n\t- bpf_").text(String.valueOf(Helper.name(helpers.ids()[i])));
      }
    }
    out.nl();
    if (!any) {
      out.text(
          helpers.typeAvailable()
              ? "\tCould not determine which helpers are available\n"
              : "\tProgram type not supported\n");
    }
  }
}
