/* An array that has a program in it from the start, a map that is shared by its name, and a program that is not loaded. */
#include "skep_fixture.h"

int target(struct xdp_md *context);

struct {
	UINT(type, BPF_MAP_TYPE_PROG_ARRAY);
	UINT(max_entries, 4);
	UINT(key_size, 4);
	__typeof__(int (*)(struct xdp_md *)) values[];
} jumps SEC(".maps") = { .values = { [2] = target } };

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
int keep(struct xdp_md *context)
{
	u32 key = 1;
	u64 *value = bpf_map_lookup_elem(&kept, &key);

	if (value)
		*value += 1;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
