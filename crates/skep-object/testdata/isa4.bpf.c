/* Instructions of the fourth version: sign extension in loads and moves, signed division, byte swaps, long jumps. */
#include "skep_fixture.h"

SEC("xdp")
int extends(struct xdp_md *context)
{
	signed char *data = (signed char *)(long)context->data;
	signed char *end = (signed char *)(long)context->data_end;
	long value;

	if (data + 2 > end)
		return 0;
	value = data[0];
	/* -128 to 127, divided towards zero, and its bytes turned round. */
	return value / 3 + (int)(short)__builtin_bswap16(*(u16 *)data);
}

SEC("xdp")
int jumps(struct xdp_md *context)
{
	if (context->data == 0)
		asm volatile goto("gotol %l[far]" : : : : far);
	return 1;
far:
	return 2;
}

char LICENSE[] SEC("license") = "GPL";
