package dev.ebpf4j.bpftool.manual;

/// What a placeholder that no table defines further stands for: one word of the user's.
///
/// The completion scripts know each by its name in lower case.
enum Leaf {
  BTF_ID("number of a BTF object"),
  BYTE("a byte: 0 to 255, or 0x00 to 0xff"),
  CGROUP("path of a directory on a cgroup2 file system"),
  DEV("name of a network device"),
  DIR("path of a directory"),
  FILE("path of a file"),
  IDX("position of a map in the object, from 0"),
  LINK_ID("number of a link"),
  MAP_FLAGS("a number, or names of flags such as BPF_F_NO_PREALLOC with commas between"),
  MAP_ID("number of a map"),
  MAP_NAME("name of a map"),
  NAME("a name"),
  NUMBER("a number: decimal, 0x for hexadecimal, 0 for octal"),
  OBJ("path of an object file"),
  PACKAGE("name of a Java package"),
  PATH("path to pin to, on a BPF file system"),
  PREFIX("what each name shall begin with"),
  PROG_ID("number of a program"),
  PROG_NAME("name of a program"),
  PROG_TAG("tag of a program: 16 hexadecimal digits of the hash of its instructions"),
  SECONDS("number of seconds"),
  STRUCT_OPS_MAP_ID("number of a struct_ops map"),
  STRUCT_OPS_MAP_NAME("name of a struct_ops map"),
  TYPE_ID("number of a type in its BTF object");

  private final String meaning;

  Leaf(String meaning) {
    this.meaning = meaning;
  }

  /// What it stands for, as half a sentence.
  String meaning() {
    return meaning;
  }
}
