/* Defines what is weak elsewhere, depends on the kernel's types, and hands a static function to a helper. */
#include "skep_fixture.h"

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

extern u64 total;
static volatile u32 calls = 30;

static NOINLINE int step(u32 index, u64 *context)
{
	*context += index;
	return 0;
}

static NOINLINE int helper(int number)
{
	u64 sum = 0;

	calls += 1;
	bpf_loop(number, step, &sum, 0);
	return sum;
}

NOINLINE int choose(void)
{
	struct task_struct *task = 0;

	/* FIELD_EXISTS */
	return __builtin_preserve_field_info(task->tgid, 2) ? 2 : 3;
}

SEC("tc")
int sums(void *context)
{
	total += 1;
	return helper(5) + total;
}

char LICENSE[] SEC("license") = "GPL";
