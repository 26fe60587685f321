//! Helpers as typed functions: natively the thread's [`World`](super::World) answers, staged the kernel does. Which programs may call one
//! is asked when the program is staged, so that functions can be shared by programs of different types.

use super::world::{answer, task, time};
use crate::stage::{Bpf, Builder, Scalar, Slot, Val, cast, slot};
use skep_ir::{BinaryOperator, Comparison, Type};
use skep_uapi::Helper;

macro_rules! helpers {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $ty:ty),*) -> $result:ty = $native:expr, |$builder:ident| $staged:expr;)*) => { $(
        $(#[$doc])*
        pub fn $name($($argument: $ty),*) -> $result {
            $native
        }

        #[doc(hidden)]
        #[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
        #[derive(Debug)]
        pub enum $name {}

        impl $name {
            #[doc(hidden)]
            pub fn stage($builder: &mut Builder<'_>, ($($argument,)*): ($(<$ty as Bpf>::Staged,)*)) -> <$result as Bpf>::Staged {
                $staged
            }
        }
    )* };
}

/// The lower half of what a helper returns.
fn low(builder: &mut Builder<'_>, helper: Helper) -> Val<u32> {
    let both: Val<u64> = Val::new(builder.helper(helper, &[], Type::I64));
    cast(builder, both)
}

/// The upper half of what a helper returns.
fn high(builder: &mut Builder<'_>, helper: Helper) -> Val<u32> {
    let both = builder.helper(helper, &[], Type::I64);
    let bits = builder.constant(Type::I64, 32);
    let half: Val<u64> = Val::new(builder.function().binary(BinaryOperator::ShiftRight, both, bits));
    cast(builder, half)
}

/// A number that a helper gives.
fn number(builder: &mut Builder<'_>, helper: Helper) -> Val<u64> {
    Val::new(builder.helper(helper, &[], Type::I64))
}

/// The lower half.
fn low_of(bits: u64) -> u32 {
    // It has 32 bits.
    u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

helpers! {
    /// The number of the user for whom the current task runs.
    current_uid() -> u32 = task("current_uid").uid, |builder| low(builder, Helper::GET_CURRENT_UID_GID);
    /// The number of the group for which the current task runs.
    current_gid() -> u32 = task("current_gid").gid, |builder| high(builder, Helper::GET_CURRENT_UID_GID);
    /// The number of the current process: what user space calls its pid.
    current_pid() -> u32 = task("current_pid").pid, |builder| high(builder, Helper::GET_CURRENT_PID_TGID);
    /// The number of the current thread: what the kernel calls its pid.
    current_tid() -> u32 = task("current_tid").tid, |builder| low(builder, Helper::GET_CURRENT_PID_TGID);
    /// The name of the current task, with zeros behind it.
    current_comm() -> [u8; 16] = task("current_comm").comm, |builder| {
        let name: Slot<[u8; 16]> = slot(builder);
        let to = name.as_ref().pointer(builder);
        let size = builder.constant(<u32 as Scalar>::TYPE, 16);
        builder.helper_for_effect(Helper::GET_CURRENT_COMM, &[to, size]);
        name
    };
    /// Nanoseconds since the machine's start, without the time that it slept.
    ktime() -> u64 = u64::try_from(time("ktime").as_nanos()).unwrap_or(u64::MAX), |builder| {
        Val::new(builder.helper(Helper::KTIME_GET_NS, &[], Type::I64))
    };
    /// Nanoseconds since the machine's start, with the time that it slept (Linux 5.8).
    boot_time() -> u64 = answer(Helper::KTIME_GET_BOOT_NS), |builder| number(builder, Helper::KTIME_GET_BOOT_NS);
    /// Nanoseconds since the machine's start, without the time that it slept, as of its last tick: some milliseconds old, and quicker to
    /// ask for (Linux 5.11).
    coarse_time() -> u64 = answer(Helper::KTIME_GET_COARSE_NS), |builder| number(builder, Helper::KTIME_GET_COARSE_NS);
    /// Nanoseconds since 1970 by the clock that has no leap seconds, TAI (Linux 6.1).
    tai_time() -> u64 = answer(Helper::KTIME_GET_TAI_NS), |builder| number(builder, Helper::KTIME_GET_TAI_NS);
    /// A pseudo-random number.
    random_u32() -> u32 = low_of(answer(Helper::GET_PRANDOM_U32)), |builder| low(builder, Helper::GET_PRANDOM_U32);
    /// The number of the CPU that runs the program.
    cpu() -> u32 = low_of(answer(Helper::GET_SMP_PROCESSOR_ID)), |builder| low(builder, Helper::GET_SMP_PROCESSOR_ID);
    /// The number of the node of memory that this CPU is near to (Linux 4.10).
    numa_node() -> u32 = low_of(answer(Helper::GET_NUMA_NODE_ID)), |builder| low(builder, Helper::GET_NUMA_NODE_ID);
    /// The number of the control group (version 2) of the current process: that of its folder's inode (Linux 4.18).
    current_cgroup_id() -> u64 = answer(Helper::GET_CURRENT_CGROUP_ID), |builder| {
        number(builder, Helper::GET_CURRENT_CGROUP_ID)
    };
    /// Sends a signal to the current process (Linux 5.3). `false`: it could not be sent.
    signal_current(signal: u32) -> bool = { let _ = signal; answer(Helper::SEND_SIGNAL) == 0 }, |builder| {
        let answer = builder.helper(Helper::SEND_SIGNAL, &[signal.value()], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    };
    /// Has the packet sent from another interface, when the program returns what this returns.
    redirect(ifindex: u32) -> u32 = { let _ = ifindex; 4 }, |builder| {
        let flags = builder.constant(Type::I64, 0);
        let answer: Val<u64> = Val::new(builder.helper(Helper::REDIRECT, &[ifindex.value(), flags], Type::I64));
        cast(builder, answer)
    };
}
