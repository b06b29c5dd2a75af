package dev.ebpf4j.bpftool.manual;

import org.jspecify.annotations.Nullable;

/// The options, for man pages and completions.
enum CommandOption {
  HELP('h', "help", null, "Show the objects and options."),
  VERSION('V', "version", null, "Show the version, and what this build can do."),
  JSON('j', "json", null, "Write JSON, in one line."),
  PRETTY('p', "pretty", null, "Write JSON with one member per line."),
  DEBUG('d', "debug", null, "Show all messages of the loader and the verifier's log."),
  BPFFS('f', "bpffs", null, "List the paths under which the objects shown are pinned."),
  MAPCOMPAT('m', "mapcompat", null, "Let map definitions have members that are not known."),
  NOMOUNT('n', "nomount", null, "Never mount a BPF file system; fail where one is missing."),
  BASE_BTF('B', "base-btf", "FILE", "The types that split BTF builds on."),
  USE_LOADER('L', "use-loader", null, "Load through a generated loader program."),
  SIGN('S', "sign", null, "Sign the loader program, which -L makes; needs -k and -i."),
  KEY('k', null, "FILE", "The private key to sign with: RSA or EC, in PEM or PKCS#8."),
  CERTIFICATE('i', null, "FILE", "The X.509 certificate of that key, in PEM or DER.");

  private final char letter;
  private final @Nullable String name;
  private final @Nullable String argument;
  private final String text;

  CommandOption(char letter, @Nullable String name, @Nullable String argument, String text) {
    this.letter = letter;
    this.name = name;
    this.argument = argument;
    this.text = text;
  }

  /// Its short form.
  String letter() {
    return "-" + letter;
  }

  /// Its long form, or null.
  @Nullable String longForm() {
    return name == null ? null : "--" + name;
  }

  /// The word that must follow, or null.
  @Nullable String argument() {
    return argument;
  }

  /// What it does, as a sentence.
  String text() {
    return text;
  }

  /// Whether a usage text lists it.
  boolean isIn(String usage) {
    return usage.contains(letter() + "|") || usage.contains("{" + letter() + "}");
  }
}
