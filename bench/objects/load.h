/* What the objects that are loaded need of the kernel's interface, and of its types. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define CORE __attribute__((preserve_access_index))
#define INLINE static inline __attribute__((always_inline))
#define UINT(name, value) int (*name)[value]
#define TYPE(name, value) typeof(value) *name

enum { HASH = 1, ARRAY = 2, PERCPU_HASH = 5, PERCPU_ARRAY = 6, LRU_HASH = 9, RINGBUF = 27 };

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static u64 (*const bpf_get_current_task)(void) = (void *)35;
static long (*const bpf_probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const bpf_ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;

struct list_head { struct list_head *next, *prev; } CORE;
struct kuid { u32 val; } CORE;
struct pid_namespace { u32 level; struct pid_namespace *parent; } CORE;
struct uts_namespace;
struct mnt_namespace;
struct nsproxy { struct uts_namespace *uts_ns; struct mnt_namespace *mnt_ns; struct pid_namespace *pid_ns_for_children; } CORE;
struct upid { int nr; struct pid_namespace *ns; } CORE;
struct pid { u32 level; struct upid numbers[1]; } CORE;
struct cred { struct kuid uid, euid; } CORE;
struct super_block { u32 s_dev; unsigned long s_magic, s_flags; } CORE;
struct inode { u16 i_mode; u32 i_flags; unsigned long i_ino; long long i_size; struct super_block *i_sb; } CORE;
struct qstr { union { struct { u32 hash, len; }; u64 hash_len; }; const u8 *name; } CORE;
struct dentry { struct dentry *d_parent; struct inode *d_inode; struct qstr d_name; } CORE;
struct path { struct dentry *dentry; } CORE;
struct file { u32 f_flags; struct path f_path; struct inode *f_inode; } CORE;
struct mm_struct { struct file *exe_file; unsigned long start_code, start_stack, arg_start; } CORE;
struct fs_struct { struct path root, pwd; } CORE;
struct signal_struct { struct pid *pids[4]; int group_exit_code; } CORE;
struct task_struct {
	u32 flags;
	int pid, tgid, exit_code, prio, static_prio;
	struct task_struct *real_parent, *parent, *group_leader;
	struct mm_struct *mm;
	struct fs_struct *fs;
	struct cred *cred, *real_cred;
	struct nsproxy *nsproxy;
	struct pid *thread_pid;
	struct signal_struct *signal;
	u64 start_time;
} CORE;

/* Reads a field through one or more pointers, as programs do with what they may not read directly. */
#define READ(to, from) bpf_probe_read_kernel(&(to), sizeof(to), __builtin_preserve_access_index(&(from)))
#define READ1(base, field) ({ typeof((base)->field) value = 0; READ(value, (base)->field); value; })
#define READ2(base, a, b) ({ typeof((base)->a) one = READ1(base, a); READ1(one, b); })
#define READ3(base, a, b, c) ({ typeof((base)->a) two = READ1(base, a); READ2(two, b, c); })
#define READ4(base, a, b, c, d) ({ typeof((base)->a) three = READ1(base, a); READ3(three, b, c, d); })

char _license[] SEC("license") = "GPL";
