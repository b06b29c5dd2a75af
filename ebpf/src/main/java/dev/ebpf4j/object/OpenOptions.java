package dev.ebpf4j.object;

import dev.ebpf4j.error.LoadLog;
import org.jspecify.annotations.Nullable;

/// How an object file is to be read.
///
/// @param name name of the object, which begins the names of its data maps; null: the file's name
///     up to its first dot
/// @param relaxedMaps whether members of map definitions that are not known are passed over
/// @param log hears what is noticed on the way
public record OpenOptions(@Nullable String name, boolean relaxedMaps, LoadLog log) {

  /// Name from the file, strict, silent.
  public static final OpenOptions DEFAULT = new OpenOptions(null, false, LoadLog.SILENT);

  public OpenOptions withName(String objectName) {
    return new OpenOptions(objectName, relaxedMaps, log);
  }

  public OpenOptions withRelaxedMaps(boolean relaxed) {
    return new OpenOptions(name, relaxed, log);
  }

  public OpenOptions withLog(LoadLog listener) {
    return new OpenOptions(name, relaxedMaps, listener);
  }
}
