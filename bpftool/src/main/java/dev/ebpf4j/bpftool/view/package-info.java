/// What commands show, as records, each with a renderer that writes it plain or as JSON. Everything
/// a renderer needs is in the record: it asks nobody.
@NullMarked
package dev.ebpf4j.bpftool.view;

import org.jspecify.annotations.NullMarked;
