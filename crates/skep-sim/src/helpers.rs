//! The helpers that programs call.
//!
//! A helper answers as the kernel's does, with a negative error number where the kernel gives one. What the kernel's
//! verifier would not let through (a first argument that is no map, a buffer that ends outside of its memory) ends the
//! program with a fault that says so.

mod checksum;
mod dynptr;
mod event;
mod lock;
mod loops;
mod map;
mod packet;
mod probe;
mod redirect;
mod ring;
mod room;
mod skb;
mod stack;
mod tail_call;
mod task;
mod text;
mod time;

use crate::run::Surroundings;
use loops::Loop;
pub(crate) use redirect::Redirection;
use ring::Reservation;
use skep_isa::{Register, Size};
use skep_uapi::{Errno, Helper};
use skep_vm::{Call, Environment, Fault, FaultFrame, FaultKind, Memory, Program, Watched};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Makes the table of helpers: for each the number of its arguments and the method that carries it out.
macro_rules! helpers {
    ($($helper:ident: $arguments:literal => $method:ident,)*) => {
        /// The helpers that there are, and how many arguments each takes.
        const HELPERS: &[(Helper, u8)] = &[$((Helper::$helper, $arguments)),*];

        impl Kernel<'_> {
            fn call(&mut self, helper: Helper, call: &mut Call<'_>) -> Result<u64, FaultKind> {
                match helper {
                    $(Helper::$helper => self.$method(call),)*
                    Helper(number) => Err(FaultKind::NoHelper(number)),
                }
            }
        }
    };
}

