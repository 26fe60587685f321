/* Programs that are checked against what they attach to, which is found by name in the kernel's types. */
#include "skep_fixture.h"

u64 switched;

SEC("fentry/vfs_read")
int enters(u64 *arguments)
{
	return 0;
}

SEC("tp_btf/sched_switch")
int switches(u64 *arguments)
{
	__sync_fetch_and_add(&switched, 1);
	return 0;
}

SEC("iter/task")
int iterates(u64 *arguments)
{
	return 0;
}

SEC("fexit/no_such_function_anywhere")
int leaves(u64 *arguments)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
