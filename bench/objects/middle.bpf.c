/* Two programs that follow some 20 chains of fields each. */
#include "load.h"

struct event {
	u64 fields[24];
};

struct {
	UINT(type, RINGBUF);
	UINT(max_entries, 262144);
} events SEC(".maps");

struct {
	UINT(type, PERCPU_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct event);
} scratch SEC(".maps");

u64 seen;

INLINE void chains(struct event *event, struct task_struct *task)
{
	event->fields[0] = READ1(task, pid);
	event->fields[1] = READ1(task, tgid);
	event->fields[2] = READ1(task, start_time);
	event->fields[3] = READ2(task, real_parent, tgid);
	event->fields[4] = READ2(task, group_leader, start_time);
	event->fields[5] = READ2(task, cred, uid.val);
	event->fields[6] = READ2(task, real_cred, euid.val);
	event->fields[7] = READ3(task, mm, exe_file, f_flags);
	event->fields[8] = READ4(task, mm, exe_file, f_inode, i_ino);
	event->fields[9] = READ4(task, mm, exe_file, f_inode, i_size);
	event->fields[10] = READ4(task, mm, exe_file, f_path.dentry, d_name.hash);
	event->fields[11] = READ2(task, mm, start_code);
	event->fields[12] = READ2(task, mm, arg_start);
	event->fields[13] = READ4(task, fs, pwd.dentry, d_inode, i_ino);
	event->fields[14] = READ4(task, fs, root.dentry, d_inode, i_mode);
	event->fields[15] = READ3(task, nsproxy, pid_ns_for_children, level);
	event->fields[16] = READ2(task, thread_pid, numbers[0].nr);
	event->fields[17] = READ3(task, thread_pid, numbers[0].ns, level);
	event->fields[18] = READ3(task, signal, pids[1], numbers[0].nr);
	event->fields[19] = READ4(task, real_parent, real_parent, real_parent, tgid);
}

SEC("raw_tp/sched_process_exec") int executed(void *context)
{
	u32 zero = 0;
	struct event *event = bpf_map_lookup_elem(&scratch, &zero);
	if (!event)
		return 0;
	chains(event, (void *)bpf_get_current_task());
	seen++;
	return bpf_ringbuf_output(&events, event, sizeof(*event), 0);
}

SEC("raw_tp/sched_process_exit") int exited(void *context)
{
	u32 zero = 0;
	struct event *event = bpf_map_lookup_elem(&scratch, &zero);
	if (!event)
		return 0;
	chains(event, (void *)bpf_get_current_task());
	event->fields[20] = READ1(((struct task_struct *)bpf_get_current_task()), exit_code);
	seen++;
	return bpf_ringbuf_output(&events, event, sizeof(*event), 0);
}
