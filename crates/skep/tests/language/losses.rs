//! What programs could not send or put in, as it is counted on each processor.

use crate::world::World;
use skep::TestRun;
use skep_harness::{Outcome, skip};

#[skep::bpf(license = "GPL")]
mod losing {
    use skep::bpf::*;

    #[event]
    pub(super) struct Page {
        pub number: u64,
        pub text: [u8; 4000],
    }

    /// There is room for one event.
    #[map]
    pub static PAGES: RingBuf<Page> = RingBuf::with_byte_size(4096);
    #[map]
    pub static TABLE: HashMap<u64, u64> = HashMap::with_max_entries(1);
    #[global]
    pub static RUNS: Global<u64> = Global::new(0);

    /// A raw tracepoint, because these are run on a processor that the caller names.
    #[raw_tracepoint("sched_process_exec")]
    fn lose(_task: u64) {
        RUNS.add(1);
        if let Some(mut page) = PAGES.reserve() {
            page.number = 1;
            page.submit();
        }
        TABLE.insert(RUNS.get(), 1);
    }
}

pub(crate) fn losses_are_counted_on_each_processor(world: &World) -> Outcome {
    const TIMES: [u64; 2] = [3, 5];
    let losing = losing::load(&world.kernel)?;
    assert_eq!(losing.PAGES.lost_by_cpu()?.map(|losses| losses.iter().sum()), Some(0_u64));
    let run = |cpu: u32| losing.lose.test_run(&TestRun::new().on_cpu(cpu));
    // What is sent and put in, and not lost.
    run(0)?;
    for (cpu, times) in (0..).zip(TIMES) {
        for _ in 0..times {
            match run(cpu) {
                Ok(_) => {}
                Err(error) if error.errno().is_some_and(|errno| errno.name() == Some("ENXIO")) => {
                    return skip("this kernel runs on one CPU");
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    let lost = losing.PAGES.lost_by_cpu()?.expect("programs count");
    assert_eq!(lost.len(), world.kernel.api().possible_cpus()?.min(64) as usize);
    assert_eq!(lost[..2], TIMES);
    assert!(lost[2..].iter().all(|count| *count == 0), "{lost:?}");
    assert_eq!(losing.PAGES.lost()?, Some(8));
    assert_eq!((losing.TABLE.refused_by_cpu()?, losing.TABLE.refused()?), (lost, 8));
    Ok(())
}
