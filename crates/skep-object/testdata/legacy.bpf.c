/* Maps as they were declared before BTF: rows of numbers in a section of their own. */
#include "skep_fixture.h"

struct bpf_map_def {
	u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") old_counts = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 2,
};

SEC("xdp")
int count(struct xdp_md *context)
{
	u32 key = 1;
	u64 *value = bpf_map_lookup_elem(&old_counts, &key);

	if (value)
		*value += 1;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
