package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.command.signing.Signer;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.load.LoaderInput;
import dev.ebpf4j.load.LoaderRun;
import dev.ebpf4j.loadergen.LoaderGenerator;
import dev.ebpf4j.loadergen.LoaderProgram;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.sys.Keyring;
import org.jspecify.annotations.Nullable;

/// `-L prog load OBJ`: loads an object through a generated loader program and lets go of it again,
/// whatever words follow.
final class LoaderLoad {

  private static final int VERBOSE = 7;

  /// What the kernel is asked to write when a loader failed in silence.
  private static final int WHY = 1;

  private static final DumpOptions LISTING = new DumpOptions(null, false, false, false, null);

  private LoaderLoad() {}

  static void run(Session session, Args args) {
    args.atLeast(1);
    ObjectSpec object = ProgLoad.open(session, args.next());
    boolean verbose = session.options().debug();
    LoaderProgram loader = generate(session, object);
    if (verbose && !session.isJson()) {
      new XlatedDump(loader.code(), InsnNames.NONE, Annotations.NONE, false)
          .plain(session.out(), LISTING);
    }
    LoaderRun.Signature signature = session.options().sign() ? sign(session, loader) : null;
    try (LoaderRun.Result result =
        attempt(session, object.name(), loader, signature, verbose ? VERBOSE : 0)) {
      if (result.errno() != 0 || verbose) {
        report(session, result);
      }
      if (result.errno() != 0) {
        throw failure(session, result);
      }
    }
    session.done();
  }

  private static LoaderProgram generate(Session session, ObjectSpec object) {
    try {
      ObjectSpec settled = LoaderInput.settle(session::kernel, object, session);
      return LoaderGenerator.generate(settled, session.options().sign(), session);
    } catch (BpfException e) {
      throw CommandException.failed("failed to load object file", e);
    }
  }

  /// Signs the loader, and lets the kernel know the certificate.
  private static LoaderRun.Signature sign(Session session, LoaderProgram loader) {
    Signer signer = Signer.of(session);
    byte[] signature = signer.sign(loader);
    String file = session.options().certificate();
    try {
      Keyring.addCertificate(
          session.kernel(), Keyring.SESSION, file == null ? "" : file, signer.certificate());
    } catch (SyscallException e) {
      throw CommandException.errno(
          "failed to add session key: " + Errno.message(e.errno()), e.errno(), e);
    }
    return new LoaderRun.Signature(signature, Keyring.SESSION);
  }

  /// Runs the loader; one that fails without a log is run again with one.
  private static LoaderRun.Result attempt(
      Session session,
      String name,
      LoaderProgram loader,
      LoaderRun.@Nullable Signature signature,
      int level) {
    try {
      LoaderRun.Result result = LoaderRun.run(session.kernel(), loader, signature, level);
      if (result.errno() == 0 || level > 0) {
        return result;
      }
      result.close();
      return LoaderRun.run(session.kernel(), loader, signature, WHY);
    } catch (LoadException e) {
      session.warn("object '" + name + "': " + e.getMessage());
      throw CommandException.failed("failed to load object file", e);
    }
  }

  /// As upstream says it: error number, step, what the kernel wrote.
  private static void report(Session session, LoaderRun.Result result) {
    String step = result.failed();
    session.hint("err " + -result.errno());
    session.hint(step == null ? "(null)" : step);
    session.hint(result.log().stripTrailing());
  }

  /// In plain text the report has said it all.
  private static CommandException failure(Session session, LoaderRun.Result result) {
    String step = result.failed();
    CommandException silent = CommandException.silent(-result.errno() & 0xff);
    return session.isJson() && step != null
        ? CommandException.errno(step + ": " + Errno.message(result.errno()), result.errno())
        : silent;
  }
}
