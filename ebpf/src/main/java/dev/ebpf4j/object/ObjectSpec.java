package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.core.CoreTarget;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.util.FileBytes;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything an object file holds, before any kernel has seen it. Immutable; what is to be loaded
/// differently is changed by the `with` methods, which give a copy.
///
/// @param path the file, as it was named
/// @param name name of the object, which begins the names of its data maps
/// @param order byte order of instructions and data
/// @param license as stated, empty if it is not
/// @param kernelVersion what section `version` states, 0 without it
/// @param programs what can be loaded, in the order of sections and places
/// @param textFunctions the functions of `.text`, which programs call, in the order of places
/// @param maps definitions, then data sections, configuration values, struct_ops variables
/// @param externs what the kernel or the loader has to supply
/// @param btf the types, with sections and externs filled in as the kernel wants them; ids are
///     those of the file. Null if the file has none.
/// @param ext functions, source lines and CO-RE relocations by instruction; null without them
/// @param kconfigMap index of the map of configuration values in `maps`, -1 without one
/// @param arenaMap index of the arena in `maps`, -1 without one
/// @param jumpTables contents of section `.jumptables`
public record ObjectSpec(
    String path,
    String name,
    ByteOrder order,
    String license,
    int kernelVersion,
    List<ProgramSpec> programs,
    List<FunctionSpec> textFunctions,
    List<MapSpec> maps,
    List<ExternSpec> externs,
    @Nullable Btf btf,
    @Nullable BtfExt ext,
    int kconfigMap,
    int arenaMap,
    JumpTables jumpTables) {

  public ObjectSpec {
    programs = List.copyOf(programs);
    textFunctions = List.copyOf(textFunctions);
    maps = List.copyOf(maps);
    externs = List.copyOf(externs);
  }

  /// The bytes of section `.jumptables`.
  public static final class JumpTables {
    private final byte[] bytes;

    JumpTables(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /// A copy of the bytes, none without the section.
    public byte[] toByteArray() {
      return bytes.clone();
    }
  }

  /// Reads an object file.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if it is not an object of BPF programs, or breaks
  ///     the rules for one
  /// @throws dev.ebpf4j.error.LoadException if it asks for something that is not supported
  /// @throws SyscallException if the file cannot be read
  public static ObjectSpec open(Path file) {
    return open(file, OpenOptions.DEFAULT);
  }

  /// Reads an object file as `options` say.
  public static ObjectSpec open(Path file, OpenOptions options) {
    return open(file.toString(), options);
  }

  /// Reads an object file as `options` say. A [Path] makes the JDK load libraries of its own, which
  /// a short command does without.
  public static ObjectSpec open(String file, OpenOptions options) {
    byte[] bytes;
    try {
      bytes = FileBytes.read(file);
    } catch (SyscallException e) {
      options.log().warn("elf: failed to open " + file + ": -" + Errno.name(e.errno()));
      throw SyscallException.of("open", file, e.errno());
    }
    return parse(bytes, file, options);
  }

  /// Reads an object that is in memory already.
  ///
  /// @param path what to call it in messages; its last part gives the object's name
  public static ObjectSpec parse(byte[] bytes, String path, OpenOptions options) {
    return new ObjectReader(bytes, path, options).read();
  }

  /// The program of this name, or null.
  public @Nullable ProgramSpec program(String name) {
    for (ProgramSpec program : programs) {
      if (program.name().equals(name)) {
        return program;
      }
    }
    return null;
  }

  /// The map of this name, or null. Maps of data sections are found by the section's name too.
  public @Nullable MapSpec map(String name) {
    for (MapSpec map : maps) {
      if (map.name().equals(name)) {
        return map;
      }
    }
    for (MapSpec map : maps) {
      if (map.isInternal() && map.dataSection().equals(name)) {
        return map;
      }
    }
    return null;
  }

  /// The same object with other programs, in place of those it had.
  public ObjectSpec withPrograms(List<ProgramSpec> others) {
    return new ObjectSpec(
        path,
        name,
        order,
        license,
        kernelVersion,
        others,
        textFunctions,
        maps,
        externs,
        btf,
        ext,
        kconfigMap,
        arenaMap,
        jumpTables);
  }

  /// The same object with `program` in place of the one of its name.
  public ObjectSpec withProgram(ProgramSpec program) {
    List<ProgramSpec> changed = new ArrayList<>(programs);
    changed.replaceAll(old -> old.name().equals(program.name()) ? program : old);
    return withPrograms(changed);
  }

  /// The same object with `map` in place of the one of its name.
  public ObjectSpec withMap(MapSpec map) {
    List<MapSpec> changed = new ArrayList<>(maps);
    changed.replaceAll(old -> old.name().equals(map.name()) ? map : old);
    return new ObjectSpec(
        path,
        name,
        order,
        license,
        kernelVersion,
        programs,
        textFunctions,
        changed,
        externs,
        btf,
        ext,
        kconfigMap,
        arenaMap,
        jumpTables);
  }

  /// The same object with other types; the ids of those it had must mean the same in them.
  public ObjectSpec withBtf(Btf types) {
    return new ObjectSpec(
        path,
        name,
        order,
        license,
        kernelVersion,
        programs,
        textFunctions,
        maps,
        externs,
        types,
        ext,
        kconfigMap,
        arenaMap,
        jumpTables);
  }

  /// The same object, its instructions fitted to a kernel by their CO-RE relocations. Programs that
  /// are not loaded with the object stay as they are.
  ///
  /// @throws dev.ebpf4j.error.LoadException if a relocation makes no sense or the kernel's types do
  ///     not agree on it
  public ObjectSpec withCore(CoreTarget target, LoadLog log) {
    return CoreApplication.apply(this, target, log);
  }

  /// What the CO-RE relocation of an instruction is about, in words such as `<byte_off> [5] struct
  /// task_struct.pid (0:3 @ offset 12)`; null if it has none.
  public @Nullable String describeCore(FunctionSpec function, int slot) {
    return CoreApplication.describe(this, function, slot);
  }

  /// The same object with other code, in place of the functions it had, in their order.
  ObjectSpec withCode(List<ProgramSpec> newPrograms, List<FunctionSpec> newTextFunctions) {
    return new ObjectSpec(
        path,
        name,
        order,
        license,
        kernelVersion,
        newPrograms,
        newTextFunctions,
        maps,
        externs,
        btf,
        ext,
        kconfigMap,
        arenaMap,
        jumpTables);
  }
}
