package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// The network device that a program or map was offloaded to.
///
/// @param index interface index within its network namespace
/// @param namespaceDevice device number of the namespace's file
/// @param namespaceInode inode number of the namespace's file
/// @param name name of the device if the namespace is the caller's own
public record Device(int index, long namespaceDevice, long namespaceInode, @Nullable String name) {

  static void plain(@Nullable Device device, TextBuffer out) {
    if (device == null) {
      return;
    }
    out.text("  offloaded_to ");
    if (device.name != null) {
      out.text(device.name);
    } else {
      out.text("ifindex ").unsigned(device.index);
      out.text(" ns_dev ").unsigned(device.namespaceDevice);
      out.text(" ns_ino ").unsigned(device.namespaceInode);
    }
  }

  static void json(@Nullable Device device, JsonOut json) {
    if (device == null) {
      return;
    }
    json.beginObject("dev").u32("ifindex", device.index);
    json.u64("ns_dev", device.namespaceDevice).u64("ns_inode", device.namespaceInode);
    if (device.name != null) {
      json.field("ifname", device.name);
    }
    json.endObject();
  }
}
