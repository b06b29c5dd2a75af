package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.LibbpfErrno;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.codegen.Identifiers;
import dev.ebpf4j.codegen.JavaSkeleton;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.util.FileBytes;
import java.io.File;
import org.jspecify.annotations.Nullable;

/// The object file that the words of `gen skeleton` and `gen subskeleton` name: `FILE [name NAME]`,
/// for skeletons also `[lang {c | java [package PACKAGE]}]`.
final class SkeletonSource {

  private final String path;
  private @Nullable String givenName;
  private @Nullable String language;
  private @Nullable String packageName;
  private byte[] bytes = new byte[0];

  private SkeletonSource(String path) {
    this.path = path;
  }

  /// Takes the words of a sub-skeleton and reads the file.
  static SkeletonSource take(Session session, Args args) {
    return take(session, args, false);
  }

  /// Takes the words of a skeleton, which may name a language, and reads the file.
  static SkeletonSource takeWithLanguage(Session session, Args args) {
    return take(session, args, true);
  }

  private static SkeletonSource take(Session session, Args args, boolean languages) {
    NeededArgs.check(session, args, 1);
    SkeletonSource source = new SkeletonSource(args.next());
    while (!args.isEmpty()) {
      args.atLeast(2);
      source.option(args, languages);
    }
    if (source.packageName != null && !source.isJava()) {
      throw CommandException.failed("'package' needs 'lang java'");
    }
    source.bytes = read(source.path);
    return source;
  }

  private void option(Args args, boolean languages) {
    if (args.take("name")) {
      if (givenName != null) {
        throw CommandException.failed("object name already specified");
      }
      givenName = Identifiers.truncated(args.next());
    } else if (languages && args.take("lang")) {
      if (language != null) {
        throw CommandException.failed("language already specified");
      }
      language = language(args.next());
    } else if (languages && args.take("package")) {
      if (packageName != null) {
        throw CommandException.failed("package already specified");
      }
      packageName = packageName(args.next());
    } else {
      throw CommandException.failed("unknown arg " + args.shown());
    }
  }

  private static String language(String word) {
    if (!word.equals("c") && !word.equals("java")) {
      throw CommandException.failed("unknown language '" + word + "': expected c or java");
    }
    return word;
  }

  private static String packageName(String word) {
    if (!JavaSkeleton.isPackageName(word)) {
      throw CommandException.failed("'" + word + "' is no name of a Java package");
    }
    return word;
  }

  private static byte[] read(String path) {
    try {
      return FileBytes.read(path);
    } catch (SyscallException e) {
      String step = new File(path).exists() ? "open" : "stat";
      throw CommandException.failed(
          "failed to " + step + "() " + path + ": " + Errno.message(e.errno()), e);
    }
  }

  /// The object's name, as given or as the file's name makes it.
  String name() {
    String given = givenName;
    return given == null ? Identifiers.ofFile(path) : given;
  }

  /// Whether a Java class is asked for.
  boolean isJava() {
    return "java".equals(language);
  }

  /// The package of that class, null for none.
  @Nullable String packageName() {
    return packageName;
  }

  /// The file as it is.
  byte[] bytes() {
    return bytes;
  }

  /// The object in the file.
  ///
  /// @param objectName what its data maps are named after
  ObjectSpec open(Session session, String objectName) {
    OpenOptions options = OpenOptions.DEFAULT.withName(objectName).withLog(session);
    try {
      return ObjectSpec.parse(bytes, name(), options);
    } catch (BpfException e) {
      int errno = ErrorNumber.of(e);
      String text = LibbpfErrno.message(errno);
      throw CommandException.errno(
          "failed to open BPF object file: " + (text == null ? Errno.message(errno) : text),
          errno,
          e);
    }
  }
}
