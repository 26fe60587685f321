/* Maps of the kinds that have entries of their own shape, with types and without. */
#include "skep_fixture.h"

enum {
	BPF_MAP_TYPE_PERCPU_HASH = 5,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_LPM_TRIE = 11,
	BPF_MAP_TYPE_QUEUE = 22,
	BPF_MAP_TYPE_STACK = 23,
};
enum { BPF_F_NO_PREALLOC = 1 };

struct network {
	u32 prefix_length;
	u8 address[4];
};

typedef struct {
	u32 packets;
	u16 ports[2];
} counts_t;

enum state { CLOSED, OPEN = -2 };

/* What only attributes lay out so, and what has several meanings. */
struct packed {
	u8 kind;
	u64 unaligned;
	union {
		u32 whole;
		struct {
			u32 low : 5;
			int high : 27;
		};
		u8 bytes[5];
	} parts;
	enum state state : 3;
	_Bool seen : 1;
} __attribute__((packed));

struct packed odd = { .kind = 1, .unaligned = 2, .parts = { .whole = 0xffffffe3 }, .state = OPEN, .seen = 1 };
union {
	u16 port;
	u64 low : 9;
	struct packed *pointer;
} choice = { .port = 0x1234 };
unsigned __int128 large = 7;
double real = 1.5;
struct packed table[3][2];

struct {
	UINT(type, BPF_MAP_TYPE_LPM_TRIE);
	UINT(max_entries, 16);
	UINT(map_flags, BPF_F_NO_PREALLOC);
	TYPE(key, struct network);
	TYPE(value, counts_t);
} networks SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_PERCPU_HASH);
	UINT(max_entries, 16);
	TYPE(key, u16);
	TYPE(value, counts_t);
} per_port SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	UINT(max_entries, 2);
	TYPE(key, u32);
	TYPE(value, u64);
} per_cpu SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_LRU_HASH);
	UINT(max_entries, 16);
	UINT(key_size, 6);
	UINT(value_size, 3);
} without_types SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_QUEUE);
	UINT(max_entries, 4);
	TYPE(value, counts_t);
} waiting SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_STACK);
	UINT(max_entries, 4);
	TYPE(value, signed char);
} depths SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_RINGBUF);
	UINT(max_entries, 4096);
} records SEC(".maps");

SEC("xdp")
int counts(struct xdp_md *context)
{
	static volatile u32 calls;
	u32 zero = 0;
	u64 *count = bpf_map_lookup_elem(&per_cpu, &zero);

	calls += 1;
	odd.unaligned += 1;
	odd.parts.low += 1;
	odd.seen = 0;
	table[2][1] = odd;
	if (count)
		*count += calls;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
