// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* Tells of each program that is started, and counts how often each was.
 *
 *   clang -target bpf -O2 -g -c execs.bpf.c -o execs.o      (libbpf-dev has the headers)
 *   bpftool gen skeleton execs.o lang java > Execs.java
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u32 process;
	__u32 user;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
} events SEC(".maps");

struct event *events_record; /* so that skeletons in Java know what is in it */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, char[16]);
	__type(value, __u64);
} starts SEC(".maps");

const volatile bool only_one_user = false;
const volatile __u32 wanted_user;
__u64 lost;

SEC("raw_tp/sched_process_exec")
int on_exec(void *ctx)
{
	__u32 user = bpf_get_current_uid_gid();
	__u64 one = 1, *count;
	struct event *event;
	char name[16];

	if (only_one_user && user != wanted_user)
		return 0;
	bpf_get_current_comm(name, sizeof(name));
	count = bpf_map_lookup_elem(&starts, name);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&starts, name, &one, BPF_ANY);
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	event->process = bpf_get_current_pid_tgid() >> 32;
	event->user = user;
	bpf_get_current_comm(event->name, sizeof(event->name));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
