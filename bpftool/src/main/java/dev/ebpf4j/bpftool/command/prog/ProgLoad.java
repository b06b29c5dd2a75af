package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.load.ObjectPins;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.SectionKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `prog load OBJ PATH ...` and `prog loadall OBJ DIR ...`: brings an object into the kernel and
/// pins its first program, or all of them.
final class ProgLoad implements Command {

  private static final int VERBOSE = 7;

  private final boolean all;

  /// @param all whether all programs are pinned, not only the first
  ProgLoad(boolean all) {
    this.all = all;
  }

  @Override
  public void run(Session session, Args args) {
    if (session.options().useLoader() && !all) {
      LoaderLoad.run(session, args);
      return;
    }
    try (LoadRequest request = LoadRequest.parse(session, args)) {
      ObjectSpec object = retype(session, request, open(session, request.object));
      LoadOptions options = options(session, request, object);
      try (Loaded loaded = load(session, object, options)) {
        try {
          pin(session, request, loaded);
        } catch (RuntimeException e) {
          loaded.unpin();
          throw e;
        }
      }
    }
    session.done();
  }

  static ObjectSpec open(Session session, String file) {
    OpenOptions options =
        OpenOptions.DEFAULT.withLog(session).withRelaxedMaps(session.options().relaxedMaps());
    try {
      return ObjectSpec.open(file, options);
    } catch (BpfException e) {
      throw CommandException.failed("failed to open object file", e);
    }
  }

  /// Gives every program the type that was asked for; else its section's name must say one.
  private static ObjectSpec retype(Session session, LoadRequest request, ObjectSpec object) {
    SectionKind asked = request.type;
    List<ProgramSpec> programs = new ArrayList<>(object.programs().size());
    for (ProgramSpec program : object.programs()) {
      if (asked == null) {
        if (program.kind() == null) {
          throw LoadRequest.unknownType(session, program.section());
        }
        programs.add(program);
      } else {
        programs.add(program.withType(asked.programType(), asked.attachType()));
      }
    }
    return object.withPrograms(programs);
  }

  private static LoadOptions options(Session session, LoadRequest request, ObjectSpec object) {
    LoadOptions options =
        LoadOptions.DEFAULT
            .withLog(session)
            .withLogLevel(session.options().debug() ? VERBOSE : 0)
            .withOffloadDevice(request.offloadDevice)
            .withMetadataDevice(request.metadataDevice);
    String file = request.kernelBtf;
    if (file != null) {
      options = options.withKernelBtf(Path.of(file));
    }
    List<LoadRequest.Replacement> chosen = new ArrayList<>();
    for (LoadRequest.Replacement replacement : request.replacements) {
      String name = name(object, replacement);
      for (LoadRequest.Replacement before : chosen) {
        if (name.equals(name(object, before))) {
          throw CommandException.failed(
              "replacement for map idx " + index(object, name) + " specified more than once");
        }
      }
      chosen.add(replacement);
      options = options.withMap(name, replacement.map());
    }
    return options;
  }

  private static String name(ObjectSpec object, LoadRequest.Replacement replacement) {
    String name = replacement.name();
    List<MapSpec> maps = object.maps();
    if (name == null) {
      if (replacement.index() >= maps.size()) {
        throw CommandException.failed("map idx '" + replacement.index() + "' not used");
      }
      return maps.get((int) replacement.index()).name();
    }
    if (index(object, name) < 0) {
      throw CommandException.failed("unable to find map '" + name + "'");
    }
    return name;
  }

  private static int index(ObjectSpec object, String name) {
    for (int i = 0; i < object.maps().size(); i++) {
      if (object.maps().get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Loaded load(Session session, ObjectSpec object, LoadOptions options) {
    try {
      return ObjectLoader.load(session.kernel(), object, options);
    } catch (BpfException e) {
      throw CommandException.failed("failed to load object file", e);
    }
  }

  private void pin(Session session, LoadRequest request, Loaded loaded) {
    if (!all && loaded.programs().isEmpty()) {
      throw CommandException.failed("object file doesn't contain any bpf program");
    }
    if (all) {
      BpfFs.prepareDirectory(session, request.path);
    } else {
      BpfFs.prepareFile(session, request.path);
    }
    ProgramPins pins = new ProgramPins(session, loaded, request.autoAttach);
    try {
      if (all) {
        pins.pinAll(request.path);
      } else {
        pins.pinFirst(request.path);
      }
      String directory = request.mapDirectory;
      if (directory != null) {
        BpfFs.prepareDirectory(session, directory);
        pinMaps(session, loaded, directory);
      }
    } catch (RuntimeException e) {
      pins.undo();
      throw e;
    }
  }

  private static void pinMaps(Session session, Loaded loaded, String directory) {
    try {
      ObjectPins.pinMaps(loaded, directory, session);
    } catch (BpfException e) {
      throw CommandException.failed("failed to pin all maps", e);
    }
  }
}
