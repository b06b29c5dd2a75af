package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.HexText;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.util.TextBuffer;

/// `map lookup MAP [key DATA]` and `map peek MAP`: the value at a key, or the next one of a queue.
final class MapLookup implements Command {

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.open(session, args, BpfFlag.RDONLY)) {
      byte[] key = ElementArgs.key(session, map.shape(), args);
      byte[] value = new byte[map.shape().elementBytes()];
      int result;
      try (MapAccess access = map.access()) {
        result = access.lookup(key, value);
      }
      if (result >= 0) {
        map.show(key, value);
      } else if (result == -Errno.ENOENT) {
        notFound(session, key);
      } else {
        throw ElementFailures.failed("lookup failed", result);
      }
    }
  }

  private static void notFound(Session session, byte[] key) {
    if (!session.isJson()) {
      TextBuffer out = session.out().text("key:\n");
      HexText.rows(out, key, 0, key.length);
      out.text("\n\nNot found\n");
    } else {
      session.json().nul();
    }
    throw CommandException.silent(-Errno.ENOENT & 0xff);
  }
}
