package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.sys.NetworkInterfaces;
import org.jspecify.annotations.Nullable;

/// What the words of `feature probe` ask for.
///
/// @param device index of the network device to ask, 0 for the kernel
/// @param full whether to try helpers that write to the kernel's log, too
/// @param unprivileged whether to give up all privileges first
/// @param macros what C macros begin with; null if no macros are wanted
record FeatureQuestion(int device, boolean full, boolean unprivileged, @Nullable String macros) {

  boolean isMacros() {
    return macros != null;
  }

  static FeatureQuestion parse(Session session, Args args) {
    boolean component = false;
    int device = 0;
    boolean full = false;
    boolean unprivileged = false;
    String macros = null;
    while (!args.isEmpty()) {
      if (args.take("kernel")) {
        checkFirst(component);
        component = true;
      } else if (args.take("dev")) {
        checkFirst(component);
        component = true;
        args.atLeast(1);
        device = device(session, args.next());
      } else if (args.take("full")) {
        full = true;
      } else if (macros == null && args.take("macros")) {
        macros = "";
      } else if (args.is("prefix")) {
        macros = prefix(args, macros);
      } else if (args.take("unprivileged")) {
        unprivileged = true;
      } else {
        throw CommandException.failed(
            "expected no more arguments, 'kernel', 'dev', 'macros' or 'prefix', got: '"
                + args.shown()
                + "'?");
      }
    }
    return new FeatureQuestion(device, full, unprivileged, session.isJson() ? null : macros);
  }

  private static void checkFirst(boolean component) {
    if (component) {
      throw CommandException.failed("component to probe already specified");
    }
  }

  private static String prefix(Args args, @Nullable String macros) {
    if (macros == null) {
      throw CommandException.failed("'prefix' argument can only be use after 'macros'");
    }
    if (!macros.isEmpty()) {
      throw CommandException.failed("'prefix' already defined");
    }
    args.next();
    args.atLeast(1);
    return args.next();
  }

  private static int device(Session session, String name) {
    int index = NetworkInterfaces.tryIndex(session.kernel(), name);
    if (index <= 0) {
      throw CommandException.failed(
          "unrecognized netdevice '" + name + "': " + Errno.message(-index));
    }
    return index;
  }
}
