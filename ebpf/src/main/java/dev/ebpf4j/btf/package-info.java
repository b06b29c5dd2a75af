/// BTF, the type information of the kernel and of BPF objects: read from bytes, found by name,
/// walked, and asked where a field lies. Nothing here needs a kernel, and both byte orders work.
///
/// ## Opening
/// A raw blob is what `/sys/kernel/btf/vmlinux` or the section `.BTF` of an object holds. Opening
/// checks all of it; damage is a [dev.ebpf4j.error.MalformedException] with its place.
/// ```java
/// Btf btf = Btf.parse(bytes);
/// ```
/// A kernel module's BTF goes on where the kernel's ends:
/// ```java
/// Btf module = Btf.parse(moduleBytes, btf);
/// ```
///
/// ## Finding and taking apart
/// Types are found by kind and name in constant time; 0 means there is none. A type is a record of
/// a sealed family, so a `switch` over it needs no default:
/// ```java
/// int id = btf.find(BtfKind.STRUCT, "task");
/// if (btf.type(id) instanceof BtfType.Struct(String name, long size, _, List<Member> members)) {
///   text.append(name).append(": ").append(size).append(" bytes\n");
///   for (Member member : members) {
///     text.append(member.bitOffset() / 8).append(' ').append(member.name()).append('\n');
///   }
/// }
/// ```
/// In loops over many types the accessors of single numbers make no objects:
/// ```java
/// int functions = 0;
/// for (int i = btf.firstId(); i < btf.typeCount(); i++) {
///   if (btf.is(i, BtfKind.FUNC) && btf.linkage(i) == BtfType.GLOBAL) {
///     functions++;
///   }
/// }
/// ```
///
/// ## Where is a field?
/// A path goes through embedded structs, anonymous ones, arrays and pointers. The result says
/// which pointers to read on the way and where the field begins:
/// ```java
/// FieldPath field = btf.struct("task").field("mm.start_code");
/// long pointerAt = field.pointers().getFirst(); // offset of `mm` within the task, in bytes
/// long offset = field.offsetBytes(); // of `start_code` within what it points to
/// long size = field.sizeBits() / 8;
/// ```
///
/// ## Building
/// [dev.ebpf4j.btf.encode.BtfBuilder] makes BTF in memory:
/// ```java
/// BtfBuilder builder = new BtfBuilder();
/// int number = builder.add(BtfType.Int.of("unsigned int", 4, false));
/// builder.add(
///     BtfType.Struct.of(
///         "pair", 8, List.of(Member.at("a", number, 0), Member.at("b", number, 4))));
/// byte[] blob = builder.build().toBytes();
/// ```
@NullMarked
package dev.ebpf4j.btf;

import org.jspecify.annotations.NullMarked;
