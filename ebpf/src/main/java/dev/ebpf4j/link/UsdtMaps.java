package dev.ebpf4j.link;

import dev.ebpf4j.sys.Fd;

/// The two maps by which a program learns where the arguments of a static user tracepoint are; they
/// come with the header usdt.bpf.h that the program is compiled with.
///
/// @param specs array of descriptions
/// @param specCount how many fit
/// @param addresses from an instruction's address to a description, for kernels without cookies
public record UsdtMaps(Fd specs, int specCount, Fd addresses) {
  /// Name of the map of descriptions.
  public static final String SPECS = "__bpf_usdt_specs";

  /// Name of the map of addresses.
  public static final String ADDRESSES = "__bpf_usdt_ip_to_spec_id";
}
