/* The kernel's functions, variables and symbols. What each program returns, or leaves in `seen`, says what it found. */
#include "skep_fixture.h"

#define KSYM EXTERN(".ksyms")
#define WEAK __attribute__((weak))
#define PRESERVE __attribute__((preserve_access_index))

struct bpf_dynptr {
	u64 opaque[2];
};
struct task_struct {
	int pid;
	int tgid;
} PRESERVE;
struct rq {
	int cpu;
} PRESERVE;
/* The kernel's are structures, and what is only declared is not yet one. */
struct cpumask {
	int member;
} PRESERVE;
struct bpf_cpumask {
	int member;
} PRESERVE;
struct only_declared;

static u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
static struct task_struct *(*const bpf_get_current_task_btf)(void) = (void *)158;
static void *(*const bpf_per_cpu_ptr)(const void *variable, u32 cpu) = (void *)153;

/* Packets. */
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) KSYM;
extern u64 bpf_dynptr_size(const struct bpf_dynptr *ptr) KSYM;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *ptr, u64 offset, void *buffer, u64 size) KSYM;
/* Sets of CPUs and tasks. */
extern struct bpf_cpumask *bpf_cpumask_create(void) KSYM;
extern void bpf_cpumask_release(struct bpf_cpumask *mask) KSYM;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *mask) KSYM;
extern u32 bpf_cpumask_weight(const struct cpumask *mask) KSYM;
extern struct task_struct *bpf_task_acquire(struct task_struct *task) KSYM;
extern void bpf_task_release(struct task_struct *task) KSYM;
extern void bpf_rcu_read_lock(void) KSYM WEAK;
extern void bpf_rcu_read_unlock(void) KSYM WEAK;
/* Nobody has these. */
extern int bpf_no_such_function_anywhere(int number) KSYM WEAK;
extern const int no_such_variable_anywhere KSYM WEAK;
extern const void no_such_symbol_anywhere KSYM WEAK;
/* The kernel has this one with other arguments. */
extern int bpf_cpumask_empty(struct bpf_cpumask *mask, int more) KSYM;
extern int bpf_list_front(int number) KSYM WEAK;
extern void bpf_cgroup_release(struct only_declared *cgroup) KSYM;
/* A variable of each CPU, and places. */
extern const struct rq runqueues KSYM;
extern const void bpf_prog_put KSYM;

u64 seen;

SEC("xdp")
int sizes(struct xdp_md *context)
{
	struct bpf_dynptr packet;
	u8 buffer[4], *first;

	if (bpf_dynptr_from_xdp(context, 0, &packet))
		return 0;
	seen = bpf_dynptr_size(&packet);
	first = bpf_dynptr_slice(&packet, 0, buffer, sizeof(buffer));
	return first ? first[0] : 0;
}

SEC("syscall")
int counts_cpus(void *context)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int weight;

	if (!mask)
		return -1;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_set_cpu(1, mask);
	weight = bpf_cpumask_weight((struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return weight;
}

SEC("syscall")
int holds_its_task(void *context)
{
	struct task_struct *task;
	int tgid = -1;

	if (bpf_rcu_read_lock)
		bpf_rcu_read_lock();
	task = bpf_task_acquire(bpf_get_current_task_btf());
	if (task) {
		tgid = task->tgid;
		bpf_task_release(task);
	}
	if (bpf_rcu_read_unlock)
		bpf_rcu_read_unlock();
	return tgid == bpf_get_current_pid_tgid() >> 32;
}

/* Only kernels that list their variables (CONFIG_KALLSYMS_ALL) find this one. */
SEC("?xdp")
int reads_variable(struct xdp_md *context)
{
	struct rq *queue = bpf_per_cpu_ptr(&runqueues, 1);

	return queue ? 10 + queue->cpu : 0;
}

SEC("xdp")
int takes_address(struct xdp_md *context)
{
	seen = (u64)&bpf_prog_put;
	return 1;
}

SEC("xdp")
int does_without(struct xdp_md *context)
{
	int found = 0;

	if (bpf_no_such_function_anywhere)
		found += bpf_no_such_function_anywhere(1);
	if (&no_such_variable_anywhere)
		found += no_such_variable_anywhere;
	if (&no_such_symbol_anywhere)
		found += 4;
	return found + 20;
}

SEC("?xdp")
int does_not_ask(struct xdp_md *context)
{
	return bpf_no_such_function_anywhere(1);
}

SEC("?xdp")
int declares_otherwise(struct xdp_md *context)
{
	return bpf_cpumask_empty(0, 1);
}

SEC("?xdp")
int declares_otherwise_weakly(struct xdp_md *context)
{
	return bpf_list_front ? bpf_list_front(1) : 0;
}

SEC("?xdp")
int only_declares(struct xdp_md *context)
{
	bpf_cgroup_release(0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
