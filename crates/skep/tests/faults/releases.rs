//! What the library falls back to on older kernels, and what it says where there is nothing to fall back to.

use crate::operations::returning;
use skep::prelude::*;
use skep::scripted::Method;
use skep::uapi::Helper;
use skep::{CgroupOptions, ErrorKind, Features, Reading, Support, TaskStorage};
use skep_harness::{Outcome, Stop};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};

/// A simulated kernel of a release, and the methods that are called on it.
fn kernel(release: &str) -> Result<(Simulated, Kernel, Receiver<Method>), Stop> {
    let simulated = Kernel::simulated().version(release);
    let (sink, told) = mpsc::channel();
    let kernel = simulated.traced(move |call| _ = sink.send(call.method));
    simulated.world().make_cgroup("/sys/fs/cgroup/skep")?;
    Ok((simulated, kernel, told))
}

/// What was taken on a kernel of this release, a line for each ability.
fn taken(release: &str) -> Result<Vec<String>, Stop> {
    let (simulated, kernel, told) = kernel(release)?;
    let mut taken = Vec::new();
    let mut line = |what: &str, how: &str| taken.push(format!("{what}: {how}"));
    let made = |method| told.try_iter().any(|called| called == method);

    let large = HashMap::<u64, u64>::create(&kernel, "LARGE", 10_000)?;
    let raised = made(Method::SetLockedMemoryLimit);
    line("a large map", if raised { "the limit on locked memory is raised" } else { "nothing is counted" });

    let object = ObjectSpec::new("GPL")
        .with_program(ProgramSpec::tracepoint("exec", "sched", "sched_process_exec", returning(0)))
        .with_program(ProgramSpec::xdp("xdp", returning(2)))
        .with_program(ProgramSpec::cgroup_skb_egress("egress", returning(1)))
        .load(&kernel)?;
    let means =
        |link: &Link, other: &str| if link.is_kernel_link() { "a link".to_owned() } else { other.to_owned() };
    let link = object.program("exec")?.attach()?;
    line("a tracepoint", &means(&link, "the event has the program"));
    assert_eq!(made(Method::PerfEventSetProgram), !link.is_kernel_link());
    link.detach()?;
    let cookie = object.program("exec")?.with_cookie(7).attach().map(drop);
    line("a cookie of a tracepoint", &said(cookie));
    let link = object.program("xdp")?.attach_to_interface("sim0", XdpMode::Generic)?;
    line("an interface", &means(&link, "netlink"));
    assert_eq!(made(Method::XdpAttach), !link.is_kernel_link());
    link.detach()?;
    let group = Path::new("/sys/fs/cgroup/skep");
    let link = object.program("egress")?.attach_to_cgroup_with(group, &CgroupOptions::new())?;
    line("a control group", &means(&link, "attached without a link"));
    assert_eq!(made(Method::ProgramAttach), !link.is_kernel_link());
    link.detach()?;

    let entries: Vec<(u64, u64)> = (0..100).map(|key| (key, key)).collect();
    let many = large.insert_many(entries.iter().map(|(key, value)| (key, value)));
    let mut walk = large.iter();
    assert_eq!((many.done, walk.by_ref().count()), (100, 100));
    let by = |reading| if reading == Reading::Batches { "by batches" } else { "one by one" };
    line("many entries", &format!("written {}, read {}", by(many.by), by(walk.reading())));
    line("taking an entry", &said(large.take(&1).map(drop)));
    line("a ring buffer", &said(RingBuffer::<u64>::create(&kernel, "RING", 4096).map(drop)));
    line("a bloom filter", &said(BloomFilter::<u64>::create(&kernel, "BLOOM", 8).map(drop)));
    line("storage of tasks", &said(TaskStorage::<u64>::create(&kernel, "STORAGE").map(drop)));

    // Types of an object that this kernel does not know are left out or written as older ones.
    let bytes =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../skep-object/testdata/newer.clang19.o"))?;
    told.try_iter().for_each(drop);
    let _object = ObjectSpec::from_elf(&bytes)?.load(&kernel)?;
    let tries = told.try_iter().filter(|&called| called == Method::BtfLoad).count();
    line("types of clang 19", if tries > 1 { "written as older ones" } else { "as they are" });

    let features = Features::new(&kernel);
    let has = |support| if matches!(support, Support::Yes) { "is there" } else { "is not there" };
    line("bpf_loop", has(features.helper(Helper::LOOP, ProgramType::XDP)));
    drop(object);
    let counts = simulated.world().object_counts();
    assert_eq!((counts.links, counts.perf_events), (0, 0), "nothing is left attached");
    Ok(taken)
}

/// An answer in a word: of what is missing, what it says of it.
fn said(result: Result<()>) -> String {
    match result {
        Ok(()) => "is there".to_owned(),
        Err(error) if error.kind() == ErrorKind::Unsupported => "unsupported".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

pub(crate) fn fallbacks() -> Outcome {
    let expect = |release: &str, expected: &[&str]| -> Outcome {
        let taken = taken(release)?;
        if taken == expected { Ok(()) } else { Err(format!("{release}: {taken:#?}").into()) }
    };
    expect(
        "5.4",
        &[
            "a large map: the limit on locked memory is raised",
            "a tracepoint: the event has the program",
            "a cookie of a tracepoint: unsupported",
            "an interface: netlink",
            "a control group: attached without a link",
            "many entries: written one by one, read one by one",
            "taking an entry: unsupported",
            "a ring buffer: unsupported",
            "a bloom filter: unsupported",
            "storage of tasks: unsupported",
            "types of clang 19: written as older ones",
            "bpf_loop: is not there",
        ],
    )?;
    expect(
        "5.10",
        &[
            "a large map: the limit on locked memory is raised",
            "a tracepoint: the event has the program",
            "a cookie of a tracepoint: unsupported",
            "an interface: a link",
            "a control group: a link",
            "many entries: written by batches, read by batches",
            "taking an entry: unsupported",
            "a ring buffer: is there",
            "a bloom filter: unsupported",
            "storage of tasks: unsupported",
            "types of clang 19: written as older ones",
            "bpf_loop: is not there",
        ],
    )?;
    expect(
        "6.18",
        &[
            "a large map: nothing is counted",
            "a tracepoint: a link",
            "a cookie of a tracepoint: is there",
            "an interface: a link",
            "a control group: a link",
            "many entries: written by batches, read by batches",
            "taking an entry: is there",
            "a ring buffer: is there",
            "a bloom filter: is there",
            "storage of tasks: is there",
            "types of clang 19: as they are",
            "bpf_loop: is there",
        ],
    )?;
    let (_, kernel, _) = kernel("5.10")?;
    let error = BloomFilter::<u64>::create(&kernel, "BLOOM", 8).unwrap_err().to_string();
    let said = "a map of type bloom_filter needs Linux 5.16, and this kernel is 5.10.0-simulated";
    assert!(error.contains(said), "{error}");
    Ok(())
}
