package dev.ebpf4j.btf;

/// Hash of a name without its flavour: the part before the last `___` that stands between two
/// characters other than `_`. One pass over the bytes, up to their NUL.
final class NameHash {

  private static final int SEED = 0x811c9dc5;
  private static final int FACTOR = 0x01000193;
  private static final int MARK = 3;

  private NameHash() {}

  static int essential(byte[] bytes, int from) {
    int hash = SEED;
    int essential = 0;
    boolean flavoured = false;
    int beforeRun = 0;
    int run = 0;
    int at = from;
    for (int b = bytes[at]; b != 0; b = bytes[++at]) {
      if (b == '_') {
        if (run++ == 0) {
          beforeRun = hash;
        }
      } else {
        if (run == MARK && at - run > from) {
          essential = beforeRun;
          flavoured = true;
        }
        run = 0;
      }
      hash = (hash ^ b) * FACTOR;
    }
    return spread(flavoured ? essential : hash);
  }

  static int essentialLength(byte[] bytes, int from) {
    int end = 0;
    int run = 0;
    int at = from;
    for (int b = bytes[at]; b != 0; b = bytes[++at]) {
      if (b == '_') {
        run++;
      } else {
        if (run == MARK && at - run > from) {
          end = at - run;
        }
        run = 0;
      }
    }
    return (end == 0 ? at : end) - from;
  }

  /// Hash of all of a name, as it is.
  static int whole(byte[] bytes, int length) {
    int hash = SEED;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ bytes[i]) * FACTOR;
    }
    return spread(hash);
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 15);
  }
}
