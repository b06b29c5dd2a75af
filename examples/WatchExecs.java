import java.time.Duration;

/// Tells what is started while another program runs: `java ... WatchExecs.java COMMAND...`
///
/// `Execs`, next to this, was written by `bpftool gen skeleton execs.o lang java`.
public final class WatchExecs {

  private WatchExecs() {}

  public static void main(String[] args) throws Exception {
    try (Execs execs = Execs.open()) {
      execs.rodata().onlyOneUser(true); // constants are set before it is loaded
      execs.rodata().wantedUser(((Number) java.nio.file.Files.getAttribute(
          java.nio.file.Path.of("/proc/self"), "unix:uid")).longValue());
      execs.load();
      execs.attach();
      var events = execs.events(event -> System.out.println(event.process() + " " + event.name()));
      Process process = new ProcessBuilder(args).inheritIO().start();
      while (process.isAlive()) {
        events.poll(Duration.ofMillis(50));
      }
      events.consume();
      for (var start : execs.starts()) {
        System.out.println(start.getKey() + " was started " + start.getValue() + " times");
      }
      System.out.println(execs.bss().lost() + " lost");
    }
  }
}
