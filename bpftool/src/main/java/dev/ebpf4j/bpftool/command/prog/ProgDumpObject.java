package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.object.FunctionSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `prog dump xlated file OBJ [NAME]`: the instructions in an object file, without any kernel. Not
/// in upstream bpftool.
final class ProgDumpObject {

  /// A program, or a function of an object that has none.
  private record Entry(FunctionSpec function, @Nullable ProgramSpec program) {}

  private final Session session;

  ProgDumpObject(Session session) {
    this.session = session;
  }

  /// @param args the cursor behind `file`
  void run(Args args) {
    ObjectSpec object = open(args.next());
    List<Entry> entries = chosen(object, args);
    DumpOptions options = DumpWords.read(session, args, entries.size());
    ObjectDump dump = new ObjectDump(object);
    if (entries.size() == 1) {
      XlatedOutput.write(session, listing(dump, entries.getFirst()), options);
      return;
    }
    if (session.isJson()) {
      session.json().beginArray();
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (session.isJson()) {
        session.json().beginObject();
        jsonHeader(entry);
        session.json().name("insns");
        XlatedOutput.write(session, listing(dump, entry), options);
        session.json().endObject();
      } else {
        if (i > 0) {
          session.out().nl();
        }
        plainHeader(entry);
        XlatedOutput.write(session, listing(dump, entry), options);
      }
    }
    if (session.isJson()) {
      session.json().endArray();
    }
  }

  private ObjectSpec open(String path) {
    try {
      return ObjectSpec.open(path, OpenOptions.DEFAULT.withLog(session));
    } catch (BpfException e) {
      throw CommandException.failed("failed to open object file", e);
    }
  }

  /// The program that the next word names, if it is none of the options; else all.
  private static List<Entry> chosen(ObjectSpec object, Args args) {
    List<Entry> all = new ArrayList<>();
    for (ProgramSpec program : object.programs()) {
      all.add(new Entry(program.function(), program));
    }
    List<Entry> callees = new ArrayList<>();
    for (FunctionSpec function : object.textFunctions()) {
      callees.add(new Entry(function, null));
    }
    String name = args.peek();
    if (name != null) {
      for (List<Entry> entries : List.of(all, callees)) {
        for (Entry entry : entries) {
          if (entry.function().name().equals(name)) {
            args.next();
            return List.of(entry);
          }
        }
      }
      if (!DumpWords.isNext(args)) {
        throw CommandException.failed("no program '" + name + "' in " + object.path());
      }
    }
    if (!all.isEmpty()) {
      return all;
    }
    if (callees.isEmpty()) {
      throw CommandException.failed("object file doesn't contain any bpf program");
    }
    return callees;
  }

  private static XlatedDump listing(ObjectDump dump, Entry entry) {
    ProgramSpec program = entry.program();
    return program == null ? dump.function(entry.function()) : dump.program(program);
  }

  private static String type(Entry entry) {
    ProgramSpec program = entry.program();
    if (program == null) {
      return "function";
    }
    String name = ProgramType.name(program.type());
    return name == null ? "unspec" : name;
  }

  private void plainHeader(Entry entry) {
    session.out().text(type(entry)).text("  name ").text(entry.function().name());
    session.out().text("  section ").text(entry.function().section()).nl();
  }

  private void jsonHeader(Entry entry) {
    session.json().field("type", type(entry)).field("name", entry.function().name());
    session.json().field("section", entry.function().section());
  }
}
