/* Changes two numbers of a map's value together, under the lock that is in it. */
#include "skep_fixture.h"

struct bpf_spin_lock {
	u32 val;
};

struct locked {
	struct bpf_spin_lock lock;
	u32 times;
	u32 twice;
	u32 unused;
};

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct locked);
} LOCKED SEC(".maps");

static long (*bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static long (*bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;

SEC("xdp")
int add(struct xdp_md *context)
{
	u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&LOCKED, &key);

	if (!value)
		return XDP_DROP;
	bpf_spin_lock(&value->lock);
	value->times += 1;
	value->twice = 2 * value->times;
	bpf_spin_unlock(&value->lock);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
