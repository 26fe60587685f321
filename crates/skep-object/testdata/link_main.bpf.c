/* Uses what other objects define: functions, variables and a map. Its static function and variable have the names of others'. */
#include "skep_fixture.h"

extern u32 LINUX_KERNEL_VERSION EXTERN(".kconfig");
extern u64 total;
extern u32 table[4];
extern int add_to_total(int number);
extern int choose(void);

extern struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 16);
	TYPE(key, u32);
	TYPE(value, u64);
} results EXTERN(".maps");

const volatile u32 factor = 2;
static volatile u32 calls = 10;

static NOINLINE int helper(int number)
{
	calls += 1;
	return number * factor;
}

SEC("xdp")
int adds(struct xdp_md *context)
{
	u32 key = 1;
	u64 value = helper(4) + add_to_total(30) + table[2] + (LINUX_KERNEL_VERSION > 0);

	bpf_map_update_elem(&results, &key, &value, 0);
	return total;
}

SEC("xdp")
int chooses(struct xdp_md *context)
{
	return choose();
}

char LICENSE[] SEC("license") = "GPL";
