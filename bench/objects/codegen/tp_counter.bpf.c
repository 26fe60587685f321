// tracepoint: per-pid counter in a hash map.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, __u32); __type(value, __u64); } counts SEC(".maps");
SEC("tracepoint/syscalls/sys_enter_getppid") int cq_tp_counter(struct trace_event_raw_sys_enter *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 *v = bpf_map_lookup_elem(&counts, &pid);
	if (v) { __sync_fetch_and_add(v, 1); return 0; }
	__u64 one = 1;
	bpf_map_update_elem(&counts, &pid, &one, BPF_NOEXIST);
	return 0;
}
