package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.sys.Attr;

/// `map pop MAP` and `map dequeue MAP`: takes the next value of a stack or queue.
final class MapPop implements Command {

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.open(session, args, 0)) {
      if (map.shape().keySize() > 0) {
        throw ElementFailures.failed("pop failed", -Errno.EINVAL); // it is nothing one can pop
      }
      byte[] value = new byte[map.shape().elementBytes()];
      int result;
      try (MapAccess access = map.access()) {
        result = access.lookupAndDelete(new byte[0], value);
      }
      if (result >= 0) {
        map.show(new byte[0], value);
        return;
      }
      if (result != -Errno.ENOENT) {
        throw Failures.errno(
            session,
            "pop failed",
            Attr.failure(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, "map", -result));
      }
    }
    if (session.isJson()) {
      session.json().nul();
    } else {
      session.out().text("Error: empty map\n"); // on standard output, as scripts know it
    }
    throw CommandException.silent(-Errno.ENOENT & 0xff);
  }
}
