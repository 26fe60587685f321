/* The kernel's configuration, in variables of every type that an option can have. */
#include "skep_fixture.h"

enum libbpf_tristate { TRI_NO = 0, TRI_YES = 1, TRI_MODULE = 2 };

extern const _Bool CONFIG_BPF EXTERN(".kconfig");
extern enum libbpf_tristate CONFIG_BPF_SYSCALL EXTERN(".kconfig");
extern char CONFIG_BPF_JIT EXTERN(".kconfig");
extern u32 CONFIG_HZ EXTERN(".kconfig");
extern u16 CONFIG_NR_CPUS EXTERN(".kconfig");
extern u64 CONFIG_ILLEGAL_POINTER_VALUE EXTERN(".kconfig");
extern char CONFIG_DEFAULT_HOSTNAME[16] EXTERN(".kconfig");
extern char CONFIG_CC_VERSION_TEXT[4] EXTERN(".kconfig");
extern int CONFIG_NO_SUCH_OPTION_ANYWHERE EXTERN(".kconfig") __attribute__((weak));
extern unsigned char CONFIG_PHYSICAL_ALIGN EXTERN(".kconfig");
extern long CONFIG_NEITHER_THIS_ONE EXTERN(".kconfig");
extern u32 LINUX_KERNEL_VERSION EXTERN(".kconfig");
extern const _Bool LINUX_HAS_BPF_COOKIE EXTERN(".kconfig");
extern const _Bool LINUX_HAS_SYSCALL_WRAPPER EXTERN(".kconfig");
extern const _Bool LINUX_HAS_SOMETHING_NEW EXTERN(".kconfig") __attribute__((weak));

_Bool boolean;
enum libbpf_tristate tristate;
char character;
u32 number;
u16 narrow;
u64 wide;
char text[16];
char start_of_text[4];
int absent = 7;
u32 version;
_Bool cookie, wrapper, something_new = 1;

SEC("xdp")
int reads(struct xdp_md *context)
{
	int i;

	boolean = CONFIG_BPF;
	tristate = CONFIG_BPF_SYSCALL;
	character = CONFIG_BPF_JIT;
	number = CONFIG_HZ;
	narrow = CONFIG_NR_CPUS;
	wide = CONFIG_ILLEGAL_POINTER_VALUE;
#pragma unroll
	for (i = 0; i < 16; i++)
		text[i] = CONFIG_DEFAULT_HOSTNAME[i];
#pragma unroll
	for (i = 0; i < 4; i++)
		start_of_text[i] = CONFIG_CC_VERSION_TEXT[i];
	absent = CONFIG_NO_SUCH_OPTION_ANYWHERE;
	version = LINUX_KERNEL_VERSION;
	cookie = LINUX_HAS_BPF_COOKIE;
	wrapper = LINUX_HAS_SYSCALL_WRAPPER;
	something_new = LINUX_HAS_SOMETHING_NEW;
	return XDP_PASS;
}

/* The option's value has more bits than the variable. */
SEC("?xdp")
int too_large(struct xdp_md *context)
{
	return CONFIG_PHYSICAL_ALIGN;
}

SEC("?xdp")
int not_set(struct xdp_md *context)
{
	return CONFIG_NEITHER_THIS_ONE;
}

char LICENSE[] SEC("license") = "GPL";
