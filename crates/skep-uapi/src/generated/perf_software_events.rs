//! What the kernel itself counts, for perf events of the type `software`.
//!
//! Made by `cargo xtask codegen` from `facts/perf-software-events.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What the kernel itself counts, for perf events of the type `software`.
    SoftwareEvent(u32);

    /// `PERF_COUNT_SW_CPU_CLOCK`: the time of a CPU, in nanoseconds, since Linux 2.6.31.
    CPU_CLOCK = 0, Fact::named("cpu_clock").since("2.6.31").means("the time of a CPU, in nanoseconds");

    /// `PERF_COUNT_SW_TASK_CLOCK`: the time that a task runs, in nanoseconds, since Linux 2.6.31.
    TASK_CLOCK = 1, Fact::named("task_clock").since("2.6.31").means("the time that a task runs, in nanoseconds");

    /// `PERF_COUNT_SW_PAGE_FAULTS`, since Linux 2.6.31.
    PAGE_FAULTS = 2, Fact::named("page_faults").since("2.6.31");

    /// `PERF_COUNT_SW_CONTEXT_SWITCHES`, since Linux 2.6.31.
    CONTEXT_SWITCHES = 3, Fact::named("context_switches").since("2.6.31");

    /// `PERF_COUNT_SW_CPU_MIGRATIONS`, since Linux 2.6.31.
    CPU_MIGRATIONS = 4, Fact::named("cpu_migrations").since("2.6.31");

    /// `PERF_COUNT_SW_PAGE_FAULTS_MIN`: page faults for which nothing had to be read, since Linux 2.6.31.
    PAGE_FAULTS_MIN = 5, Fact::named("page_faults_min").since("2.6.31").means("page faults for which nothing had to be read");

    /// `PERF_COUNT_SW_PAGE_FAULTS_MAJ`: page faults for which something had to be read, since Linux 2.6.31.
    PAGE_FAULTS_MAJ = 6, Fact::named("page_faults_maj").since("2.6.31").means("page faults for which something had to be read");

    /// `PERF_COUNT_SW_ALIGNMENT_FAULTS`, since Linux 2.6.32.
    ALIGNMENT_FAULTS = 7, Fact::named("alignment_faults").since("2.6.32");

    /// `PERF_COUNT_SW_EMULATION_FAULTS`, since Linux 2.6.32.
    EMULATION_FAULTS = 8, Fact::named("emulation_faults").since("2.6.32");

    /// `PERF_COUNT_SW_DUMMY`: nothing, since Linux 3.12.
    DUMMY = 9, Fact::named("dummy").since("3.12").means("nothing");

    /// `PERF_COUNT_SW_BPF_OUTPUT`: the records that programs write, since Linux 4.4.
    BPF_OUTPUT = 10, Fact::named("bpf_output").since("4.4").means("the records that programs write");

    /// `PERF_COUNT_SW_CGROUP_SWITCHES`: context switches from one control group to another, since Linux 5.13.
    CGROUP_SWITCHES = 11, Fact::named("cgroup_switches").since("5.13").means("context switches from one control group to another");
}

versions!(SoftwareEvent);
shown!(SoftwareEvent, "software event");

impl SoftwareEvent {
    /// What it means, in a few words; `None` if it is not known here.
    pub const fn description(self) -> Option<&'static str> {
        match self.fact() {
            Some(fact) => fact.means,
            None => None,
        }
    }
}
