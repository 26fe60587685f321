//! The operations of the fault matrix, as data.

mod attaching;
mod events;
mod looking;
mod made;
mod maps;
mod objects;
mod parts;
mod receivers;

use crate::matrix::Stage;
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::AttachType;

/// Something that the library does.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    name: &'static str,
    act: Act,
    /// Whether it ends something that is not held, and leaves it if it fails.
    pub(crate) ends: bool,
}

#[derive(Clone, Copy)]
enum Act {
    /// Prepares it, does it by [`Stage::act`], and looks at what became of it.
    Whole(fn(&Stage<'_>) -> Result<()>),
    /// Attaches, and detaches without faults.
    Attach(fn(&Stage<'_>) -> Result<Link>),
    /// Attaches without faults, and detaches.
    Detach(fn(&Stage<'_>) -> Result<Link>),
}

impl Operation {
    pub(crate) const fn new(name: &'static str, act: fn(&Stage<'_>) -> Result<()>) -> Self {
        Self { name, act: Act::Whole(act), ends: false }
    }

    pub(crate) const fn ends(name: &'static str, act: fn(&Stage<'_>) -> Result<()>) -> Self {
        Self { name, act: Act::Whole(act), ends: true }
    }

    /// What it does, in words.
    pub(crate) fn title(&self) -> String {
        match self.act {
            Act::Whole(_) => self.name.to_owned(),
            Act::Attach(_) => format!("attach to {}", self.name),
            Act::Detach(_) => format!("detach from {}", self.name),
        }
    }

    pub(crate) fn perform(&self, stage: &Stage<'_>) -> Result<()> {
        match self.act {
            Act::Whole(act) => act(stage),
            Act::Attach(attach) => {
                let link = stage.act(|| attach(stage))?;
                link.info()?;
                link.detach()
            }
            Act::Detach(attach) => {
                let link = attach(stage)?;
                stage.act(|| {
                    let info = link.info().map(drop);
                    link.detach().and(info)
                })
            }
        }
    }
}

/// All operations.
pub(crate) fn all() -> Vec<Operation> {
    let mut all = [
        maps::OPERATIONS,
        parts::OPERATIONS,
        receivers::OPERATIONS,
        events::OPERATIONS,
        objects::OPERATIONS,
        looking::OPERATIONS,
        made::OPERATIONS,
        attaching::OPERATIONS,
    ]
    .concat();
    for &(name, attach) in attaching::PLACES {
        all.push(Operation { name, act: Act::Attach(attach), ends: false });
        all.push(Operation { name, act: Act::Detach(attach), ends: true });
    }
    all
}

/// A program that returns this.
pub(crate) fn returning(verdict: i32) -> Code {
    Assembler::new().mov(R0, verdict).exit().build().unwrap()
}

/// A program of each kind that is attached here, and maps.
pub(crate) fn programs() -> ObjectSpec {
    let other = |name: &str, program_type, attach_type, verdict| {
        ProgramSpec::new(name, program_type, attach_type, returning(verdict))
    };
    ObjectSpec::new("GPL")
        .with_program(ProgramSpec::xdp("xdp", returning(2)))
        .with_program(ProgramSpec::xdp("another", returning(2)))
        .with_program(ProgramSpec::cgroup_skb_ingress("ingress", returning(1)))
        .with_program(ProgramSpec::cgroup_skb_egress("egress", returning(1)))
        .with_program(ProgramSpec::tracepoint("exec", "sched", "sched_process_exec", returning(0)))
        .with_program(ProgramSpec::raw_tracepoint("raw", "sched_process_exec", returning(0)))
        .with_program(ProgramSpec::sched_cls("traffic", returning(0)))
        .with_program(ProgramSpec::socket_filter("socket", returning(-1)))
        .with_program(other("sample", ProgramType::PERF_EVENT, AttachType::default(), 0))
        .with_program(other("probe", ProgramType::KPROBE, AttachType::default(), 0))
        .with_program(other("many", ProgramType::KPROBE, AttachType::TRACE_UPROBE_MULTI, 0))
        .with_program(other("lookup", ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP, 1))
        .with_program(other("filter", ProgramType::NETFILTER, AttachType::NETFILTER, 1))
        .with_program(other("verdict", ProgramType::SK_SKB, AttachType::SK_SKB_STREAM_VERDICT, 1))
        .with_program(other("route", ProgramType::LWT_OUT, AttachType::default(), 0))
        .with_program(other("to_device", ProgramType::XDP, AttachType::XDP_DEVMAP, 2))
        .with_program(other("to_cpu", ProgramType::XDP, AttachType::XDP_CPUMAP, 2))
        .with_program(other("netkit", ProgramType::SCHED_CLS, AttachType::NETKIT_PRIMARY, 0))
        .with_program(iterator("tasks", "task"))
        .with_program(iterator("elements", "bpf_map"))
        .with_program(other("ports", ProgramType::SK_REUSEPORT, AttachType::SK_REUSEPORT_SELECT, 1))
}

/// A program that goes through all things of a kind, and writes nothing.
fn iterator(name: &str, kind: &str) -> ProgramSpec {
    let mut program = ProgramSpec::new(name, ProgramType::TRACING, AttachType::TRACE_ITER, returning(0));
    program.target = Some(AttachTarget::Named { name: kind.into() });
    program
}
