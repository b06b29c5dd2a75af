package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.map.MapAccess;

/// `map delete MAP key DATA`.
final class MapDelete implements Command {

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.open(session, args, 0)) {
      byte[] key = ElementArgs.neededKey(session, map.shape(), args);
      try (MapAccess access = map.access()) {
        int result = access.delete(key);
        if (result < 0) {
          throw ElementFailures.failed("delete failed", result);
        }
      }
    }
    session.done();
  }
}
