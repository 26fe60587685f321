/* What kernels do not have: a type of program that many are built without, and members of a structure. */
#include "skep_fixture.h"

#define PRESERVE __attribute__((preserve_access_index))

struct task_struct {
	int tgid;
	int no_such_member_anywhere;
	struct {
		u64 depth;
	} no_such_structure_anywhere;
} PRESERVE;

static struct task_struct *(*const bpf_get_current_task_btf)(void) = (void *)158;

SEC("?lirc_mode2")
int receives(void *sample)
{
	return 0;
}

/* Reads what there is not. */
SEC("?syscall")
int reads(void *context)
{
	return bpf_get_current_task_btf()->no_such_member_anywhere;
}

NOINLINE int inner(int more)
{
	return bpf_get_current_task_btf()->no_such_structure_anywhere.depth + more;
}

/* The same in a function that it calls. */
SEC("?syscall")
int reads_in_a_function(void *context)
{
	return inner(1) + 1;
}

enum { FIELD_EXISTS = 2 };

/* Looks whether it is there, and does without. */
SEC("?syscall")
int asks_before(void *context)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (__builtin_preserve_field_info(task->no_such_member_anywhere, FIELD_EXISTS))
		return task->no_such_member_anywhere;
	return 70 + (task->tgid > 0);
}

char LICENSE[] SEC("license") = "GPL";
