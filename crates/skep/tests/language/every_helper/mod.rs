//! Every helper that is a function of the language, called in a program that the running kernel takes.

#![allow(clippy::print_stdout, reason = "it prints what it counts, and what the kernel refuses")]

mod calls;
mod others;

use calls::CALLS;
use skep::bpf::helper;
use skep::prelude::*;
use skep::stage::{Builder, Endian, Entry, Kind, Returned, Staging, Surroundings, literal};
use skep::uapi::{AttachType, Helper, ProgramFlags};
use skep_harness::Outcome;
use skep_object::AttachTarget;
use std::cell::Cell;

thread_local! {
    /// The call that is staged.
    static CALL: Cell<fn(&mut Builder<'_>)> = const { Cell::new(|_| ()) };
}

/// No attach type.
const NONE: u32 = u32::MAX;

/// Any kind of program.
enum Any<const TYPE: u32, const ATTACH: u32> {}

impl<const TYPE: u32, const ATTACH: u32> Kind for Any<TYPE, ATTACH> {
    const PROGRAM_TYPE: ProgramType = ProgramType(TYPE);
    const ATTACH_TYPE: Option<AttachType> = if ATTACH == NONE { None } else { Some(AttachType(ATTACH)) };
    type Verdict = u32;
    const ABORTED: u64 = 0;
}

/// A program that makes the call, and returns 0.
enum Caller<const TYPE: u32, const ATTACH: u32> {}

impl<const TYPE: u32, const ATTACH: u32> Entry for Caller<TYPE, ATTACH> {
    type Kind = Any<TYPE, ATTACH>;
    const NAME: &'static str = "caller";
    const TARGET: &'static str = "";
    const ARGUMENTS: &'static [skep::stage::Argument] = &[];
    fn default_verdict() -> u64 {
        0
    }
    fn stage(builder: &mut Builder<'_>) {
        CALL.get()(builder);
        let verdict = literal(builder, 0_u32);
        verdict.finish(builder);
    }
}

/// A kind of program to call helpers in.
struct Place {
    program_type: ProgramType,
    attach_type: Option<AttachType>,
    /// The function of the kernel.
    target: &'static str,
    stage: fn(&mut Staging),
}

macro_rules! places {
    ($($program_type:ident $($attach_type:ident)? $($target:literal)?;)*) => {
        &[$({
            const TYPE: u32 = ProgramType::$program_type.0;
            #[allow(unused_mut, unused_assignments, reason = "not all have an attach type")]
            const ATTACH: u32 = {
                let mut attach = NONE;
                $(attach = AttachType::$attach_type.0;)?
                attach
            };
            Place {
                program_type: ProgramType::$program_type,
                attach_type: if ATTACH == NONE { None } else { Some(AttachType(ATTACH)) },
                target: concat!($($target)?),
                stage: |staging| staging.entry::<Caller<TYPE, ATTACH>>(),
            }
        }),*]
    };
}

const PLACES: &[Place] = places! {
    SCHED_CLS;
    XDP XDP;
    KPROBE;
    TRACEPOINT;
    SOCKET_FILTER;
    CGROUP_SKB CGROUP_INET_INGRESS;
    TRACING TRACE_FENTRY "bpf_fentry_test1";
    TRACING TRACE_FEXIT "bpf_fentry_test1";
    PERF_EVENT;
    RAW_TRACEPOINT;
    SOCK_OPS CGROUP_SOCK_OPS;
    SK_SKB;
    SK_MSG SK_MSG_VERDICT;
    SK_REUSEPORT SK_REUSEPORT_SELECT;
    SK_LOOKUP SK_LOOKUP;
    LWT_XMIT;
    LWT_IN;
    LWT_OUT;
    LWT_SEG6LOCAL;
    FLOW_DISSECTOR FLOW_DISSECTOR;
    CGROUP_SOCK CGROUP_INET_SOCK_CREATE;
    CGROUP_DEVICE CGROUP_DEVICE;
    CGROUP_SYSCTL CGROUP_SYSCTL;
    CGROUP_SOCKOPT CGROUP_SETSOCKOPT;
    CGROUP_SOCK_ADDR CGROUP_INET4_CONNECT;
    NETFILTER NETFILTER;
    SYSCALL;
    LSM LSM_MAC "file_open";
    LIRC_MODE2 LIRC_MODE2;
};

/// What kernels may refuse by themselves, and why.
const EXPECTED: &[(&[Helper], &str)] = &[
    (&[Helper::PROBE_WRITE_USER], "a policy of the kernel forbids writing to processes"),
    (&[Helper::OVERRIDE_RETURN], "the kernel was built without overriding results"),
    (&[Helper::RC_REPEAT, Helper::RC_KEYDOWN, Helper::RC_POINTER_REL], "the kernel has no remote controls"),
    (
        &[Helper::INODE_STORAGE_GET, Helper::INODE_STORAGE_DELETE],
        "the kernel was built without security modules that are programs",
    ),
    (
        &[Helper::GET_FUNC_ARG, Helper::GET_FUNC_RET, Helper::GET_FUNC_ARG_CNT],
        "a policy forbids programs at functions of the kernel",
    ),
];

/// Loads a program that makes the call.
fn load(kernel: &Kernel, place: &Place, sleeps: bool, call: fn(&mut Builder<'_>)) -> Result<(), String> {
    CALL.set(call);
    let mut staging = Staging::new("GPL", Surroundings::new(Endian::Little));
    (place.stage)(&mut staging);
    let module = staging.finish().map_err(|refusals| refusals.to_string())?;
    let compiled =
        skep_codegen::compile(&module, &kernel.target()).map_err(|problems| problems.to_string())?;
    let mut spec = compiled.object;
    if !place.target.is_empty() {
        spec.programs[0].target = Some(AttachTarget::Named { name: place.target.to_owned() });
    }
    if sleeps || place.program_type == ProgramType::SYSCALL {
        spec.programs[0].flags = ProgramFlags::SLEEPABLE;
    }
    spec.load(kernel).map(|_| ()).map_err(|error| error.to_string())
}

pub(crate) fn every_helper_is_taken_by_the_running_kernel() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let release = format!("and this kernel is {}", kernel.api().release()?);
    let (mut taken, mut refused) = (vec![], vec![]);
    for &(helper, call) in CALLS {
        let facts = helper.facts().unwrap();
        let places = PLACES.iter().filter(|place| facts.callable_in(place.program_type, place.attach_type));
        let mut problems = vec![];
        let found = places.into_iter().find(|place| match load(&kernel, place, facts.sleeps, call) {
            Ok(()) => true,
            Err(problem) => {
                problems.push(format!("{}: {problem}", place.program_type));
                false
            }
        });
        match found {
            Some(place) => taken.push((helper, place.program_type)),
            None => refused.push((helper, problems)),
        }
    }
    println!("{} helpers are taken by the running kernel, {} are not", taken.len(), refused.len());
    let mut unexpected = vec![];
    for (helper, problems) in &refused {
        // What the arguments are of came later than this kernel.
        if problems.iter().all(|problem| problem.contains(" needs Linux ") && problem.contains(&release)) {
            println!("{helper} is not taken: {}", problems.join("\n    "));
            continue;
        }
        let known = EXPECTED.iter().find(|(helpers, _)| helpers.contains(helper));
        match known {
            Some((_, why)) => println!("{helper} is not taken: {why}"),
            None => unexpected.push(format!("{helper} is not taken: {}", problems.join("\n    "))),
        }
    }
    others::load(&kernel)?;
    println!("{} more are, where something comes before the call", others::CALLED.len());
    for (helpers, why) in others::NOT_CALLED {
        println!("{helpers:?} is not called: {why}");
    }
    let called = CALLS.iter().map(|(helper, _)| helper).chain(others::CALLED);
    let named: Vec<&Helper> =
        called.chain(others::NOT_CALLED.iter().flat_map(|(helpers, _)| *helpers)).collect();
    let forgotten: Vec<_> = helper::CALLABLE.iter().filter(|helper| !named.contains(helper)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?} are not called here");
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    assert!(taken.len() >= 120, "only {} are taken", taken.len());
    Ok(())
}
