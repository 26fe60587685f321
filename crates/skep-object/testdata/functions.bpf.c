/* Functions: static and global ones, calls between them and from two programs of one section, and a callback. */
#include "skep_fixture.h"

u64 sum;

static NOINLINE int twice(int number)
{
	sum += 1;
	return number * 2;
}

NOINLINE int thrice(int number)
{
	return twice(number) + number;
}

static NOINLINE int step(u32 index, u64 *context)
{
	*context += index;
	return 0;
}

SEC("xdp")
int first(struct xdp_md *context)
{
	return thrice(2) + twice(5);
}

SEC("xdp")
int second(struct xdp_md *context)
{
	return twice(21);
}

SEC("xdp")
int loops(struct xdp_md *context)
{
	u64 total = 0;

	bpf_loop(10, step, &total, 0);
	return total;
}

char LICENSE[] SEC("license") = "GPL";
