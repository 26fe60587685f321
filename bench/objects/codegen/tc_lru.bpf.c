// tc: packets and bytes per IPv4 source address in an LRU hash.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
char LICENSE[] SEC("license") = "GPL";
struct cnt { __u64 packets, bytes; };
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(max_entries, 16384); __type(key, __u32); __type(value, struct cnt); } per_src SEC(".maps");
SEC("tc") int cq_tc_lru(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	if ((void *)(ip + 1) > end) return 0;
	if (eth->h_proto != bpf_htons(0x0800)) return 0;
	__u32 src = ip->saddr;
	struct cnt *c = bpf_map_lookup_elem(&per_src, &src);
	if (c) {
		__sync_fetch_and_add(&c->packets, 1);
		__sync_fetch_and_add(&c->bytes, skb->len);
	} else {
		struct cnt n = { 1, skb->len };
		bpf_map_update_elem(&per_src, &src, &n, BPF_ANY);
	}
	return 0;
}
