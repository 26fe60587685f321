/* Asks the connection tracking for a connection: its functions are the kernel's own or those of the module nf_conntrack. */
#include "skep_fixture.h"

#define PRESERVE __attribute__((preserve_access_index))

struct tuple {
	u32 source, destination;
	u16 source_port, destination_port;
};
struct bpf_sock_tuple {
	struct tuple ipv4;
} PRESERVE;
struct bpf_ct_opts {
	int netns_id;
	int error;
	u8 l4proto;
	u8 dir;
	u8 reserved[2];
};
struct nf_conn {
	int member;
} PRESERVE;

extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *context, struct bpf_sock_tuple *tuple, u32 tuple_size,
					 struct bpf_ct_opts *options, u32 options_size) EXTERN(".ksyms");
extern void bpf_ct_release(struct nf_conn *connection) EXTERN(".ksyms");

SEC("xdp")
int looks_up(struct xdp_md *context)
{
	struct tuple tuple = { .source = 0x0100007f, .destination = 0x0100007f, .source_port = 1, .destination_port = 1 };
	struct bpf_ct_opts options = { .netns_id = -1, .l4proto = 6 };
	struct nf_conn *found;

	found = bpf_xdp_ct_lookup(context, (struct bpf_sock_tuple *)&tuple, sizeof(tuple), &options, 12);
	if (found) {
		bpf_ct_release(found);
		return 1;
	}
	return -options.error;
}

char LICENSE[] SEC("license") = "GPL";
