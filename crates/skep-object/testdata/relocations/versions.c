/* What differs between Linux 5.10 and 7.2, and between architectures: members that moved, were renamed, came, went, became wider
 * or narrower or of another kind, and enumerators with other numbers. Every kind of relocation occurs. */
#include "core.h"

typedef long long ktime_t;
struct atomic_t { int counter; } CORE;
struct list_head { struct list_head *next, *prev; } CORE;
struct cpumask { unsigned long bits[128]; } CORE;
struct sched_entity { unsigned int on_rq; unsigned long long vruntime; } CORE;
struct task_struct {
	unsigned int __state;
	struct sched_entity se;
	struct cpumask cpus_mask;
	struct atomic_t rcu_users;
	int exit_signal, tgid;
	unsigned int in_iowait : 1, sched_reset_on_fork : 1;
	char comm[16];
} CORE;
struct task_struct___until_5_13 { volatile long state; } CORE;
struct task_struct___cpu { unsigned int cpu; } CORE;
struct thread_info { unsigned int cpu; } CORE;
struct inode { unsigned long i_ino, i_state; long long i_ctime_sec; } CORE;
struct timespec64 { long long tv_sec; } CORE;
struct inode___until_6_5 { struct timespec64 i_ctime; } CORE;
struct page { unsigned long flags; } CORE;
struct kernel_cap_struct___array { u32 cap[2]; } CORE;
struct kernel_cap_struct___number { u64 val; } CORE;
struct cred___array { struct kernel_cap_struct___array cap_effective; } CORE;
struct cred___number { struct kernel_cap_struct___number cap_effective; } CORE;
struct sock { u16 sk_protocol; unsigned char sk_userlocks : 4, sk_kern_sock : 1; } CORE;
struct tcp_sock { u32 snd_cwnd, packets_out; u8 repair : 1; } CORE;
struct sk_buff { unsigned int len; u16 protocol, vlan_tci; unsigned char *head; unsigned char pkt_type : 3; } CORE;
struct iphdr { u8 ihl : 4, version : 4; } CORE;
struct tcphdr { u16 syn : 1; } CORE;
struct inet_sock { u8 recverr : 1; } CORE;
struct gendisk { int major; } CORE;
struct request { unsigned int __data_len; } CORE;
struct request___with_disk { struct gendisk *rq_disk; } CORE;
struct block_device { u32 bd_dev; } CORE;
struct bio { struct block_device *bi_bdev; } CORE;
struct bio___with_disk { struct gendisk *bi_disk; } CORE;
struct net_device { char name[16]; unsigned int mtu; } CORE;
struct mm_struct { unsigned long arg_start; } CORE;
struct vm_area_struct { unsigned long vm_flags; struct vm_area_struct *vm_next; } CORE;
struct bpf_prog_aux { u32 id; } CORE;
struct bpf_prog { u16 jited : 1; u8 tag[8]; struct bpf_prog_aux *aux; } CORE;
struct folio { unsigned long flags; } CORE;
struct user_struct { struct atomic_t processes; } CORE;
struct file { unsigned int f_mode; long long f_pos; } CORE;

enum bpf_map_type { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_RINGBUF = 27, BPF_MAP_TYPE_ARENA = 99 };
enum bpf_arg_type { ARG_PTR_TO_CTX = 1 };
enum perf_callchain_context { PERF_CONTEXT_KERNEL = -1, PERF_CONTEXT_MAX = -2 };
enum hmm_pfn_flags { HMM_PFN_ERROR = 1 };
enum ib_uverbs_device_cap_flags { IB_UVERBS_DEVICE_FLUSH_GLOBAL = 1ULL << 38 };

/* What has to match. */
struct sched_entity___one { unsigned int on_rq; };
struct sched_entity___other { unsigned char on_rq; };
struct page___word { unsigned long flags; };
struct bio___m { struct block_device *bi_bdev; };
enum bpf_map_type___m { BPF_MAP_TYPE_ARENA___m = 1 };
typedef struct { u32 cap[2]; } kernel_cap_t;

#define MOVE(f) sum += field_byte_offset(f)
#define FIELD(f) \
	sum += field_byte_offset(f) + field_byte_size(f) * 3 + field_lshift_u64(f) * 5 + field_rshift_u64(f) * 7 + \
	       field_signed(f) * 11

SEC("raw_tp/loads") u64 loads(struct task_struct *t)
{
	return t->__state + t->se.on_rq + t->se.vruntime + t->rcu_users.counter + t->exit_signal + t->comm[15] +
	       t->cpus_mask.bits[0];
}

SEC("raw_tp/stores") int stores(struct task_struct *t)
{
	t->se.on_rq = 1;
	t->tgid = 2;
	t->cpus_mask.bits[1] = 3;
	return 0;
}

SEC("raw_tp/files") u64 files(struct inode *i)
{
	struct file *f = (void *)i;
	struct page *p = (void *)i;

	return i->i_ino + i->i_state + f->f_mode + f->f_pos + p->flags;
}

SEC("raw_tp/net") u64 net(struct sk_buff *skb)
{
	struct tcp_sock *tp = (void *)skb;
	struct sock *sk = (void *)skb;
	struct net_device *dev = (void *)skb;

	return skb->len + skb->protocol + skb->vlan_tci + (u64)skb->head + tp->snd_cwnd + tp->packets_out + sk->sk_protocol +
	       dev->name[3] + dev->mtu;
}

