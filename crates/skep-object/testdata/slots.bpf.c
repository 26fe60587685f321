/* Maps that have something in them from the start: programs in an array, maps in an array; and one that is pinned. */
#include "skep_fixture.h"

int target(struct xdp_md *context);

struct {
	UINT(type, BPF_MAP_TYPE_PROG_ARRAY);
	UINT(max_entries, 4);
	UINT(key_size, 4);
	__typeof__(int (*)(struct xdp_md *)) values[];
} jumps SEC(".maps") = { .values = { [2] = target } };

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

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 2);
	UINT(key_size, 4);
	UINT(value_size, 8);
	UINT(pinning, LIBBPF_PIN_BY_NAME);
} kept SEC(".maps");

SEC("xdp")
int target(struct xdp_md *context)
{
	return XDP_TX;
}

SEC("xdp")
int jump(struct xdp_md *context)
{
	bpf_tail_call(context, &jumps, 2);
	return XDP_ABORTED;
}

SEC("?xdp")
int nested(struct xdp_md *context)
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
	value = bpf_map_lookup_elem(&kept, &key);
	if (value)
		*value += 1;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
