/* What programs read most, from a kernel's own types. */
#include "core.h"

struct list_head { struct list_head *next, *prev; } CORE;
struct atomic_t { int counter; } CORE;
struct nsproxy;
struct pid_namespace { unsigned int level; } CORE;
struct upid { int nr; struct pid_namespace *ns; } CORE;
struct pid { unsigned int level; struct upid numbers[]; } CORE;
struct kuid { unsigned int val; } CORE;
struct cred { struct kuid uid; } CORE;
struct qstr { union { struct { unsigned int hash, len; }; unsigned long long hash_len; }; const unsigned char *name; } CORE;
struct dentry { struct dentry *d_parent; struct qstr d_name; } CORE;
struct path { struct dentry *dentry; } CORE;
struct inode { unsigned short i_mode; unsigned long i_ino; long long i_size; } CORE;
struct file { unsigned int f_flags; struct path f_path; struct inode *f_inode; } CORE;
struct mm_struct { unsigned long start_code; unsigned long arg_start; } CORE;
struct task_struct {
	unsigned int __state;
	int pid, tgid, exit_code;
	char comm[16];
	struct task_struct *real_parent, *group_leader;
	const struct cred *cred;
	struct nsproxy *nsproxy;
	struct mm_struct *mm;
	struct pid *thread_pid;
	struct list_head tasks, children;
	unsigned long long start_time;
	unsigned int in_execve : 1;
	unsigned int sched_reset_on_fork : 1;
} CORE;
struct task_struct___old { long state; } CORE;
struct sock_common { unsigned short skc_family; unsigned short skc_num; unsigned int skc_daddr; unsigned short skc_dport; } CORE;
struct sock { struct sock_common __sk_common; unsigned short sk_protocol; int sk_rcvbuf; } CORE;
struct tcp_sock { unsigned int srtt_us; unsigned int snd_cwnd; unsigned char repair : 1; } CORE;
struct sk_buff { unsigned int len, data_len; unsigned short mac_header; unsigned char *head, *data; unsigned char pkt_type : 3; } CORE;
struct net_device { int ifindex; unsigned int mtu; char name[16]; } CORE;
struct request { unsigned int __data_len; unsigned long long __sector; } CORE;
struct bpf_map { int map_type; unsigned int max_entries, id; char name[16]; } CORE;
struct renamed___not_there { int x; } CORE;
enum bpf_map_type { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_ARRAY = 2, BPF_MAP_TYPE_RINGBUF = 27 };
enum pid_type { PIDTYPE_TGID = 1 };

SEC("raw_tp/loads") int loads(struct task_struct *t)
{
	return t->pid + t->tgid + t->comm[3] + t->real_parent->tgid + t->cred->uid.val + t->thread_pid->numbers[1].nr +
	       t->__state + t->exit_code + t->start_time + t->mm->arg_start + (t->tasks.next != 0) + (t->nsproxy != 0);
}

SEC("raw_tp/net") int net(struct sk_buff *skb, struct sock *sk)
{
	return skb->len + skb->mac_header + (skb->data - skb->head) + skb->data_len;
}

SEC("raw_tp/offsets") int offsets(struct task_struct *t)
{
	struct sock *sk = (void *)t;
	struct tcp_sock *tp = (void *)t;
	struct sk_buff *skb = (void *)t;
	struct file *f = (void *)t;
	struct request *rq = (void *)t;
	struct bpf_map *map = (void *)t;
	struct net_device *dev = (void *)t;
	return field_byte_offset(t->in_execve) + field_byte_size(t->in_execve) + field_lshift_u64(t->in_execve) +
	       field_rshift_u64(t->in_execve) + field_signed(t->in_execve) + field_byte_offset(t->sched_reset_on_fork) +
	       field_lshift_u64(t->sched_reset_on_fork) + field_byte_offset(sk->__sk_common.skc_dport) +
	       field_byte_offset(sk->__sk_common.skc_daddr) + field_byte_offset(sk->sk_protocol) +
	       field_byte_size(sk->sk_protocol) + field_byte_offset(tp->srtt_us) + field_byte_offset(tp->repair) +
	       field_lshift_u64(tp->repair) + field_byte_offset(skb->pkt_type) + field_byte_size(skb->pkt_type) +
	       field_lshift_u64(skb->pkt_type) + field_rshift_u64(skb->pkt_type) +
	       field_byte_offset(f->f_path.dentry) + field_byte_offset(f->f_inode) + field_byte_offset(rq->__sector) +
	       field_byte_offset(map->name[2]) + field_byte_offset(map->max_entries) + field_byte_offset(dev->ifindex) +
	       field_byte_size(dev->name);
}

SEC("raw_tp/names") int names(struct dentry *d)
{
	return d->d_name.len + d->d_name.hash_len + (d->d_name.name != 0) + (d->d_parent != 0);
}

SEC("raw_tp/questions") int questions(struct task_struct *t)
{
	struct task_struct___old *old = (void *)t;
	u64 sum = 0;
	if (field_exists(old->state))
		sum += old->state;
	sum += field_exists(t->__state) + field_exists(t->real_parent->tgid) + type_exists(struct task_struct) +
	       type_exists(struct renamed___not_there) + type_exists(struct request) + type_size(struct task_struct) +
	       type_size(struct sk_buff) + type_id_target(struct task_struct) + type_matches(struct list_head) +
	       type_matches(struct renamed___not_there) + type_matches(struct task_struct) +
	       enumval_value(enum bpf_map_type, BPF_MAP_TYPE_RINGBUF) + enumval_value(enum pid_type, PIDTYPE_TGID) +
	       enumval_exists(enum bpf_map_type, BPF_MAP_TYPE_ARRAY) + field_exists(((struct renamed___not_there *)t)->x);
	return sum;
}
