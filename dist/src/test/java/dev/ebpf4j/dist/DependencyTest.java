package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The library needs `java.base` and nothing else; the command the library, and Bouncy Castle to
/// sign.
class DependencyTest {
  @Test
  void theLibraryRequiresJavaBaseAlone() {
    assertEquals(Set.of("java.base"), requires("dev.ebpf4j"));
  }

  @Test
  void theCommandRequiresTheLibraryAndWhatSigns() {
    assertEquals(
        Set.of("java.base", "dev.ebpf4j", "org.bouncycastle.pkix", "org.bouncycastle.provider"),
        requires("dev.ebpf4j.bpftool"));
  }

  /// What the class files use, whatever the descriptors say.
  @Test
  void theirClassesUseNothingElse() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                out,
                out,
                "--ignore-missing-deps",
                "--print-module-deps",
                "--multi-release",
                "25",
                "--module-path",
                jar("bpftool").resolveSibling("modules").toString(),
                jar("ebpf").toString(),
                jar("bpftool").toString());
    assertEquals(0, status, text.toString());
    assertEquals(
        "java.base,org.bouncycastle.pkix,org.bouncycastle.provider", text.toString().trim());
  }

  private static Set<String> requires(String module) {
    ModuleDescriptor descriptor =
        ModuleFinder.of(jar("ebpf"), jar("bpftool")).find(module).orElseThrow().descriptor();
    return descriptor.requires().stream()
        .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
        .map(Requires::name)
        .collect(Collectors.toSet());
  }

  private static Path jar(String module) {
    return Finished.jar(module);
  }
}
