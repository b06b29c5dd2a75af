/// Attaching programs: one factory per hook, each with an options record of its own, and what a
/// [dev.ebpf4j.link.Link] can do once it is made.
@NullMarked
package dev.ebpf4j.link;

import org.jspecify.annotations.NullMarked;
