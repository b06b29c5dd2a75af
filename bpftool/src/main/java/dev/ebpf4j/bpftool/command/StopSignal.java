package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.sys.Signals;
import java.util.concurrent.TimeUnit;

/// For commands that run until they are told to stop: SIGINT, SIGTERM and SIGHUP then end them in
/// the regular way, with their output complete and status 0, even where the parent ignored them.
///
/// The virtual machine answers these signals by shutting down, which it does in a thread of its own
/// while the command still runs. So the shutdown only raises a flag, waits for the command's thread
/// to end, and ends the process with status 0.
public final class StopSignal implements AutoCloseable {

  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final Session session;
  private final String farewell;
  private final Thread command = Thread.currentThread();
  private final Thread hook = new Thread(this::stop, "stop");
  private volatile boolean raised;

  private StopSignal(Session session, String farewell) {
    this.session = session;
    this.farewell = farewell;
  }

  /// Listens from now on, until closed; says so on standard error when it hears something.
  public static StopSignal listen(Session session) {
    return listen(session, "Stopping...");
  }

  /// Listens from now on, until closed.
  public static StopSignal listenQuietly(Session session) {
    return listen(session, "");
  }

  private static StopSignal listen(Session session, String farewell) {
    StopSignal signal = new StopSignal(session, farewell);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    Signals.heed(session.kernel(), Signals.SIGHUP, Signals.SIGINT, Signals.SIGTERM);
    return signal;
  }

  /// Whether it is time to stop.
  public boolean raised() {
    return raised;
  }

  private void stop() {
    raised = true;
    if (!farewell.isEmpty()) {
      session.hintNow(farewell);
    }
    try {
      command.join(PATIENCE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The shutdown runs already, and will end the process once this thread is through.
    }
  }
}
