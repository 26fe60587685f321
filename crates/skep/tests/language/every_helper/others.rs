//! Calls of helpers that need something before them: a lock, a timer, a dynamic pointer, an argument of a function of the kernel.

use skep::prelude::*;
use skep::uapi::Helper;

/// The helpers that are called here.
pub(super) const CALLED: &[Helper] = &[
    Helper::SPIN_LOCK,
    Helper::SPIN_UNLOCK,
    Helper::TIMER_INIT,
    Helper::TIMER_START,
    Helper::TIMER_CANCEL,
    Helper::DYNPTR_FROM_MEM,
    Helper::DYNPTR_READ,
    Helper::DYNPTR_WRITE,
    Helper::DYNPTR_DATA,
    Helper::RINGBUF_RESERVE_DYNPTR,
    Helper::RINGBUF_SUBMIT_DYNPTR,
    Helper::RINGBUF_DISCARD_DYNPTR,
    Helper::SKB_OUTPUT,
];

/// The helpers that no program of the language reaches on the running kernel, and why.
pub(super) const NOT_CALLED: &[(&[Helper], &str)] = &[
    (&[Helper::D_PATH, Helper::SOCK_FROM_FILE], "a policy forbids programs at functions of the kernel"),
    (&[Helper::XDP_OUTPUT], "no tracepoint is given an `xdp_buff`"),
    (
        &[Helper::SEQ_PRINTF, Helper::SEQ_WRITE, Helper::SEQ_PRINTF_BTF],
        "the language has no programs that iterate",
    ),
    (&[Helper::TCP_SEND_ACK], "the language has no programs in place of the kernel's functions"),
    (
        &[Helper::BPRM_OPTS_SET, Helper::IMA_INODE_HASH, Helper::IMA_FILE_HASH],
        "the kernel was built without security modules that are programs",
    ),
];

#[skep::bpf(license = "GPL")]
#[allow(dead_code, reason = "the programs are not run natively")]
mod programs {
    use skep::bpf::*;

    #[value]
    struct Guarded {
        lock: helper::bpf_spin_lock,
        count: u32,
    }

    #[value]
    struct Timed {
        timer: helper::bpf_timer,
        count: u64,
    }

    #[event]
    struct Event {
        number: u64,
    }

    #[kernel_type]
    struct sk_buff {
        len: u32,
    }

    #[map]
    pub(super) static GUARDED: Array<Guarded> = Array::with_length(1);
    #[map]
    pub(super) static TIMED: Array<Timed> = Array::with_length(1);
    #[map]
    pub(super) static PLACE: Array<u64> = Array::with_length(1);
    #[map]
    pub(super) static RING: RingBuf<Event> = RingBuf::with_byte_size(4096);
    #[map]
    pub(super) static EVENTS: PerfEventArray = PerfEventArray::with_length(1);

    #[sched_cls]
    fn locks(_ctx: &mut Skb) -> TcAction {
        if let Some(mut guarded) = GUARDED.get(0) {
            helper::spin_lock(&mut guarded.lock);
            guarded.count += 1;
            helper::spin_unlock(&mut guarded.lock);
        }
        TcAction::Ok
    }

    #[sched_cls]
    fn times(_ctx: &mut Skb) -> TcAction {
        if let Some(mut timed) = TIMED.get(0) {
            helper::timer_init(&mut timed.timer, &TIMED, 1);
            helper::timer_start(&mut timed.timer, 1_000_000, 0);
            helper::timer_cancel(&mut timed.timer);
        }
        TcAction::Ok
    }

    #[sched_cls]
    fn points(_ctx: &mut Skb) -> TcAction {
        if let Some(mut place) = PLACE.get(0) {
            let mut memory = helper::Dynptr::new();
            helper::dynptr_from_mem(&mut *place, 0, &mut memory);
            helper::dynptr_write(&memory, 0, &[1_u8], 0);
            helper::dynptr_read(&mut [0_u8], &memory, 0, 0);
            helper::dynptr_data::<u32>(&memory, 4);
        }
        let mut record = helper::RingDynptr::new();
        helper::ringbuf_reserve_dynptr(&RING, 8, 0, &mut record);
        helper::ringbuf_discard_dynptr(&mut record, 0);
        helper::ringbuf_reserve_dynptr(&RING, 8, 0, &mut record);
        helper::ringbuf_submit_dynptr(&mut record, 0);
        TcAction::Ok
    }

    #[tp_btf("kfree_skb")]
    fn sends(skb: Ptr<sk_buff>) {
        helper::skb_output(&skb, &EVENTS, 0, &[7_u64]);
    }
}

/// Loads the programs.
pub(super) fn load(kernel: &Kernel) -> Result<()> {
    programs::load(kernel).map(|_| ())
}