// Which types of program can call them is known for all helpers: see `HelperFacts::callable_in`.
helpers! {
    MAP_LOOKUP_ELEM: 2 => map_lookup_elem,
    MAP_UPDATE_ELEM: 4 => map_update_elem,
    MAP_DELETE_ELEM: 2 => map_delete_elem,
    MAP_PUSH_ELEM: 3 => map_push_elem,
    MAP_POP_ELEM: 2 => map_pop_elem,
    MAP_PEEK_ELEM: 2 => map_peek_elem,
    MAP_LOOKUP_PERCPU_ELEM: 3 => map_lookup_percpu_elem,
    FOR_EACH_MAP_ELEM: 4 => for_each_map_elem,
    LOOP: 4 => loop_,
    SPIN_LOCK: 1 => spin_lock,
    SPIN_UNLOCK: 1 => spin_unlock,
    KTIME_GET_NS: 0 => ktime_get_ns,
    KTIME_GET_BOOT_NS: 0 => ktime_get_boot_ns,
    KTIME_GET_COARSE_NS: 0 => ktime_get_coarse_ns,
    KTIME_GET_TAI_NS: 0 => ktime_get_tai_ns,
    JIFFIES64: 0 => jiffies64,
    GET_PRANDOM_U32: 0 => get_prandom_u32,
    GET_SMP_PROCESSOR_ID: 0 => get_smp_processor_id,
    GET_NUMA_NODE_ID: 0 => get_numa_node_id,
    GET_CURRENT_CGROUP_ID: 0 => get_current_cgroup_id,
    GET_CURRENT_ANCESTOR_CGROUP_ID: 1 => get_current_ancestor_cgroup_id,
    GET_CURRENT_PID_TGID: 0 => get_current_pid_tgid,
    GET_CURRENT_UID_GID: 0 => get_current_uid_gid,
    GET_CURRENT_TASK: 0 => get_current_task,
    GET_CURRENT_TASK_BTF: 0 => get_current_task_btf,
    GET_ATTACH_COOKIE: 1 => get_attach_cookie,
    GET_FUNC_ARG: 3 => get_func_arg,
    GET_FUNC_RET: 2 => get_func_ret,
    GET_FUNC_ARG_CNT: 1 => get_func_arg_cnt,
    TASK_STORAGE_GET: 4 => task_storage_get,
    TASK_STORAGE_DELETE: 2 => task_storage_delete,
    GET_STACKID: 3 => get_stackid,
    GET_STACK: 4 => get_stack,
    GET_CURRENT_COMM: 2 => get_current_comm,
    PROBE_READ_KERNEL: 3 => probe_read_kernel,
    PROBE_READ_KERNEL_STR: 3 => probe_read_kernel_str,
    PROBE_READ: 3 => probe_read,
    PROBE_READ_STR: 3 => probe_read_str,
    PROBE_READ_USER: 3 => probe_read_user,
    PROBE_READ_USER_STR: 3 => probe_read_user_str,
    COPY_FROM_USER: 3 => probe_read_user,
    TRACE_PRINTK: 2 => trace_printk,
    TRACE_VPRINTK: 4 => trace_vprintk,
    SNPRINTF: 5 => snprintf,
    STRNCMP: 3 => strncmp,
    TAIL_CALL: 3 => tail_call,
    SKB_LOAD_BYTES: 4 => skb_load_bytes,
    SKB_STORE_BYTES: 5 => skb_store_bytes,
    SKB_LOAD_BYTES_RELATIVE: 5 => skb_load_bytes_relative,
    SKB_PULL_DATA: 2 => skb_pull_data,
    SKB_CHANGE_TAIL: 3 => skb_change_tail,
    SKB_CHANGE_HEAD: 3 => skb_change_head,
    SKB_CHANGE_PROTO: 3 => skb_change_proto,
    SKB_CHANGE_TYPE: 2 => skb_change_type,
    SKB_ADJUST_ROOM: 4 => skb_adjust_room,
    SKB_VLAN_PUSH: 3 => skb_vlan_push,
    SKB_VLAN_POP: 1 => skb_vlan_pop,
    GET_HASH_RECALC: 1 => get_hash_recalc,
    SET_HASH: 2 => set_hash,
    SET_HASH_INVALID: 1 => set_hash_invalid,
    GET_SOCKET_COOKIE: 1 => get_socket_cookie,
    CSUM_DIFF: 5 => csum_diff,
    CSUM_UPDATE: 2 => csum_update,
    L3_CSUM_REPLACE: 5 => l3_csum_replace,
    L4_CSUM_REPLACE: 5 => l4_csum_replace,
    REDIRECT: 2 => redirect,
    REDIRECT_MAP: 3 => redirect_map,
    XDP_ADJUST_HEAD: 2 => xdp_adjust_head,
    XDP_ADJUST_TAIL: 2 => xdp_adjust_tail,
    XDP_ADJUST_META: 2 => xdp_adjust_meta,
    XDP_GET_BUFF_LEN: 1 => xdp_get_buff_len,
    XDP_LOAD_BYTES: 4 => xdp_load_bytes,
    XDP_STORE_BYTES: 4 => xdp_store_bytes,
    PERF_EVENT_OUTPUT: 5 => perf_event_output,
    RINGBUF_OUTPUT: 4 => ringbuf_output,
    RINGBUF_RESERVE: 3 => ringbuf_reserve,
    RINGBUF_SUBMIT: 2 => ringbuf_submit,
    RINGBUF_DISCARD: 2 => ringbuf_discard,
    RINGBUF_QUERY: 2 => ringbuf_query,
    USER_RINGBUF_DRAIN: 4 => user_ringbuf_drain,
    DYNPTR_READ: 5 => dynptr_read,
    DYNPTR_WRITE: 5 => dynptr_write,
    DYNPTR_DATA: 3 => dynptr_data,
}

/// How many arguments a helper takes; nothing if it is not there.
pub(crate) fn argument_count(helper: Helper) -> Option<u8> {
    HELPERS.iter().find(|(known, _)| *known == helper).map(|(_, arguments)| *arguments)
}

/// The helpers that there are.
pub(crate) fn known() -> impl Iterator<Item = Helper> {
    HELPERS.iter().map(|(helper, _)| *helper)
}

/// The kernel as one run of a program sees it.
pub(crate) struct Kernel<'s> {
    around: Surroundings<'s>,
    ongoing: Ongoing,
}

/// What a run has begun and not ended, and what it has said: what is kept of it while it pauses.
pub(crate) struct Ongoing {
    /// The programs of the run, in the order in which they took each other's places.
    programs: Vec<Arc<Program>>,
    tail_calls: u32,
    reservations: Vec<Reservation>,
    /// The helpers that have called a function and wait for it, the innermost last.
    loops: Vec<Loop>,
    /// The address of the lock that the program holds.
    locked: Option<u64>,
    redirection: Option<Redirection>,
}

impl Ongoing {
    /// Of a run of this program that begins.
    pub(crate) fn new(program: &Arc<Program>) -> Self {
        Self {
            programs: vec![Arc::clone(program)],
            tail_calls: 0,
            reservations: Vec::new(),
            loops: Vec::new(),
            locked: None,
            redirection: None,
        }
    }
}

