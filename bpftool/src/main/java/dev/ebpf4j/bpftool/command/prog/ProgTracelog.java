package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.command.StopSignal;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.prog.ProgramStream;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.sys.Readiness;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// `prog tracelog`: what programs print while they run, until the user stops it; with a stream and
/// a program, what that program wrote to its stream so far.
final class ProgTracelog implements Command {

  private static final int STREAM_CHUNK = 512;
  private static final int PIPE_CHUNK = 16 * 1024;
  private static final int POLL_MILLIS = 100;

  @Override
  public void run(Session session, Args args) {
    if (!args.isEmpty()) {
      stream(session, args);
      return;
    }
    String directory = tracefs(session);
    try (Fd pipe = open(session, directory + "/trace_pipe")) {
      copy(session, pipe);
    }
  }

  private static void stream(Session session, Args args) {
    int stream = args.takeAny("stdout", "stderr") + ProgramStream.STDOUT;
    if (stream < ProgramStream.STDOUT) {
      throw new UsageException();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Fd program = Handles.program(session, args)) {
      byte[] part;
      do {
        part = ProgramStream.read(session.kernel(), program, stream, STREAM_CHUNK);
        all.writeBytes(part);
      } while (part.length > 0);
    } catch (SyscallException e) {
      throw Failures.failed(session, "failed to read the stream", e);
    }
    if (session.isJson()) {
      session.json().value(all.toString(StandardCharsets.UTF_8));
    } else if (stream == ProgramStream.STDOUT) {
      session.out().bytes(all.toByteArray());
    } else {
      session.err().bytes(all.toByteArray());
      session.flushErr();
    }
  }

  /// Where the tracing file system is, after mounting it if need be.
  private static String tracefs(Session session) {
    Kernel kernel = session.kernel();
    Tracefs mounted = Tracefs.find(kernel);
    if (mounted != null) {
      return mounted.directory();
    }
    if (session.options().noMount()) {
      throw CommandException.failed("no tracefs found, not mounting it due to --nomount option");
    }
    session.notice("could not find tracefs, attempting to mount it now");
    String place = Tracefs.usualPlace();
    String problem = BpfFs.mount(kernel, place, "tracefs");
    if (problem != null) {
      throw CommandException.failed("can't mount tracefs: " + problem);
    }
    return place;
  }

  private static Fd open(Session session, String path) {
    try {
      return Os.open(session.kernel(), path, Sys.O_RDONLY | Sys.O_NONBLOCK, 0);
    } catch (SyscallException e) {
      throw Failures.failed(session, "could not open trace pipe", e);
    }
  }

  /// Copies what comes, as it comes; in JSON a string for each line.
  private static void copy(Session session, Fd pipe) {
    Kernel kernel = session.kernel();
    LineSplitter lines = session.isJson() ? new LineSplitter(session) : null;
    try (StopSignal stop = StopSignal.listenQuietly(session);
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(PIPE_CHUNK);
      while (!stop.raised()) {
        if (!Readiness.await(kernel, pipe, POLL_MILLIS)) {
          continue;
        }
        long count = Os.tryRead(kernel, pipe, buffer);
        if (count < 0 && count != -Errno.EAGAIN) {
          throw CommandException.failed(
              "failed to read content from trace pipe: " + Errno.message((int) -count));
        }
        byte[] bytes = Os.bytes(buffer, (int) Math.max(0, count));
        if (lines == null) {
          session.out().bytes(bytes);
        } else {
          lines.add(bytes);
        }
        session.out().flush();
      }
    } finally {
      if (lines != null) {
        lines.end();
      }
    }
  }

  /// Makes an array of the lines of a stream.
  private static final class LineSplitter {
    private final Session session;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineSplitter(Session session) {
      this.session = session;
      session.json().beginArray();
      session.out().flush();
    }

    void add(byte[] bytes) {
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, start, i + 1 - start);
          write();
          start = i + 1;
        }
      }
      line.write(bytes, start, bytes.length - start);
    }

    private void write() {
      session.json().value(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }

    void end() {
      if (line.size() > 0) {
        write();
      }
      session.json().endArray();
    }
  }
}
