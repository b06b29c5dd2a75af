package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.command.signing.Signer;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.codegen.CLightSkeleton;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.load.LoaderInput;
import dev.ebpf4j.loadergen.LoaderGenerator;
import dev.ebpf4j.loadergen.LoaderProgram;
import dev.ebpf4j.object.ObjectSpec;

/// `gen skeleton -L`: a C header with the loader program of an object in it.
final class LightSkeleton {

  private LightSkeleton() {}

  static void write(Session session, String name, ObjectSpec object) {
    try {
      ObjectSpec settled = LoaderInput.settle(session::kernel, object, session);
      boolean sign = session.options().sign();
      LoaderProgram loader = LoaderGenerator.generate(settled, sign, session);
      CLightSkeleton.Signature signature =
          sign ? new CLightSkeleton.Signature(Signer.of(session).sign(loader)) : null;
      int pageSize = LoaderInput.pageSize(session::kernel);
      CLightSkeleton.write(name, settled, loader, signature, pageSize, session.out(), session);
    } catch (BpfException e) {
      throw CommandException.errno("failed to load object file", ErrorNumber.of(e), e);
    }
  }
}