impl<'s> Kernel<'s> {
    /// For a run that has come so far.
    pub(crate) fn new(around: Surroundings<'s>, ongoing: Ongoing) -> Self {
        Self { around, ongoing }
    }

    /// The run pauses.
    pub(crate) fn into_ongoing(self) -> Ongoing {
        self.ongoing
    }

    /// Where the packet is to go to.
    pub(crate) fn redirection(&self) -> Option<Redirection> {
        self.ongoing.redirection
    }

    /// Ends the run. A record that was reserved and not ended is given up, and a fault.
    pub(crate) fn end(mut self, memory: &mut Memory) -> Option<Fault> {
        self.leave_loops(memory);
        let mut leak = None;
        if let Some(lock) = self.ongoing.locked.take() {
            // Whoever comes next finds it free; where it was could be gone.
            let _ = memory.write(lock, &[0; 4]);
            let reason = "the program ends with a lock taken (bpf_spin_unlock is missing)".into();
            leak = Some(Fault { kind: FaultKind::Refused(reason), frames: Vec::new() });
        }
        for reservation in std::mem::take(&mut self.ongoing.reservations) {
            let label = self.map_label(reservation.map());
            let reason = format!(
                "the program ends, but the record of {label} that is reserved here was neither submitted nor discarded \
                 (Unreleased reference)"
            );
            leak.get_or_insert(Fault {
                kind: FaultKind::Refused(reason),
                frames: self.frame(&reservation).into_iter().collect(),
            });
            self.give_up(reservation, memory);
        }
        leak
    }

    /// Where a record was reserved.
    fn frame(&self, reservation: &Reservation) -> Option<FaultFrame> {
        let (program, slot) = reservation.place_in_code();
        let frame = self.ongoing.programs.get(program)?.frame(slot)?;
        Some(FaultFrame { program, ..frame })
    }

    /// The map that an argument names.
    fn map(&self, call: &Call<'_>, register: Register) -> Result<u32, FaultKind> {
        let address = call.argument(register)?;
        self.around.maps.at_address(address, call.memory).ok_or_else(|| {
            let what = call.memory.locate(address).and_then(|(region, _)| call.memory.name(region));
            let what = what.map_or_else(|| format!("{address:#x}"), ToOwned::to_owned);
            FaultKind::Refused(format!("{register} must be a map, but it is {what}"))
        })
    }

    fn map_label(&self, map: u32) -> String {
        self.around.maps.get(map).map_or_else(|_| format!("map {map}"), crate::maps::Map::label)
    }
}

impl Environment for Kernel<'_> {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_lock(Helper(helper))?;
        self.call(Helper(helper), call)
    }

    fn function_returned(&mut self, value: u64, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.one_more_time(value, call)
    }

    fn watches(&self) -> bool {
        self.around.watch.is_on() || self.around.turns.is_some()
    }

    fn before_step(&mut self, step: &Watched<'_>) -> ControlFlow<()> {
        let Some(program) = self.ongoing.programs.get(step.program) else { return ControlFlow::Continue(()) };
        let name = self.around.loaded.objects().find(|loaded| Arc::ptr_eq(&loaded.program, program));
        let name = name.map_or("", |loaded| &loaded.name);
        self.around.watch.before_step(program, name, step);
        match &mut self.around.turns {
            Some(turns) => turns.before_step(program, name, step),
            None => ControlFlow::Continue(()),
        }
    }

    fn load_packet(
        &mut self,
        context: u64,
        offset: u32,
        size: Size,
        memory: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        self.loaded(context, offset, size, memory)
    }
}

/// The value that tells a program of an error.
fn negative(errno: Errno) -> u64 {
    (-i64::from(errno.0)).cast_unsigned()
}

/// The lower half of a number.
fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// A length that a program gives, which the kernel's verifier must know to be a sensible one.
fn length(call: &Call<'_>, register: Register) -> Result<usize, FaultKind> {
    let length = call.argument(register)?;
    i32::try_from(length).ok().and_then(|length| usize::try_from(length).ok()).ok_or_else(|| {
        FaultKind::Refused(format!(
            "{register} must be a length from 0 to {}, but it is {}",
            i32::MAX,
            length.cast_signed()
        ))
    })
}
