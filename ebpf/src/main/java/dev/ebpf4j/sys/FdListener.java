package dev.ebpf4j.sys;

/// Hears of file descriptors as their owner takes and closes them. Tests find leaks with it.
public interface FdListener {

  /// Hears nothing.
  FdListener NONE =
      new FdListener() {
        @Override
        public void opened(int fd, String what) {}

        @Override
        public void closed(int fd) {}
      };

  /// `fd` has an owner now.
  ///
  /// @param what what it stands for, such as `program id 7`
  void opened(int fd, String what);

  /// The owner of `fd` is about to close it, or has given it away.
  void closed(int fd);
}
