package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.view.MapHeader;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.sys.Kernel;

/// Makes the headline of a map.
final class MapHeaders {

  private MapHeaders() {}

  static MapHeader of(Kernel kernel, MapInfo info) {
    return new MapHeader(
        info.id().value(),
        info.type(),
        info.name(),
        info.flags(),
        Extras.device(
            kernel, info.interfaceIndex(), info.namespaceDevice(), info.namespaceInode()));
  }
}
