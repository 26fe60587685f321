// xdp DNAT: rewrite IPv4 destination address and TCP/UDP destination port
// from a map, with incremental checksum updates (RFC 1624), swap MACs, XDP_TX.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
char LICENSE[] SEC("license") = "GPL";
struct vip { __u32 addr; __u16 port; __u8 proto; __u8 pad; };
struct real { __u32 addr; __u16 port; __u16 pad; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1024); __type(key, struct vip); __type(value, struct real); } nat SEC(".maps");
static __always_inline __u16 csum_fold(__u32 s) { s = (s & 0xffff) + (s >> 16); s = (s & 0xffff) + (s >> 16); return ~s; }
static __always_inline void csum_rep4(__u16 *c, __u32 o, __u32 n)
{
	__u32 s = (__u16)~*c;
	s += (__u16)~(o & 0xffff); s += (__u16)~(o >> 16);
	s += n & 0xffff; s += n >> 16;
	*c = csum_fold(s);
}
static __always_inline void csum_rep2(__u16 *c, __u16 o, __u16 n)
{
	__u32 s = (__u16)~*c;
	s += (__u16)~o; s += n;
	*c = csum_fold(s);
}
SEC("xdp") int cq_nat(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	if ((void *)(ip + 1) > end) return XDP_PASS;
	if (eth->h_proto != bpf_htons(0x0800) || ip->ihl != 5) return XDP_PASS;
	struct vip k = { .addr = ip->daddr, .proto = ip->protocol };
	__u16 *l4c, *dp;
	if (ip->protocol == IPPROTO_TCP) {
		struct tcphdr *t = (void *)(ip + 1);
		if ((void *)(t + 1) > end) return XDP_PASS;
		dp = &t->dest; l4c = &t->check;
	} else if (ip->protocol == IPPROTO_UDP) {
		struct udphdr *u = (void *)(ip + 1);
		if ((void *)(u + 1) > end) return XDP_PASS;
		dp = &u->dest; l4c = &u->check;
	} else return XDP_PASS;
	k.port = *dp;
	struct real *r = bpf_map_lookup_elem(&nat, &k);
	if (!r) return XDP_PASS;
	__u32 oa = ip->daddr, na = r->addr;
	__u16 op = *dp, np = r->port;
	csum_rep4(&ip->check, oa, na);
	if (ip->protocol == IPPROTO_TCP || *l4c) {
		csum_rep4(l4c, oa, na);
		csum_rep2(l4c, op, np);
		if (ip->protocol == IPPROTO_UDP && !*l4c) *l4c = 0xffff;
	}
	ip->daddr = na;
	*dp = np;
	__u8 tmp[6];
	__builtin_memcpy(tmp, eth->h_dest, 6);
	__builtin_memcpy(eth->h_dest, eth->h_source, 6);
	__builtin_memcpy(eth->h_source, tmp, 6);
	return XDP_TX;
}
