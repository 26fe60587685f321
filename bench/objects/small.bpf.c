/* One map, one relocation. */
#include "load.h"

struct {
	UINT(type, HASH);
	UINT(max_entries, 1024);
	TYPE(key, u32);
	TYPE(value, u64);
} counts SEC(".maps");

SEC("raw_tp/sched_process_exec") int count(void *context)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	u32 process = READ1(task, tgid);
	u64 *count = bpf_map_lookup_elem(&counts, &process);
	if (count) {
		__sync_fetch_and_add(count, 1);
	} else {
		u64 one = 1;
		bpf_map_update_elem(&counts, &process, &one, 0);
	}
	return 0;
}
