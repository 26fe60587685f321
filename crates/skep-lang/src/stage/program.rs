//! Entry points: what a kind of program is given and returns.

use super::{Bpf, Builder, Opt, Scalar, Val, payload};
use skep_ir::Value;
use skep_uapi::{AttachType, Probe, ProgramType};

/// A kind of program.
pub trait Kind: 'static {
    /// The kernel's type.
    const PROGRAM_TYPE: ProgramType;
    /// What it is attached as, where that decides what it may do.
    const ATTACH_TYPE: Option<AttachType>;
    /// The probe that it is for, if it is for one.
    const PROBE: Option<Probe> = None;
    /// What it returns, of 4 bytes.
    type Verdict: Scalar;
    /// The verdict of a program that was aborted and says no default.
    const ABORTED: u64;
}

/// The kinds of programs.
pub mod kind {
    use super::Kind;
    use crate::bpf::{CgroupAction, TcAction, XdpAction};
    use skep_uapi::{AttachType, Probe, ProgramType};

    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident $program_type:ident $attach_type:expr, $verdict:ty, $aborted:literal $(, $probe:ident)?;)*) => { $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}
            impl Kind for $name {
                const PROGRAM_TYPE: ProgramType = ProgramType::$program_type;
                const ATTACH_TYPE: Option<AttachType> = $attach_type;
                $(const PROBE: Option<Probe> = Some(Probe::$probe);)?
                type Verdict = $verdict;
                const ABORTED: u64 = $aborted;
            }
        )* };
    }

    kinds! {
        /// A packet arrives at an interface (Linux 4.8).
        Xdp XDP Some(AttachType::XDP), XdpAction, 0;
        /// A packet passes traffic control (Linux 4.1).
        SchedCls SCHED_CLS None, TcAction, 0;
        /// A socket receives a packet (Linux 3.19).
        SocketFilter SOCKET_FILTER None, u32, 0;
        /// A socket of a control group receives a packet (Linux 4.10).
        CgroupSkbIngress CGROUP_SKB Some(AttachType::CGROUP_INET_INGRESS), CgroupAction, 0;
        /// A socket of a control group sends a packet (Linux 4.10).
        CgroupSkbEgress CGROUP_SKB Some(AttachType::CGROUP_INET_EGRESS), CgroupAction, 0;
        /// The kernel passes a tracepoint (Linux 4.7).
        Tracepoint TRACEPOINT None, i32, 0;
        /// The kernel passes a tracepoint, whose arguments the program gets as numbers (Linux 4.17).
        RawTracepoint RAW_TRACEPOINT None, i32, 0;
        /// The kernel passes a tracepoint, whose arguments the program gets with their types (Linux 5.5).
        TpBtf TRACING Some(AttachType::TRACE_RAW_TP), i32, 0;
        /// A function of the kernel begins, and the program gets the registers (Linux 4.1).
        Kprobe KPROBE None, i32, 0, Kprobe;
        /// A function of the kernel returns (Linux 4.1).
        Kretprobe KPROBE None, i32, 0, Kretprobe;
        /// A function of a program of user space begins (Linux 4.1).
        Uprobe KPROBE None, i32, 0, Uprobe;
        /// A function of a program of user space returns (Linux 4.1).
        Uretprobe KPROBE None, i32, 0, Uretprobe;
        /// A function of the kernel begins (Linux 5.5).
        Fentry TRACING Some(AttachType::TRACE_FENTRY), i32, 0;
        /// A function of the kernel returns (Linux 5.5).
        Fexit TRACING Some(AttachType::TRACE_FEXIT), i32, 0;
    }
}

/// What an argument of a program is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    /// What all programs of the kind are given: there is nothing to compare.
    Context,
    /// A number of so many bytes.
    Number {
        /// How many.
        bytes: u32,
    },
    /// A pointer to the kernel's structure of this name.
    Structure(&'static str),
    /// A pointer to anything.
    Pointer,
}

