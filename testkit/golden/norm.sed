# sed -E -f norm.sed: what differs from run to run, machine to machine (see README)
# ids and addresses in 16-byte loads, before a byte of them that reads "fd" is taken for a descriptor
s/\b18 ([0-9a-f]{2}) 00 00 ([0-9a-f]{2} ){11}[0-9a-f]{2}/18 \1 00 00 IMM/
s/^ 18 ([0-9a-f]{2}) 00 00( [0-9a-f]{2}){4}$/ 18 \1 00 00 IMM/
# times
s/loaded_at [0-9T:+-]+/loaded_at TIME/g
s/"loaded_at": ?[0-9]+/"loaded_at":TIME/g
s/duration( \(average\))?: [0-9]+ns/duration\1: Nns/g
s/verification time [0-9]+ usec/verification time N usec/
s/"duration": ?[0-9]+/"duration":N/g
# ids in plain output
s/^(\t| )*[0-9]+: ([a-z_]+  |name |<anon>|[A-Za-z_0-9]+ +[a-z_]+ )/\1ID: \2/
s/(map_ids?|prog_ids?|btf_ids?|link_ids?|\bid|map|cgroup_id|netns_ino|prog|pid)(:| )[0-9]+(,[0-9]+)*/\1\2N/g
# descriptors; only before a colon, for fd is a byte, too
s/\bfd [0-9]+:/fd N:/g
s/^( *)[0-9]+ +cgroup_/\1N cgroup_/
s/map\[id:[0-9]+\]/map[id:N]/g
s/ID [0-9]+|\(id=[0-9]+/ID N/g
s/"[a-z_]+\([0-9]+\)"|[a-z_]+\([0-9]+\)( |$)/NAME(N)\1/g
# ids and so on in JSON
s/"(id|prog_id|map_id|btf_id|link_id|btf_vmlinux_value_type_id|cgroup_id|netns_ino|netns_dev|pid|fd|ifindex|inner_map_id|attach_btf_id|attach_btf_obj_id)": ?[0-9]+/"\1":N/g
s/"(map_ids|prog_ids)": ?\[[0-9,]+/"\1":[N/g
# sizes that depend on the kernel and CPU
s/memlock [0-9]+B/memlock NB/g
s/"bytes_memlock": ?[0-9]+/"bytes_memlock":N/g
s/jited [0-9]+B/jited NB/g
s/"bytes_jited": ?[0-9]+/"bytes_jited":N/g
s/(name \[vmlinux\]  size )[0-9]+B/\1NB/
s/"size": ?[0-9]{7,}/"size":N/g
# tags of programs that the object's CO-RE relocations and externs make, for their code has values of the kernel in it
s/(name (externs|fields|types|guarded)  tag )[0-9a-f]{16}/\1TAG/
s/("name":"(externs|fields|types|guarded)","tag":")[0-9a-f]{16}/\1TAG/g
s/bpf_prog_[0-9a-f]{16}_(externs|fields|types|guarded)\b/bpf_prog_TAG_\1/g
# network interface indexes, absolute path of this directory
s/\b(v[01]|lo)\([0-9]+\)/\1(N)/g
s#(/[A-Za-z0-9_.-]+)+/obj/#DIR/obj/#g
# kernel and JIT addresses
s/0x[0-9a-f]{8,16}/0xADDR/g
s/\$-?[0-9]{9,}/$ADDR/g
# variables of a processor, which are addressed from the end of the kernel's addresses
s/\(b7\) (r[0-9]) = -[0-9]{10}\b/(b7) \1 = ADDR/g
s/%gs:-[0-9]{10}\b/%gs:ADDR/g
# xlated opcodes: map ids and addresses in ld_imm64, helper offsets in calls
s/(call [A-Za-z_0-9]+)#-?[0-9]+/\1#N/g
s/\b85 ([02]0) 00 00( [0-9a-f]{2}){4}/85 \1 00 00 IMM/
s/("code":"0x(18|85)","src_reg":"0x[02-9]","dst_reg":"0x[0-9a]","off":\["0x..","0x.."\],"imm":)\[[^]]*\]/\1IMM/g
s/("code":"0x18","src_reg":"0x[0-9]","dst_reg":"0x[0-9a]","off":\["0x..","0x.."\],"imm":)\[[^]]*\]/\1IMM/g
