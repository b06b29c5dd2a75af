package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.SymbolFile;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import org.jspecify.annotations.Nullable;

/// `prog dump {xlated | jited} PROG`: the instructions of loaded programs, as the verifier left
/// them or as machine code.
final class ProgDump implements Command {

  private static final int OWNER_ONLY = 0600;

  /// Shows, or writes to a file, the code of one program.
  private interface Part {
    void dump(Fd fd, ProgramInfo info);
  }

  @Override
  public void run(Session session, Args args) {
    boolean jited = args.take("jited");
    if (!jited && !args.take("xlated")) {
      throw CommandException.failed("expected 'xlated' or 'jited', got: " + args.shown());
    }
    if (args.count() < 2) {
      throw new UsageException();
    }
    if (!jited && isObject(args)) {
      args.next();
      new ProgDumpObject(session).run(args);
      return;
    }
    if (jited) {
      dump(session, args, null);
    } else {
      // Reading goes on while the way to the kernel is opened, which takes as long.
      try (SymbolFile symbols = SymbolFile.open()) {
        dump(session, args, symbols);
      }
    }
  }

  /// @param symbols the kernel's symbols, being read; null for machine code
  private static void dump(Session session, Args args, @Nullable SymbolFile symbols) {
    boolean jited = symbols == null;
    try (Fds fds = Handles.programs(session, args)) {
      DumpOptions options = DumpWords.read(session, args, fds.size());
      String file = options.file();
      if (file != null) {
        all(session, fds, (fd, info) -> write(session, fd, info, jited, file));
      } else if (symbols == null) {
        try (MachineDecoder decoder = Decoders.open(session)) {
          all(session, fds, (fd, info) -> jited(session, fd, info, decoder, options));
        }
      } else {
        all(session, fds, (fd, info) -> xlated(session, fd, info, symbols, options));
      }
    }
  }

  /// Whether a file is named in place of a program; `file` is the beginning of no kind of handle.
  private static boolean isObject(Args args) {
    String word = args.peek();
    return word != null && !word.isEmpty() && args.is("file");
  }

  /// One program as it is; several with a headline each, in JSON as an array.
  private static void all(Session session, Fds fds, Part part) {
    if (fds.size() == 1) {
      part.dump(fds.get(0), info(session, fds.get(0)));
      return;
    }
    if (session.isJson()) {
      session.json().beginArray();
    }
    for (int i = 0; i < fds.size(); i++) {
      Fd fd = fds.get(i);
      ProgramInfo info = info(session, fd);
      if (session.isJson()) {
        session.json().beginObject();
        ProgHeaders.of(session.kernel(), fd, info).json(session.json());
        session.json().name("insns");
        part.dump(fd, info);
        session.json().endObject();
      } else {
        if (i > 0) {
          session.out().nl();
        }
        ProgHeaders.of(session.kernel(), fd, info).plain(session.out());
        session.out().nl();
        part.dump(fd, info);
      }
    }
    if (session.isJson()) {
      session.json().endArray();
    }
  }

  private static ProgramInfo info(Session session, Fd fd) {
    try {
      return Programs.info(session.kernel(), fd);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't get prog info", e);
    }
  }

  private static void xlated(
      Session session, Fd fd, ProgramInfo info, SymbolFile symbols, DumpOptions options) {
    DumpCollector collector = new DumpCollector(session, fd, info, false);
    XlatedOutput.write(session, collector.xlated(symbols), options);
  }

  private static void jited(
      Session session, Fd fd, ProgramInfo info, MachineDecoder decoder, DumpOptions options) {
    JitedDump dump = new DumpCollector(session, fd, info, true).jited();
    if (session.isJson()) {
      dump.json(decoder, session.json(), options);
    } else {
      dump.plain(decoder, session.out(), options);
    }
  }

  private static void write(
      Session session, Fd program, ProgramInfo info, boolean jited, String file) {
    DumpCollector collector = new DumpCollector(session, program, info, jited);
    Kernel kernel = session.kernel();
    int flags = Sys.O_WRONLY | Sys.O_CREAT | Sys.O_TRUNC;
    try (Fd fd = Os.open(kernel, file, flags, OWNER_ONLY)) {
      Os.write(kernel, fd, jited ? collector.jitedBytes() : collector.xlatedBytes());
    } catch (SyscallException e) {
      String what =
          e.operation().equals("open") ? "can't open file " + file : "error writing output file";
      throw CommandException.failed(what + ": " + Errno.message(e.errno()), e);
    }
    session.done();
  }
}
