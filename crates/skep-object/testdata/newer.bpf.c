/* Types of kinds that kernels learned one by one: floating-point numbers, tags, enumerations of 64 bits, global functions. */
#include "skep_fixture.h"

#define COUNTED __attribute__((btf_decl_tag("counted")))
#define OF_USER __attribute__((btf_type_tag("user")))

enum wide {
	WIDE_SMALL = 1,
	WIDE_LARGE = 0x100000000ULL,
};

enum level {
	LEVEL_BELOW = -1,
	LEVEL_ABOVE = 1,
};

struct state {
	u64 packets COUNTED;
	double ratio;
	enum wide wide;
	enum level level;
	float share;
	u32 OF_USER *pointer;
};

struct state state = { .packets = 5, .wide = WIDE_LARGE, .level = LEVEL_BELOW };

__attribute__((noinline)) int add_to(u32 by COUNTED)
{
	volatile u32 sum = by;
	return sum + 2;
}

SEC("xdp")
int newer(struct xdp_md *context)
{
	state.packets += 1;
	return add_to(state.packets);
}

char LICENSE[] SEC("license") = "GPL";
