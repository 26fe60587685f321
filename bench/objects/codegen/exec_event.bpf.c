// execve -> ring buffer event with pid, ppid (CO-RE), uid, comm, filename.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
char LICENSE[] SEC("license") = "GPL";
struct event { __u32 pid, ppid, uid, pad; __u64 ts; char comm[16]; char filename[128]; };
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 1 << 20); } events SEC(".maps");
SEC("tracepoint/syscalls/sys_enter_execve") int cq_exec_event(struct trace_event_raw_sys_enter *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) return 0;
	struct task_struct *t = (void *)bpf_get_current_task();
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = BPF_CORE_READ(t, real_parent, tgid);
	e->uid = bpf_get_current_uid_gid();
	e->pad = 0;
	e->ts = bpf_ktime_get_ns();
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_probe_read_user_str(&e->filename, sizeof(e->filename), (void *)ctx->args[0]);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
	return 0;
}
