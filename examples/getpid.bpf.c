// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Counts calls of getpid(2), all of them, in one array element.
 *
 *   clang -target bpf -O2 -g -c getpid.bpf.c -o getpid.o      (libbpf-dev has the headers)
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} calls SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_getpid")
int count_getpid(void *ctx)
{
	int slot = 0;
	long *count = bpf_map_lookup_elem(&calls, &slot);

	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