/// An argument of a program.
#[diagnostic::on_unimplemented(
    message = "a program of this kind is not given `{Self}`",
    label = "not what `{K}` programs are given",
    note = "`#[xdp]`: `&mut Xdp`; `#[sched_cls]`: `&mut Skb`; `#[socket_filter]`: `&Skb`; `#[cgroup_skb]`: `&mut Skb`; `#[tracepoint]`: a reference to a structure with `#[tracepoint_fields]`; `#[raw_tracepoint]`, `#[tp_btf]`, `#[fentry]`, `#[fexit]`, `#[kprobe]`, `#[uprobe]`: the arguments themselves, numbers, `Ptr<T>`, `RawPtr<T>` and `UserPtr<T>`; `#[kretprobe]`, `#[uretprobe]`: the result"
)]
pub trait Given<K: Kind> {
    /// What it is staged as.
    type Staged;
    /// What it is, to be compared with what the kernel declares.
    const ARGUMENT: Argument = Argument::Context;
    /// The argument of this number.
    fn parameter(builder: &mut Builder<'_>, number: u32) -> Self::Staged;
}

/// Asks that programs of a kind are given this.
pub fn given<K: Kind, T: Given<K>>() {}

/// Asks that programs of a kind return this.
pub fn returns<K: Kind, D, T: Returns<K, D>>() {}

/// The attribute's `default = …`.
#[derive(Clone, Copy, Debug)]
pub struct WithDefault<V>(pub V);

/// The attribute says no default.
#[derive(Clone, Copy, Debug)]
pub struct NoDefault;

/// What a program ends with when it is aborted.
pub trait IsDefault<V: Scalar> {
    /// The verdict; `aborted` if the attribute says none.
    fn bits(self, aborted: u64) -> u64;
}

impl<V: Scalar> IsDefault<V> for WithDefault<V> {
    fn bits(self, _: u64) -> u64 {
        self.0.bits()
    }
}

impl<V: Scalar> IsDefault<V> for NoDefault {
    fn bits(self, aborted: u64) -> u64 {
        aborted
    }
}

/// What a program returns.
#[diagnostic::on_unimplemented(
    message = "a program of this kind cannot return `{Self}`",
    label = "not a verdict of `{K}` programs",
    note = "return the verdict, or `Option` of it and say in the attribute what `None` stands for: `default = …`"
)]
pub trait Returns<K: Kind, D>: Bpf + Sized {
    /// Ends the program.
    fn finish(builder: &mut Builder<'_>, result: Self::Staged);
}

macro_rules! verdicts {
    ($($verdict:ty: $($kind:ident)*;)*) => { $($(
        impl<D: IsDefault<$verdict>> Returns<kind::$kind, D> for $verdict {
            fn finish(builder: &mut Builder<'_>, result: Val<$verdict>) {
                builder.return_verdict(result.0);
            }
        }
        impl Returns<kind::$kind, WithDefault<$verdict>> for Option<$verdict> {
            fn finish(builder: &mut Builder<'_>, result: Opt<Val<$verdict>>) {
                let none = builder.block();
                let verdict = payload(builder, result, none);
                builder.return_verdict(verdict.0);
                // The default: what a panic ends with as well.
                builder.enter(none);
                builder.abort();
            }
        }
    )*)* };
}

use crate::bpf::{CgroupAction, TcAction, XdpAction};
verdicts! { XdpAction: Xdp; TcAction: SchedCls; u32: SocketFilter; CgroupAction: CgroupSkbIngress CgroupSkbEgress; i32: Tracepoint RawTracepoint TpBtf Kprobe Kretprobe Uprobe Uretprobe Fentry Fexit; }

macro_rules! nothing {
    ($($kind:ident)*) => { $(
        impl<D> Returns<kind::$kind, D> for () {
            fn finish(builder: &mut Builder<'_>, (): ()) {
                let zero = builder.constant(skep_ir::Type::I32, 0);
                builder.return_verdict(zero);
            }
        }
    )* };
}
nothing!(Tracepoint RawTracepoint TpBtf Kprobe Kretprobe Uprobe Uretprobe Fentry Fexit);

impl Builder<'_> {
    fn return_verdict(&mut self, verdict: Value) {
        self.function().return_value(verdict);
    }
}

/// An entry point: the twin of a program.
pub trait Entry {
    /// The kind of program.
    type Kind: Kind;
    /// Its name.
    const NAME: &'static str;
    /// What its attribute says it is attached to; empty if it says nothing.
    const TARGET: &'static str;
    /// Its arguments.
    const ARGUMENTS: &'static [Argument];
    /// What it ends with when it is aborted.
    fn default_verdict() -> u64;
    /// Builds the program.
    fn stage(builder: &mut Builder<'_>);
}
