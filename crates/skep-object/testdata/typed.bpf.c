/* Types of many kinds as keys, values, events and variables, and names that are words of Rust: for typed skeletons. */
#include "skep_fixture.h"

enum verdict { ALLOW, DENY = 7 };

struct address {
	union {
		u32 whole;
		u8 bytes[4];
	};
	u16 port;
};

struct seen {
	u64 packets;
	u32 last : 24;
	u32 flags : 8;
	enum verdict verdict;
	struct address self;
};

struct event {
	struct address from;
	enum verdict verdict;
	u8 type;
	u64 number;
};

/* Nothing else says of what type the records of `events` are. */
struct event *event_type;

struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 64);
	TYPE(key, struct address);
	TYPE(value, struct seen);
} seen SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_RINGBUF);
	UINT(max_entries, 4096);
} events SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 4);
	TYPE(key, u32);
	TYPE(value, enum verdict);
} match SEC(".maps");

const volatile _Bool enabled = 0;
const volatile struct {
	u32 low;
	u32 high;
	u8 ports[40];
} move = { .low = 1, .high = 3 };
u64 total = 40;
enum verdict last;
struct seen newest;

SEC("xdp")
int loop(struct xdp_md *context)
{
	u8 *data = (u8 *)(long)context->data;
	u8 *end = (u8 *)(long)context->data_end;
	struct address key = {};
	struct event event = {};
	struct seen fresh = {}, *found;
	u32 zero = 0;
	enum verdict *forced;

	if (!enabled || data + 14 > end)
		return XDP_ABORTED;
	key.bytes[0] = data[0];
	key.bytes[3] = data[3];
	key.port = data[4];
	found = bpf_map_lookup_elem(&seen, &key);
	if (!found) {
		fresh.self = key;
		fresh.flags = 0xa5;
		bpf_map_update_elem(&seen, &key, &fresh, 0);
		found = bpf_map_lookup_elem(&seen, &key);
		if (!found)
			return XDP_ABORTED;
	}
	found->packets += 1;
	found->last = data[5] << 8 | data[6];
	found->verdict = data[4] >= move.low && data[4] <= move.high ? ALLOW : DENY;
	forced = bpf_map_lookup_elem(&match, &zero);
	if (forced && *forced)
		found->verdict = *forced;
	newest = *found;
	last = found->verdict;
	total += 1;
	event.from = key;
	event.verdict = found->verdict;
	event.type = data[7];
	event.number = total;
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return last == DENY ? XDP_DROP : XDP_PASS;
}

SEC("?tracepoint/sched/sched_process_exec")
int self(void *context)
{
	total += 1000;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
