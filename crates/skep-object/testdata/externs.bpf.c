/* What only a kernel knows: its configuration, its variables and functions. Each program needs something else of it. */
#include "skep_fixture.h"

extern u32 CONFIG_NO_SUCH_OPTION EXTERN(".kconfig");
extern u32 LINUX_KERNEL_VERSION EXTERN(".kconfig");
extern const void no_such_symbol EXTERN(".ksyms");
extern int bpf_xdp_no_such_function(struct xdp_md *context) EXTERN(".ksyms");

SEC("xdp")
int configured(struct xdp_md *context)
{
	return CONFIG_NO_SUCH_OPTION + (LINUX_KERNEL_VERSION > 0);
}

SEC("xdp")
int calling(struct xdp_md *context)
{
	return bpf_xdp_no_such_function(context);
}

SEC("xdp")
int addressing(struct xdp_md *context)
{
	volatile u64 address = (u64)&no_such_symbol;

	return address != 0;
}

SEC("xdp")
int plain_with_a_name_of_more_than_fifteen_bytes(struct xdp_md *context)
{
	return XDP_PASS;
}

SEC("no_such_section/at_all")
int unknown(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
