// xdp: Ethernet [+1 VLAN] / IPv4+IPv6 / TCP+UDP, drop on a destination port.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
char LICENSE[] SEC("license") = "GPL";
const volatile __u16 drop_port = 9999;
SEC("xdp") int cq_xdp_drop_port(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	if ((void *)(eth + 1) > end) return XDP_PASS;
	__u16 proto = eth->h_proto;
	void *p = eth + 1;
	if (proto == bpf_htons(0x8100)) {
		struct vlan_hdr *v = p;
		if ((void *)(v + 1) > end) return XDP_PASS;
		proto = v->h_vlan_encapsulated_proto;
		p = v + 1;
	}
	__u8 l4;
	if (proto == bpf_htons(0x0800)) {
		struct iphdr *ip = p;
		if ((void *)(ip + 1) > end) return XDP_PASS;
		if (ip->ihl < 5) return XDP_PASS;
		if (ip->frag_off & bpf_htons(0x1fff)) return XDP_PASS;
		l4 = ip->protocol;
		p += ip->ihl * 4;
	} else if (proto == bpf_htons(0x86dd)) {
		struct ipv6hdr *ip6 = p;
		if ((void *)(ip6 + 1) > end) return XDP_PASS;
		l4 = ip6->nexthdr;
		p = ip6 + 1;
	} else return XDP_PASS;
	__u16 dport;
	if (l4 == IPPROTO_TCP) {
		struct tcphdr *t = p;
		if ((void *)(t + 1) > end) return XDP_PASS;
		dport = t->dest;
	} else if (l4 == IPPROTO_UDP) {
		struct udphdr *u = p;
		if ((void *)(u + 1) > end) return XDP_PASS;
		dport = u->dest;
	} else return XDP_PASS;
	return bpf_ntohs(dport) == drop_port ? XDP_DROP : XDP_PASS;
}
