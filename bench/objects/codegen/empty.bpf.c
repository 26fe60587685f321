// empty programs: the cost of the measurement itself.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
SEC("xdp") int empty_xdp(struct xdp_md *c) { return XDP_PASS; }
SEC("tc") int empty_tc(struct __sk_buff *c) { return 0; }
SEC("tracepoint/syscalls/sys_enter_getppid") int empty_tp(void *c) { return 0; }
