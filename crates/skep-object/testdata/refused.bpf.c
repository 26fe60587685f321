/* A program that a verifier refuses: it reads a packet without having looked at where that ends. */
#include "skep_fixture.h"

SEC("xdp")
int reads_too_far(struct xdp_md *context)
{
	u8 *data = (u8 *)(long)context->data;

	return data[3];
}

SEC("xdp")
int passes(struct xdp_md *context)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
