// The source of clang.s, made by `clang-19 -O2 -target bpf -mcpu=v3 -S clang.c`, and of bpftool.txt, which is what
// `bpftool prog dump xlated` printed of it, compiled with `-g` besides and loaded into Linux 6.18.

typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

struct {
	int (*type)[2];
	int (*max_entries)[4];
	u32 *key;
	u64 *value;
} COUNTS SEC(".maps");

struct context {
	u32 data, data_end;
};

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*loop)(u32 count, void *callback, void *context, u64 flags) = (void *)181;

static __attribute__((noinline)) u64 mix(u64 number)
{
	return (number >> 7 ^ number) * 0x9e3779b97f4a7c15;
}

static long step(u32 index, u64 *sum)
{
	*sum += index;
	return 0;
}

SEC("xdp") int program(struct context *context)
{
	u32 key = 1;
	u64 sum = 0;
	u64 *count = lookup(&COUNTS, &key);

	if (count) {
		__sync_fetch_and_add(count, 1);
		sum = __sync_fetch_and_or(count, 6);
		__sync_val_compare_and_swap(count, 4, 5);
		__sync_fetch_and_xor((u32 *)count, 3);
	}
	loop(3, step, &sum, 0);

	unsigned char *data = (void *)(long)context->data;
	if (data + 14 > (unsigned char *)(long)context->data_end)
		return 1;
	sum += (signed char)data[2];
	if ((int)mix(sum) < -5)
		return __builtin_bswap32(*(u32 *)data);
	return 2;
}

char _license[] SEC("license") = "GPL";
