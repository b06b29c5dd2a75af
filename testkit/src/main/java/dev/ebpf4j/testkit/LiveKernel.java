package dev.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/// Gives test methods a parameter of type [Kernel], the running one, and fails a test that leaves a
/// descriptor of it open. Skips where root or bpf(2) is missing.
///
/// ```java
/// @ExtendWith(LiveKernel.class)
/// class MapsTest {
///   @Test
///   void listed(Kernel kernel) { ... }
/// }
/// ```
public final class LiveKernel implements ExecutionCondition, ParameterResolver, AfterEachCallback {

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LiveKernel.class);

  /// Skips here, before parameters are asked for: an assumption that fails later than this counts
  /// as an error of the test.
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!context.getTestMethod().map(LiveKernel::asksForKernel).orElse(false)) {
      return ConditionEvaluationResult.enabled("asks for no kernel");
    }
    try {
      KernelGate.bpf();
      return ConditionEvaluationResult.enabled("root, with bpf(2)");
    } catch (TestAbortedException missing) {
      return ConditionEvaluationResult.disabled(String.valueOf(missing.getMessage()));
    }
  }

  /// Whether the test or what prepares it has a parameter for the kernel.
  private static boolean asksForKernel(Method test) {
    return takesKernel(test)
        || AnnotationSupport.findAnnotatedMethods(
                test.getDeclaringClass(), BeforeEach.class, HierarchyTraversalMode.TOP_DOWN)
            .stream()
            .anyMatch(LiveKernel::takesKernel);
  }

  private static boolean takesKernel(Method test) {
    return List.of(test.getParameterTypes()).contains(Kernel.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Kernel.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    FdTracker tracker = new FdTracker();
    context.getStore(SPACE).put(FdTracker.class, tracker);
    return new LinuxKernel(tracker);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    FdTracker tracker = context.getStore(SPACE).get(FdTracker.class, FdTracker.class);
    if (tracker != null) {
      assertTrue(tracker.open().isEmpty(), () -> "descriptors left open: " + tracker.open());
    }
  }
}