SEC("raw_tp/bits") u64 bits(void *ctx)
{
	struct task_struct *t = ctx;
	struct sock *sk = ctx;
	struct tcp_sock *tp = ctx;
	struct sk_buff *skb = ctx;
	struct iphdr *ip = ctx;
	struct tcphdr *tcp = ctx;
	struct inet_sock *inet = ctx;
	struct bpf_prog *prog = ctx;
	struct thread_info *info = ctx;
	u64 sum = 0;

	if (field_exists(info->cpu))
		FIELD(info->cpu);
	FIELD(t->in_iowait);
	FIELD(t->sched_reset_on_fork);
	FIELD(sk->sk_userlocks);
	FIELD(sk->sk_kern_sock);
	FIELD(tp->repair);
	FIELD(skb->pkt_type);
	FIELD(ip->ihl);
	FIELD(tcp->syn);
	FIELD(prog->jited);
	FIELD(t->se.on_rq);
	FIELD(t->exit_signal);
	if (field_exists(inet->recverr))
		FIELD(inet->recverr);
	return sum;
}

SEC("raw_tp/places") u64 places(void *ctx)
{
	struct task_struct *t = ctx;
	struct mm_struct *mm = ctx;
	struct request *rq = ctx;
	struct bpf_prog *prog = ctx;
	struct block_device *bdev = ctx;
	u64 sum = 0;

	MOVE(mm->arg_start);
	MOVE(rq->__data_len);
	MOVE(bdev->bd_dev);
	MOVE(prog->aux);
	MOVE(prog->aux->id);
	MOVE(prog->tag[5]);
	MOVE(t->se);
	sum += field_byte_size(t->cpus_mask) + field_byte_size(t->cpus_mask.bits) + field_byte_size(t->cpus_mask.bits[0]) +
	       field_byte_size(prog->tag) + field_byte_size(t->se) + field_byte_size(t->comm);
	return sum;
}

SEC("raw_tp/renamed") u64 renamed(void *ctx)
{
	struct task_struct *t = ctx;
	struct task_struct___until_5_13 *old = ctx;
	struct task_struct___cpu *has_cpu = ctx;
	struct thread_info *info = ctx;
	struct inode *inode = ctx;
	struct inode___until_6_5 *inode_old = ctx;
	struct cred___array *array = ctx;
	struct cred___number *number = ctx;
	struct request___with_disk *rq = ctx;
	struct bio *bio = ctx;
	struct bio___with_disk *bio_old = ctx;
	u64 sum = 0;

	sum += field_exists(t->__state) ? t->__state : old->state;
	sum += field_exists(has_cpu->cpu) ? has_cpu->cpu : info->cpu;
	sum += field_exists(inode->i_ctime_sec) ? inode->i_ctime_sec : inode_old->i_ctime.tv_sec;
	sum += field_exists(number->cap_effective.val) ? number->cap_effective.val : array->cap_effective.cap[1];
	if (field_exists(rq->rq_disk))
		sum += rq->rq_disk->major;
	sum += field_exists(bio->bi_bdev) ? bio->bi_bdev->bd_dev : bio_old->bi_disk->major;
	return sum;
}

SEC("raw_tp/presence") u64 presence(void *ctx)
{
	struct task_struct *t = ctx;
	struct vm_area_struct *vma = ctx;
	struct user_struct *user = ctx;

	return field_exists(vma->vm_next) + field_exists(vma->vm_flags) * 2 + field_exists(user->processes) * 4 +
	       field_exists(t->cpus_mask.bits[100]) * 8 + field_exists(t->cpus_mask.bits[3]) * 16 +
	       field_exists(t->cpus_mask.bits[1]) * 32 + field_exists(t->rcu_users.counter) * 64 +
	       type_exists(enum hmm_pfn_flags) * 128 + type_exists(struct request) * 256 +
	       type_exists(struct user_struct) * 512 + type_exists(struct folio) * 1024;
}

SEC("raw_tp/types") u64 types(void *ctx)
{
	return type_size(struct task_struct) + type_size(struct inode) + type_size(struct cpumask) +
	       type_size(struct kernel_cap_struct___array) + type_size(kernel_cap_t) + type_size(enum perf_callchain_context) +
	       type_matches(struct sched_entity___one) * 2 + type_matches(struct sched_entity___other) * 4 +
	       type_matches(struct page___word) * 8 + type_matches(struct bio___m) * 16 +
	       type_matches(enum bpf_map_type___m) * 32 + type_matches(struct list_head) * 64 +
	       type_matches(kernel_cap_t) * 128 + type_id_local(struct list_head) + type_id_target(struct list_head) +
	       type_id_target(kernel_cap_t) + type_id_target(struct task_struct);
}

SEC("raw_tp/enumerators") u64 enumerators(void *ctx)
{
	u64 sum = enumval_value(enum bpf_arg_type, ARG_PTR_TO_CTX);

	sum += enumval_value(enum perf_callchain_context, PERF_CONTEXT_KERNEL);
	sum += enumval_value(enum perf_callchain_context, PERF_CONTEXT_MAX);
	if (enumval_exists(enum bpf_map_type, BPF_MAP_TYPE_ARENA))
		sum += enumval_value(enum bpf_map_type, BPF_MAP_TYPE_ARENA);
	if (enumval_exists(enum hmm_pfn_flags, HMM_PFN_ERROR))
		sum += enumval_value(enum hmm_pfn_flags, HMM_PFN_ERROR);
	if (enumval_exists(enum ib_uverbs_device_cap_flags, IB_UVERBS_DEVICE_FLUSH_GLOBAL))
		sum += enumval_value(enum ib_uverbs_device_cap_flags, IB_UVERBS_DEVICE_FLUSH_GLOBAL);
	return sum;
}
