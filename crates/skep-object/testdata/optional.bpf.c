/* Structures of functions that are not made with the object: one that the kernel has, one that none has. */
#include "skep_fixture.h"

#define KSYM EXTERN(".ksyms")
#define PRESERVE __attribute__((preserve_access_index))

struct sock {
	int member;
} PRESERVE;
struct tcp_congestion_ops {
	char name[16];
	u32 (*ssthresh)(struct sock *sk);
	u32 (*undo_cwnd)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
} PRESERVE;
struct skep_of_no_kernel {
	u32 (*nothing)(struct sock *sk);
} PRESERVE;

extern u32 tcp_reno_ssthresh(struct sock *sk) KSYM;
extern void tcp_reno_cong_avoid(struct sock *sk, u32 ack, u32 acked) KSYM;
extern u32 tcp_reno_undo_cwnd(struct sock *sk) KSYM;

u64 acknowledged;

SEC("struct_ops/avoid")
int avoid(u64 *context)
{
	__sync_fetch_and_add(&acknowledged, 1);
	tcp_reno_cong_avoid((struct sock *)context[0], context[1], context[2]);
	return 0;
}

SEC("struct_ops/threshold")
int threshold(u64 *context)
{
	return tcp_reno_ssthresh((struct sock *)context[0]);
}

SEC("struct_ops/undo")
int undo(u64 *context)
{
	return tcp_reno_undo_cwnd((struct sock *)context[0]);
}

SEC("struct_ops/nothing")
int nothing(u64 *context)
{
	return 0;
}

SEC("xdp")
int pass(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("?.struct_ops.link")
struct tcp_congestion_ops later = {
	.name = "skep_later",
	.cong_avoid = (void *)avoid,
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
};

SEC("?.struct_ops")
struct skep_of_no_kernel never = {
	.nothing = (void *)nothing,
};

char LICENSE[] SEC("license") = "GPL";
