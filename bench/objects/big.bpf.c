/* 16 programs with 11 000 instructions together, and 11 maps. */
#include "load.h"

struct event {
	u64 fields[32];
};

#define TABLE(name, kind, entries)       \
	struct {                         \
		UINT(type, kind);        \
		UINT(max_entries, entries); \
		TYPE(key, u32);          \
		TYPE(value, struct event); \
	} name SEC(".maps")

TABLE(table0, HASH, 64);
TABLE(table1, HASH, 64);
TABLE(table2, LRU_HASH, 64);
TABLE(table3, LRU_HASH, 64);
TABLE(table4, PERCPU_HASH, 16);
TABLE(table5, ARRAY, 16);
TABLE(table6, ARRAY, 16);
TABLE(table7, PERCPU_ARRAY, 16);
TABLE(scratch, PERCPU_ARRAY, 1);

struct {
	UINT(type, RINGBUF);
	UINT(max_entries, 262144);
} events SEC(".maps");

u64 seen[16];

INLINE void chains(u64 *fields, struct task_struct *task)
{
	fields[0] = READ1(task, pid);
	fields[1] = READ2(task, real_parent, tgid);
	fields[2] = READ2(task, cred, uid.val);
	fields[3] = READ4(task, mm, exe_file, f_inode, i_ino);
	fields[4] = READ4(task, mm, exe_file, f_path.dentry, d_name.len);
	fields[5] = READ4(task, fs, pwd.dentry, d_inode, i_flags);
	fields[6] = READ3(task, nsproxy, pid_ns_for_children, level);
	fields[7] = READ3(task, signal, pids[0], numbers[0].nr);
}

/* Numbers from numbers: what long programs are made of. */
#define ROUND(a, b, c, n)                 \
	a = (a ^ c) - (c << 14 | c >> 18); \
	b = (b ^ a) + (a << 11 | a >> 21) + n; \
	c = (c ^ b) - (b << 25 | b >> 7);
#define ROUNDS(a, b, c, n) ROUND(a, b, c, n) ROUND(b, c, a, n + 1) ROUND(c, a, b, n + 2) ROUND(a, c, b, n + 3)

#define PROGRAM(number, at, table)                                      \
	SEC(at) int program##number(void *context)                      \
	{                                                               \
		u32 zero = 0;                                           \
		struct event *event = bpf_map_lookup_elem(&scratch, &zero); \
		if (!event)                                             \
			return 0;                                       \
		chains(event->fields, (void *)bpf_get_current_task());  \
		u32 a = event->fields[0], b = event->fields[1], c = number; \
		ROUNDS(a, b, c, 1 + number) ROUNDS(b, a, c, 5 + number) \
		event->fields[8] = a;                                   \
		ROUNDS(c, b, a, 9 + number) ROUNDS(b, c, a, 13 + number) \
		event->fields[9] = b;                                   \
		ROUNDS(a, c, b, 17 + number)                            \
		event->fields[10] = c;                                  \
		u32 key = a & 15;                                       \
		struct event *known = bpf_map_lookup_elem(&table, &key); \
		if (known)                                              \
			known->fields[number] += 1;                     \
		else                                                    \
			bpf_map_update_elem(&table, &key, event, 0);    \
		seen[number]++;                                         \
		return bpf_ringbuf_output(&events, event, sizeof(*event), 0); \
	}

PROGRAM(0, "raw_tp/sched_process_exec", table0)
PROGRAM(1, "raw_tp/sched_process_exit", table1)
PROGRAM(2, "raw_tp/sched_process_fork", table2)
PROGRAM(3, "raw_tp/sched_switch", table3)
PROGRAM(4, "raw_tp/sched_wakeup", table4)
PROGRAM(5, "raw_tp/sched_wakeup_new", table5)
PROGRAM(6, "raw_tp/sys_enter", table6)
PROGRAM(7, "raw_tp/sys_exit", table7)
PROGRAM(8, "raw_tp/sched_process_exec", table0)
PROGRAM(9, "raw_tp/sched_process_exit", table1)
PROGRAM(10, "raw_tp/sched_process_fork", table2)
PROGRAM(11, "raw_tp/sched_switch", table3)
PROGRAM(12, "raw_tp/sched_wakeup", table4)
PROGRAM(13, "raw_tp/sched_wakeup_new", table5)
PROGRAM(14, "raw_tp/sys_enter", table6)
PROGRAM(15, "raw_tp/sys_exit", table7)
