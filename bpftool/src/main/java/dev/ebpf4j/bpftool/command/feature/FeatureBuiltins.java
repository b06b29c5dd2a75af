package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.out.JsonOut;
import org.jspecify.annotations.Nullable;

/// `feature list_builtins GROUP`: the names that this tool knows, which asks no kernel.
final class FeatureBuiltins implements Command {

  private interface Names {
    @Nullable String name(int number);
  }

  @Override
  public void run(Session session, Args args) {
    if (args.isEmpty()) {
      throw new UsageException();
    }
    switch (args.takeAny("prog_types", "map_types", "attach_types", "link_types", "helpers")) {
      case 0 -> list(session, "", ProgramType.COUNT, ProgramType::name);
      case 1 -> list(session, "", MapType.COUNT, MapType::name);
      case 2 -> list(session, "", AttachType.COUNT, AttachType::name);
      case 3 -> list(session, "", LinkType.COUNT, LinkType::name);
      case 4 -> list(session, "bpf_", Helper.COUNT, Helper::name);
      default ->
          throw CommandException.failed(
              "expected 'prog_types', 'map_types', 'attach_types', 'link_types' or 'helpers',"
                  + " got: "
                  + args.shown());
    }
  }

  private static void list(Session session, String prefix, int count, Names names) {
    if (session.isJson()) {
      JsonOut json = session.json().beginArray();
      for (int i = 0; i < count; i++) {
        json.value(prefix + names.name(i));
      }
      json.endArray();
    } else {
      for (int i = 0; i < count; i++) {
        session.out().text(prefix).text(String.valueOf(names.name(i))).nl();
      }
    }
  }
}
