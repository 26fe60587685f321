/* Reads who runs and what it was started with from the kernel's structures: through typed arguments, and by copies. */
#include "skep_fixture.h"

#define KERNEL __attribute__((preserve_access_index))

typedef struct {
	u32 val;
} any_id;

struct cred {
	any_id uid;
} KERNEL;

struct mm_struct {
	unsigned long arg_start, arg_end;
} KERNEL;

struct task_struct {
	int pid, tgid;
	struct task_struct *real_parent, *group_leader;
	const struct cred *cred;
	struct mm_struct *mm;
	char comm[16];
} KERNEL;

struct qstr {
	const unsigned char *name;
} KERNEL;

struct dentry {
	struct qstr d_name;
} KERNEL;

struct path {
	struct dentry *dentry;
} KERNEL;

struct file {
	struct path f_path;
} KERNEL;

struct record {
	u32 pid, tgid, parent, user;
	u64 argument_bytes;
	char comm[16];
	char arguments[64];
	char first[16];
};

struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 4096);
	TYPE(key, u32);
	TYPE(value, struct record);
} TYPED SEC(".maps"), COPIED SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 4);
	TYPE(key, u32);
	TYPE(value, u64);
} CALLS SEC(".maps");

static struct task_struct *(*const bpf_get_current_task)(void) = (void *)35;
static struct task_struct *(*const bpf_get_current_task_btf)(void) = (void *)158;
static long (*const bpf_probe_read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*const bpf_probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const bpf_probe_read_user_str)(void *to, u32 size, const void *from) = (void *)114;
static long (*const bpf_probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;

static __attribute__((always_inline)) void arguments(struct record *record, unsigned long start, unsigned long end)
{
	u64 size = end - start;

	record->argument_bytes = size;
	if (size > sizeof(record->arguments))
		size = sizeof(record->arguments);
	bpf_probe_read_user(record->arguments, size, (void *)start);
	bpf_probe_read_user_str(record->first, sizeof(record->first), (void *)start);
}

SEC("tp_btf/sched_process_exec")
int typed(u64 *context)
{
	struct task_struct *task = (void *)context[0];
	struct record record = {};
	u32 key = task->tgid;

	record.pid = task->pid;
	record.tgid = task->tgid;
	record.parent = task->real_parent->tgid;
	record.user = task->cred->uid.val;
	bpf_probe_read_kernel_str(record.comm, sizeof(record.comm), task->comm);
	/* NULL all the way is zero. */
	if (task == bpf_get_current_task_btf())
		arguments(&record, task->mm->arg_start, task->mm->arg_end);
	bpf_map_update_elem(&TYPED, &key, &record, 0);
	return 0;
}

#define COPY(to, from) bpf_probe_read_kernel(&(to), sizeof(to), &(from))

SEC("tracepoint/sched/sched_process_exec")
int copied(void *context)
{
	struct task_struct *task = bpf_get_current_task(), *parent = 0;
	const struct cred *cred = 0;
	struct mm_struct *mm = 0;
	unsigned long start = 0, end = 0;
	struct record record = {};

	COPY(record.pid, task->pid);
	COPY(record.tgid, task->tgid);
	COPY(parent, task->real_parent);
	COPY(record.parent, parent->tgid);
	COPY(cred, task->cred);
	COPY(record.user, cred->uid.val);
	bpf_probe_read_kernel_str(record.comm, sizeof(record.comm), task->comm);
	COPY(mm, task->mm);
	COPY(start, mm->arg_start);
	COPY(end, mm->arg_end);
	arguments(&record, start, end);
	bpf_map_update_elem(&COPIED, &record.tgid, &record, 0);
	return 0;
}

static __attribute__((always_inline)) void count(u32 key, u64 number)
{
	u64 *value = bpf_map_lookup_elem(&CALLS, &key);

	if (value)
		*value += number;
}

SEC("fentry/vfs_read")
int before(u64 *context)
{
	struct file *file = (void *)context[0];
	const unsigned char *name = file->f_path.dentry->d_name.name;
	char text[8] = {};

	if (bpf_probe_read_kernel_str(text, sizeof(text), name) == 7 && text[0] == 'p' && text[5] == 'd') {
		count(0, 1);
		count(1, context[2]);
	}
	return 0;
}

SEC("fexit/vfs_read")
int after(u64 *context)
{
	count(2, 1);
	count(3, context[4]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
