/* What the fixtures need of the kernel's interface: no headers but this one, so that they build anywhere. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define EXTERN(name) __attribute__((section(name)))
#define NOINLINE __attribute__((noinline))
#define UINT(name, value) int (*name)[value]
#define TYPE(name, value) typeof(value) *name

enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_ARRAY = 2, BPF_MAP_TYPE_PROG_ARRAY = 3, BPF_MAP_TYPE_ARRAY_OF_MAPS = 12 };
enum { BPF_MAP_TYPE_RINGBUF = 27 };
enum { LIBBPF_PIN_BY_NAME = 1 };

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const bpf_tail_call)(void *context, void *map, u32 index) = (void *)12;
static long (*const bpf_ringbuf_output)(void *map, void *data, u64 size, u64 flags) = (void *)130;
static long (*const bpf_loop)(u32 iterations, void *callback, void *context, u64 flags) = (void *)181;

struct xdp_md {
	u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

enum { XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX };
