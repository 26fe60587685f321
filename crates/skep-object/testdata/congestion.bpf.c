/* A congestion control for TCP that does as Reno and counts what it is asked: registered by a link, and without. */
#include "skep_fixture.h"

#define KSYM EXTERN(".ksyms")
#define PRESERVE __attribute__((preserve_access_index))

/* The kernel's, with other members and in another order. */
struct sock {
	int member;
} PRESERVE;
struct tcp_congestion_ops {
	char name[16];
	u32 (*undo_cwnd)(struct sock *sk);
	void (*no_such_member)(struct sock *sk);
	u32 no_such_number;
	u32 (*ssthresh)(struct sock *sk);
	void (*init)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
};

extern u32 tcp_reno_ssthresh(struct sock *sk) KSYM;
extern void tcp_reno_cong_avoid(struct sock *sk, u32 ack, u32 acked) KSYM;
extern u32 tcp_reno_undo_cwnd(struct sock *sk) KSYM;

u64 sockets, acknowledged;

SEC("struct_ops/start")
int start(u64 *context)
{
	__sync_fetch_and_add(&sockets, 1);
	return 0;
}

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

SEC(".struct_ops.link")
struct tcp_congestion_ops linked = {
	.name = "skep_linked",
	.init = (void *)start,
	.cong_avoid = (void *)avoid,
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
};

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.name = "skep_plain",
	.init = (void *)start,
	.cong_avoid = (void *)avoid,
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
};

char LICENSE[] SEC("license") = "GPL";
