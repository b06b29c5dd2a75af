package dev.ebpf4j.bpftool.command.token;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.view.TokenView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.Mounts;
import java.util.ArrayList;
import java.util.List;

/// `token show`: BPF file systems that delegate rights.
final class TokenShow implements Command {

  @Override
  public void run(Session session, Args args) {
    args.atEnd();
    List<TokenView> views = new ArrayList<>();
    try {
      for (Mounts.Mount mount : Mounts.all(session.kernel())) {
        if (mount.type().startsWith("bpf") && mount.options().contains("delegate_")) {
          views.add(
              new TokenView(
                  mount.path(),
                  delegated(mount.options(), "delegate_cmds="),
                  delegated(mount.options(), "delegate_maps="),
                  delegated(mount.options(), "delegate_progs="),
                  delegated(mount.options(), "delegate_attachs=")));
        }
      }
    } catch (SyscallException e) {
      throw Failures.bare(session, "Failed to open: /proc/mounts", e);
    }
    new Listing<>(views, null).show(session, TokenView.RENDERER);
  }

  /// The values of one mount option, which stand between colons.
  private static List<String> delegated(String options, String name) {
    List<String> values = new ArrayList<>();
    int start = options.startsWith(name) ? 0 : options.indexOf("," + name) + 1;
    if (start == 0 && !options.startsWith(name)) {
      return values;
    }
    int at = start + name.length();
    int end = options.indexOf(',', at);
    end = end < 0 ? options.length() : end;
    while (at < end) {
      int colon = options.indexOf(':', at);
      int valueEnd = colon < 0 || colon > end ? end : colon;
      values.add(options.substring(at, valueEnd));
      at = valueEnd + 1;
    }
    return values;
  }
}
