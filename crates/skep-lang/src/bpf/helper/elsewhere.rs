//! The helpers that are no functions of their own: those that the language has in another form, and those that it has none for.

use skep_uapi::Helper;

/// Helpers that the language has in another form.
pub const ELSEWHERE: &[(Helper, &str)] = &[
    (Helper::TRACE_PRINTK, "`trace_printk!`"),
    (Helper::TAIL_CALL, "`ProgramArray::tail_call`"),
    (Helper::RINGBUF_RESERVE, "`RingBuf::reserve`"),
    (Helper::RINGBUF_SUBMIT, "`Reserved::submit`"),
    (Helper::RINGBUF_DISCARD, "`Reserved::discard`"),
];

/// Helpers that the language has no form for yet, and what is missing.
pub const WITHOUT: &[(&[Helper], &str)] = &[
    (
        &[
            Helper::FOR_EACH_MAP_ELEM,
            Helper::TIMER_SET_CALLBACK,
            Helper::FIND_VMA,
            Helper::LOOP,
            Helper::USER_RINGBUF_DRAIN,
        ],
        "functions as arguments",
    ),
    (&[Helper::PER_CPU_PTR, Helper::THIS_CPU_PTR], "per-CPU variables of the kernel"),
    (&[Helper::KPTR_XCHG], "pointers to what the kernel owns in the values of maps"),
];
