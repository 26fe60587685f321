/* Types of which kernels have several under one name: the members that a program names decide which is meant, or
 * all agree. */
#include "core.h"

struct getdents_callback { u64 ino; int found; char *name; } CORE;
struct getdents_callback___root { void *current_dir; } CORE;
struct netlbl_domhsh_walk_arg { u32 doi; } CORE;
struct netlbl_domhsh_walk_arg___list { void *skb; u32 seq; } CORE;
struct perf_aux_event { u32 pid, tid; } CORE;
struct perf_aux_event___data { u64 offset, size, flags; } CORE;
struct syscall_tp_t { u64 syscall_nr; } CORE;
struct syscall_tp_t___enter { u64 args[6]; } CORE;

SEC("raw_tp/chosen") u64 chosen(void *ctx)
{
	struct getdents_callback *callback = ctx;
	struct getdents_callback___root *root = ctx;
	struct netlbl_domhsh_walk_arg *walk = ctx;
	struct netlbl_domhsh_walk_arg___list *list = ctx;
	struct perf_aux_event *aux = ctx;
	struct perf_aux_event___data *data = ctx;

	return callback->ino + callback->found + (u64)callback->name + (u64)root->current_dir + walk->doi + (u64)list->skb +
	       list->seq + aux->pid + aux->tid + data->offset + data->size + data->flags;
}

SEC("raw_tp/agreed") u64 agreed(void *ctx)
{
	struct syscall_tp_t *exit = ctx;
	struct syscall_tp_t___enter *enter = ctx;

	return field_byte_offset(exit->syscall_nr) + enter->args[5] + field_exists(exit->syscall_nr);
}
