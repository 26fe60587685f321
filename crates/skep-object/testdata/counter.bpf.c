/* Counts packets by their first byte, in a hash table whose keys and values have types. */
#include "skep_fixture.h"

struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 256);
	TYPE(key, u32);
	TYPE(value, u64);
} counts SEC(".maps");

SEC("xdp")
int count(struct xdp_md *context)
{
	u8 *data = (u8 *)(long)context->data;
	u8 *end = (u8 *)(long)context->data_end;
	u32 key = 0;
	u64 one = 1, *value;

	if (data + 1 > end)
		return XDP_DROP;
	key = data[0];
	value = bpf_map_lookup_elem(&counts, &key);
	if (value)
		*value += 1;
	else
		bpf_map_update_elem(&counts, &key, &one, 0);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
