package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.linker.ObjectLinker;
import dev.ebpf4j.util.FileBytes;
import java.io.IOException;

/// `gen object OUTPUT_FILE INPUT_FILE...`: links object files into one.
final class GenObject implements Command {

  @Override
  public void run(Session session, Args args) {
    NeededArgs.check(session, args, 2);
    String path = args.next();
    OutputFile output;
    try {
      output = OutputFile.create(path);
    } catch (IOException e) {
      session.warn("failed to create '" + path + "': -" + Errno.name(OutputFile.errno(e)));
      throw CommandException.failed("failed to create BPF linker instance", e);
    }
    try {
      byte[] linked = link(session, args);
      output.write(linked);
    } catch (IOException e) {
      throw failed("failed to finalize ELF file", OutputFile.errno(e), e);
    } finally {
      output.discard();
    }
  }

  private static byte[] link(Session session, Args args) {
    ObjectLinker linker = new ObjectLinker(session);
    while (!args.isEmpty()) {
      String input = args.next();
      try {
        linker.add(read(session, input), input);
      } catch (BpfException e) {
        throw failed("failed to link '" + input + "'", ErrorNumber.of(e), e);
      }
    }
    try {
      return linker.finish();
    } catch (BpfException e) {
      throw failed("failed to finalize ELF file", ErrorNumber.of(e), e);
    }
  }

  private static byte[] read(Session session, String input) {
    try {
      return FileBytes.read(input);
    } catch (SyscallException e) {
      session.warn("failed to open file '" + input + "': -" + Errno.name(e.errno()));
      throw e;
    }
  }

  private static CommandException failed(String what, int errno, Exception cause) {
    String text = what + ": " + Errno.message(errno) + " (" + errno + ")";
    return CommandException.errno(text, errno, cause);
  }
}
