package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.codegen.CSkeleton;
import dev.ebpf4j.codegen.JavaSkeleton;
import dev.ebpf4j.object.ObjectSpec;

/// `gen skeleton`: a C header or a Java class with an object file in it, or, with `-L`, a C header
/// with its loader program.
public final class GenSkeleton implements Command {

  @Override
  public void run(Session session, Args args) {
    SkeletonSource source = SkeletonSource.takeWithLanguage(session, args);
    if (source.isJava()) {
      writeJava(session, source);
      return;
    }
    ObjectSpec object = source.open(session, source.name());
    if (session.options().useLoader()) {
      LightSkeleton.write(session, source.name(), object);
    } else {
      CSkeleton.write(source.name(), object, source.bytes(), session.out(), session);
    }
  }

  private static void writeJava(Session session, SkeletonSource source) {
    if (session.options().useLoader()) {
      throw CommandException.failed("light skeletons are written in C only");
    }
    try {
      JavaSkeleton.className(source.name());
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    }
    ObjectSpec object = source.open(session, source.name());
    if (object.btf() == null) {
      throw CommandException.failed("need btf type information for " + source.name());
    }
    JavaSkeleton.write(
        source.name(), source.packageName(), object, source.bytes(), session.out(), session);
  }
}
