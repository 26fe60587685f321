/* Tracepoints that are named by their sections. */
#include "skep_fixture.h"

u64 records, arguments;

SEC("tp/sched/sched_process_exec")
int with_record(void *record)
{
	__sync_fetch_and_add(&records, 1);
	return 0;
}

SEC("raw_tp/sched_process_exec")
int with_arguments(u64 *context)
{
	__sync_fetch_and_add(&arguments, context[0] != 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
