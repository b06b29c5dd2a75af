/// Loader programs: BPF programs that bring a whole object into the kernel from within it, so that
/// whoever runs them needs neither an ELF reader nor relocation code.
///
/// A loader program is of type `syscall`. It comes with a blob of data, which becomes the value of
/// an array with one element: types, instructions, names, attributes of bpf(2). Run once, with a
/// context that lists the object's maps and programs, it makes them in the order of a library that
/// loads objects and leaves their descriptors in the context; when a step fails it closes what it
/// opened and returns the negative error number.
///
/// The generator is pure: it asks no kernel. What only the machine knows (sizes that depend on it,
/// values of the kernel configuration) has to be in the object already.
@NullMarked
package dev.ebpf4j.loadergen;

import org.jspecify.annotations.NullMarked;
