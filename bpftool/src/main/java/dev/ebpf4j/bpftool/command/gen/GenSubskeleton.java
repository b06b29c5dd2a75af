package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.codegen.CSubskeleton;
import dev.ebpf4j.object.ObjectSpec;

/// `gen subskeleton`: a C header for the user-space side of a library of BPF code.
public final class GenSubskeleton implements Command {

  @Override
  public void run(Session session, Args args) {
    if (session.options().useLoader()) {
      throw CommandException.failed("cannot use loader for subskeletons");
    }
    SkeletonSource source = SkeletonSource.take(session, args);
    ObjectSpec object = source.open(session, "");
    Btf types = object.btf();
    if (types == null) {
      throw CommandException.failed("need btf type information for " + source.name());
    }
    CSubskeleton.write(source.name(), object, types, session.out(), session);
  }
}
