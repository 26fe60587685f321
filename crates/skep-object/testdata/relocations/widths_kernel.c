/* Members of kernels whose width or sign is not the program's: libbpf has no answer to some of these, and we do where the
 * access comes to the same. */
#include "core.h"

struct sched_entity { unsigned int on_rq; } CORE;
struct sched_entity___signed { int on_rq; } CORE;
struct thread_info { int cpu; } CORE;
struct inode { long i_state; } CORE;
struct file { long f_pos; } CORE;
struct task_struct { long exit_signal; } CORE;
struct task_struct___byte { signed char exit_signal; } CORE;

SEC("raw_tp/unsigned_narrower") u64 unsigned_narrower(struct sched_entity *e) { return e->on_rq; }
SEC("raw_tp/signed_of_unsigned") long signed_of_unsigned(struct sched_entity___signed *e) { return e->on_rq; }
SEC("raw_tp/signed_cpu") long signed_cpu(struct thread_info *i) { return i->cpu; }
SEC("raw_tp/signed_double_of_word") long signed_double_of_word(struct inode *i) { return i->i_state; }
SEC("raw_tp/same_width") long same_width(struct file *f) { return f->f_pos; }
SEC("raw_tp/wider_than_it_is") long wider_than_it_is(struct task_struct *t) { return t->exit_signal; }
SEC("raw_tp/narrower_than_it_is") long narrower_than_it_is(struct task_struct___byte *t) { return t->exit_signal; }
SEC("raw_tp/stored") int stored(struct sched_entity *e) { e->on_rq = 1; return 0; }
