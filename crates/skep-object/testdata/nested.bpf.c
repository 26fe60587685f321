/* Maps in a map, which are there from the start. */
#include "skep_fixture.h"

struct inner {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, u64);
} one SEC(".maps"), two SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	UINT(max_entries, 3);
	UINT(key_size, 4);
	struct inner *values[];
} outer SEC(".maps") = { .values = { [0] = &one, [2] = &two } };

SEC("xdp")
int count(struct xdp_md *context)
{
	u32 key = 2;
	u64 *value;
	void *map = bpf_map_lookup_elem(&outer, &key);

	if (!map)
		return XDP_ABORTED;
	key = 0;
	value = bpf_map_lookup_elem(map, &key);
	if (value)
		*value += 1;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
