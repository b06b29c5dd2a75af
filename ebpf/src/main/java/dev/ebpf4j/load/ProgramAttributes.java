package dev.ebpf4j.load;

import org.jspecify.annotations.Nullable;

/// Everything that BPF_PROG_LOAD is told of one program.
///
/// @param name at most 15 bytes reach the kernel
/// @param instructions 8 bytes each, in the machine's byte order, all references filled in
/// @param btf descriptor of the object's BTF, -1 for none; without it the tables are left out
/// @param functionInfo records of `struct bpf_func_info`
/// @param lineInfo records of `struct bpf_line_info`
/// @param attachBtfId what the program is for, as an id in the BTF of `attachTo`
/// @param attachTo descriptor of another program or of a module's BTF, 0 for the kernel itself
/// @param interfaceIndex device that the program is made for, 0 for none
/// @param fdArray BTF descriptors of modules whose functions are called; the first is unused
/// @param token descriptor of a BPF token, -1 for none
@SuppressWarnings("ArrayRecordComponent") // handed on to the kernel, never compared
record ProgramAttributes(
    String name,
    int type,
    int expectedAttachType,
    int flags,
    String license,
    int kernelVersion,
    byte[] instructions,
    int btf,
    Records functionInfo,
    Records lineInfo,
    int attachBtfId,
    int attachTo,
    int interfaceIndex,
    int @Nullable [] fdArray,
    int token) {

  /// A program without any of the things that newer kernels can be told.
  static ProgramAttributes plain(String name, int type, byte[] instructions) {
    return plain(name, type, instructions, -1);
  }

  /// As [#plain(String, int, byte\[\])], by the right that a token gives.
  ///
  /// @param token descriptor of a BPF token, -1 for none
  static ProgramAttributes plain(String name, int type, byte[] instructions, int token) {
    return new ProgramAttributes(
        name,
        type,
        0,
        0,
        "GPL",
        0,
        instructions,
        -1,
        Records.NONE,
        Records.NONE,
        0,
        0,
        0,
        null,
        token);
  }

  /// The same program for another hook, with other flags and licence.
  ProgramAttributes with(int attachType, int newFlags, String newLicense) {
    return new ProgramAttributes(
        name,
        type,
        attachType,
        newFlags,
        newLicense,
        kernelVersion,
        instructions,
        btf,
        functionInfo,
        lineInfo,
        attachBtfId,
        attachTo,
        interfaceIndex,
        fdArray,
        token);
  }

  /// The same program with types for its functions.
  ProgramAttributes withFunctions(int types, Records functions) {
    return new ProgramAttributes(
        name,
        type,
        expectedAttachType,
        flags,
        license,
        kernelVersion,
        instructions,
        types,
        functions,
        lineInfo,
        attachBtfId,
        attachTo,
        interfaceIndex,
        fdArray,
        token);
  }

  /// A table of records of equal size.
  ///
  /// @param recordSize bytes of one
  @SuppressWarnings("ArrayRecordComponent") // handed on to the kernel, never compared
  record Records(byte[] bytes, int recordSize) {
    static final Records NONE = new Records(new byte[0], 0);

    int count() {
      return recordSize == 0 ? 0 : bytes.length / recordSize;
    }
  }
}
