package dev.ebpf4j.bpftool.command.perf;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.view.PerfView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.ProbeHolders;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.List;

/// `perf show`: programs behind tracepoints, kprobes and uprobes that processes hold open.
final class PerfShow implements Command {

  @Override
  public void run(Session session, Args args) {
    Kernel kernel = session.kernel();
    List<PerfView> views = new ArrayList<>();
    try {
      ProbeHolders.check(kernel);
      for (ProbeHolders.Held held : ProbeHolders.scan(kernel)) {
        views.add(
            new PerfView(
                held.pid(),
                held.fd(),
                held.programId(),
                held.type(),
                held.name(),
                held.offset(),
                held.address()));
      }
    } catch (SyscallException e) {
      CommandException failure = Failures.failed(session, "perf_query_support", e);
      session.error(failure);
      session.hint("HINT: non root or kernel doesn't support TASK_FD_QUERY");
      throw CommandException.silent(failure.status());
    }
    new Listing<>(views, null).show(session, PerfView.RENDERER);
  }
}
