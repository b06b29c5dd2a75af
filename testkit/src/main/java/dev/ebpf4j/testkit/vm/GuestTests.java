package dev.ebpf4j.testkit.vm;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs, inside a guest, the tests tagged [#TAG] and prints a line for each:
/// `##vm KIND<TAB>NAME<TAB>REASON`, KIND being `pass`, `skip` or `fail`. The stack trace
/// of a failure stands before its line. The last line is `##vm done`.
public final class GuestTests {
  /// Tests with this tag also run on the kernels of the matrix.
  public static final String TAG = "vm";

  static final String MARK = "##vm ";
  static final String DONE = MARK + "done";

  private GuestTests() {}

  /// Arguments: the directory of test classes, and a pattern that the class names must match.
  public static void main(String[] arguments) throws IOException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes(Path.of(arguments[0]), arguments[1]))
            .filters(TagFilter.includeTags(TAG))
            .build();
    LauncherFactory.create().execute(request, new Printer(System.out));
    System.out.println(DONE);
  }

  /// Each top-level class below `root`. JUnit's own scan silently leaves out a class that cannot be
  /// linked, and with it its tests; here that is an error.
  private static List<ClassSelector> classes(Path root, String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && file.indexOf('$') < 0)
          .map(file -> file.substring(0, file.length() - 6).replace(File.separatorChar, '.'))
          .filter(name -> name.matches(pattern))
          .map(name -> selectClass(linked(name)))
          .toList();
    }
  }

  private static Class<?> linked(String name) {
    try {
      Class<?> type = Class.forName(name, false, GuestTests.class.getClassLoader());
      var _ = type.getDeclaredMethods(); // looks up the types of all parameters and results
      return type;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Printer implements TestExecutionListener {
    private final PrintStream out;

    Printer(PrintStream out) {
      this.out = out;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      print("skip", test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      String problem = result.getThrowable().map(Throwable::toString).orElse("");
      switch (result.getStatus()) {
        case SUCCESSFUL -> {
          if (test.isTest()) {
            print("pass", test, "");
          }
        }
        case ABORTED -> print("skip", test, problem);
        case FAILED -> {
          result.getThrowable().ifPresent(this::printTrace);
          print("fail", test, problem);
        }
      }
    }

    private void printTrace(Throwable problem) {
      StringWriter trace = new StringWriter();
      problem.printStackTrace(new PrintWriter(trace));
      out.print(trace);
    }

    /// One line whatever the reason holds: the reader of the console splits at line ends and tabs.
    private void print(String kind, TestIdentifier test, String reason) {
      out.println(MARK + kind + "\t" + name(test) + "\t" + reason.replaceAll("\\s+", " "));
    }

    private static String name(TestIdentifier test) {
      String owner = test.getSource().map(Printer::owner).orElse("");
      return owner.isEmpty() ? test.getDisplayName() : owner + "." + test.getDisplayName();
    }

    private static String owner(TestSource source) {
      return switch (source) {
        case MethodSource method -> simple(method.getClassName());
        case ClassSource type -> simple(type.getClassName());
        default -> "";
      };
    }

    private static String simple(String className) {
      return className.substring(className.lastIndexOf('.') + 1);
    }
  }
}
