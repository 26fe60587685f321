/* Variables of every data section: constants, initialized ones, zeroed ones, static ones, and one of a section of its own. */
#include "skep_fixture.h"

struct limits {
	u32 low;
	u32 high;
};

const volatile u32 step = 3;
const volatile struct limits limits = { .low = 1, .high = 1000 };
u64 total = 40;
static volatile u32 calls_before_main_data = 7;
u64 calls;
static volatile u32 hidden;
u32 elsewhere SEC(".data.own") = 5;

SEC("xdp")
int add(struct xdp_md *context)
{
	calls += 1;
	hidden += 2;
	elsewhere += 1;
	calls_before_main_data += 1;
	if (total < limits.high)
		total += step;
	return total;
}

char LICENSE[] SEC("license") = "GPL";
