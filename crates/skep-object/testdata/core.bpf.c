/* Depends on the kernel's types: what `field_exists`, `type_exists` and `type_size` say of them is what it returns. */
#include "skep_fixture.h"

#define PRESERVE __attribute__((preserve_access_index))

struct task_struct {
	int tgid;
	int no_such_member_anywhere;
} PRESERVE;

struct no_such_type_anywhere {
	int member;
} PRESERVE;

enum { FIELD_BYTE_OFFSET = 0, FIELD_EXISTS = 2, TYPE_EXISTS = 0 };

SEC("xdp")
int exists(struct xdp_md *context)
{
	struct task_struct *task = 0;
	int result = 0;

	if (__builtin_preserve_field_info(task->tgid, FIELD_EXISTS))
		result |= 1;
	if (__builtin_preserve_field_info(task->no_such_member_anywhere, FIELD_EXISTS))
		result |= 2;
	if (__builtin_preserve_type_info(*(struct task_struct *)0, TYPE_EXISTS))
		result |= 4;
	if (__builtin_preserve_type_info(*(struct no_such_type_anywhere *)0, TYPE_EXISTS))
		result |= 8;
	return result;
}

SEC("?xdp")
int offset_of_nothing(struct xdp_md *context)
{
	struct task_struct *task = 0;

	return __builtin_preserve_field_info(task->no_such_member_anywhere, FIELD_BYTE_OFFSET);
}

SEC("?xdp")
int guarded(struct xdp_md *context)
{
	struct task_struct *task = 0;

	if (__builtin_preserve_field_info(task->no_such_member_anywhere, FIELD_EXISTS))
		return __builtin_preserve_field_info(task->no_such_member_anywhere, FIELD_BYTE_OFFSET);
	return 7;
}

char LICENSE[] SEC("license") = "GPL";
