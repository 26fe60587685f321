/* Defines what `link_main.bpf.c` uses, and a weak function that gives way to one of `link_choice.bpf.c`. */
#include "skep_fixture.h"

extern u32 LINUX_KERNEL_VERSION EXTERN(".kconfig");

struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 16);
	TYPE(key, u32);
	TYPE(value, u64);
} results SEC(".maps");

u64 total = 100;
u32 table[4] = { 1000, 2000, 3000, 4000 };
static volatile u32 calls = 20;
u64 zeroed;

static NOINLINE int helper(int number)
{
	calls += 1;
	zeroed += 1;
	return number + (LINUX_KERNEL_VERSION > 0);
}

NOINLINE int add_to_total(int number)
{
	total += helper(number);
	return number;
}

__attribute__((weak)) NOINLINE int choose(void)
{
	return 1;
}

SEC("xdp")
int chooses_here(struct xdp_md *context)
{
	return choose() + 10;
}

char LICENSE[] SEC("license") = "GPL";
