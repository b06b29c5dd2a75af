package dev.ebpf4j.loadergen;

import dev.ebpf4j.abi.AttrBtfLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;

/// Makes the loader program of an object.
///
/// Its steps: load the types; make the maps, give them their first contents, freeze constants;
/// look up kernel symbols and functions; load the programs; fill maps of maps and program arrays;
/// hand over the descriptors. CO-RE relocations are left to the kernel, which gets them with each
/// program.
public final class LoaderGenerator {

  private final ObjectSpec object;
  private final LoadLog log;
  private final Blob blob;
  private final LoaderCode code = new LoaderCode();

  private LoaderGenerator(ObjectSpec object, LoadLog log) {
    this.object = object;
    this.log = log;
    this.blob = new Blob(object.order());
  }

  /// Generates a loader program.
  ///
  /// @param object with the sizes of its maps settled and the values of the kernel configuration
  ///     as first contents of their map
  /// @param checksData whether the program is to refuse any data but its own, for signing
  /// @throws LoadException EOPNOTSUPP if the object needs something that only user space can do
  public static LoaderProgram generate(ObjectSpec object, boolean checksData, LoadLog log) {
    return new LoaderGenerator(object, log).generate(checksData);
  }

  private LoaderProgram generate(boolean checksData) {
    int maps = object.maps().size();
    ExternSteps externs = new ExternSteps(object, blob, code, maps);
    int fds = blob.reserve((maps + externs.descriptorCount()) * Integer.BYTES);
    externs.descriptorsAt(fds);
    int btf = blob.reserve(Integer.BYTES);
    code.borrows(btf);
    loadTypes(btf);
    MapSteps mapSteps = new MapSteps(object, blob, code, fds, btf);
    for (int i = 0; i < maps; i++) {
      check(object.maps().get(i));
      mapSteps.create(i);
    }
    mapSteps.fillMapsOfMaps();
    externs.resolve();
    ProgramSteps programs = new ProgramSteps(object, blob, code, externs, fds, btf, log);
    programs.load();
    mapSteps.fillProgramArrays(programs);
    handOver(fds, programs);
    byte[] data = blob.toByteArray();
    byte[] hash = checksData ? LoaderProgram.sha256(data) : new byte[0];
    return new LoaderProgram(
        code.finish(object.order(), hash), data, maps, object.programs().size(), checksData);
  }

  private void loadTypes(int fd) {
    Btf btf = object.btf();
    if (btf == null) {
      return;
    }
    byte[] raw = btf.toBytes(object.order());
    int types = blob.add(raw);
    int attr = blob.reserve(AttrBtfLoad.BTF_LOG_LEVEL + Integer.BYTES);
    blob.put(attr + AttrBtfLoad.BTF_SIZE, raw.length);
    code.pointer(attr + AttrBtfLoad.BTF, types)
        .logFields(
            attr + AttrBtfLoad.BTF_LOG_LEVEL,
            attr + AttrBtfLoad.BTF_LOG_SIZE,
            attr + AttrBtfLoad.BTF_LOG_BUF)
        .command(BpfCommand.BTF_LOAD, attr, AttrBtfLoad.BTF_LOG_LEVEL + Integer.BYTES)
        .keepResult(fd);
  }

  private void check(MapSpec map) {
    if (!map.autocreate()) {
      return;
    }
    if (map.pinning() != MapSpec.Pinning.NONE) {
      throw refusal(map, "a loader program cannot pin it");
    }
    if (map.origin() == MapSpec.Origin.STRUCT_OPS) {
      throw refusal(map, "a loader program cannot fit a struct_ops map to its kernel");
    }
    if (map.initialSize() > 0 && !map.isInternal()) {
      throw refusal(map, "a loader program cannot fill the variables of an arena");
    }
  }

  private LoadException refusal(MapSpec map, String reason) {
    String problem = "map '" + map.name() + "': " + reason;
    log.warn(problem);
    return new LoadException(problem, Errno.EOPNOTSUPP, null);
  }

  private void handOver(int fds, ProgramSteps programs) {
    int maps = object.maps().size();
    for (int i = 0; i < maps; i++) {
      if (object.maps().get(i).autocreate()) {
        code.toContext(LoaderContext.map(i) + LoaderContext.MAP_FD, fds + i * Integer.BYTES);
      }
    }
    for (int i = 0; i < object.programs().size(); i++) {
      if (object.programs().get(i).autoload()) {
        code.toContext(LoaderContext.program(maps, i), programs.descriptor(i));
      }
    }
  }
}
