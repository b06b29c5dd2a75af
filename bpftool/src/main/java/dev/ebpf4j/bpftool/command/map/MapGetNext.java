package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.out.HexText;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// `map getnext MAP [key DATA]`: the key behind a key, or the first one.
final class MapGetNext implements Command {

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.open(session, args, BpfFlag.RDONLY)) {
      byte[] key = args.isEmpty() ? null : ElementArgs.neededKey(session, map.shape(), args);
      byte[] next = new byte[map.shape().keySize()];
      try (MapAccess access = map.access()) {
        int result = access.nextKey(key, next);
        if (result < 0) {
          throw ElementFailures.failed("can't get next key", result);
        }
      }
      if (session.isJson()) {
        json(session.json(), key, next);
      } else {
        plain(session.out(), key, next);
      }
    }
  }

  private static void plain(TextBuffer out, byte @Nullable [] key, byte[] next) {
    if (key == null) {
      out.text("key: None\n");
    } else {
      out.text("key:\n");
      HexText.rows(out, key, 0, key.length);
      out.nl();
    }
    out.text("next key:\n");
    HexText.rows(out, next, 0, next.length);
    out.nl();
  }

  private static void json(JsonOut json, byte @Nullable [] key, byte[] next) {
    json.beginObject().name("key");
    if (key == null) {
      json.nul();
    } else {
      json.hexBytes(key, 0, key.length);
    }
    json.name("next_key").hexBytes(next, 0, next.length).endObject();
  }
}
