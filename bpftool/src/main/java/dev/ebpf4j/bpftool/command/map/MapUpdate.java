package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.map.MapAccess;

/// `map update MAP [key DATA] [value VALUE] [any|exist|noexist]`, `map push` and `map enqueue`.
final class MapUpdate implements Command {

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.open(session, args, 0);
        ElementArgs element = ElementArgs.element(session, map.shape(), args);
        MapAccess access = map.access()) {
      int result = access.update(element.key(), element.value(), element.flags());
      if (result < 0) {
        throw ElementFailures.failed("update failed", result);
      }
    }
    session.done();
  }
}
