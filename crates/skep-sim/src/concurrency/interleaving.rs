//! Interleavings: what happened on several CPUs, and in which order.

use super::Happened;
use crate::run::{ProgramFault, ProgramRun};
use crate::stimulus::StimulusError;
use crate::watch::TracedStep;
use std::fmt;

/// What happened on several CPUs at the same time.
#[derive(Clone, PartialEq, Debug)]
pub struct Interleaving {
    /// What gives the same one again, in a world that is the same.
    pub seed: u64,
    /// What came of it on each CPU, in the order of their numbers.
    pub cpus: Vec<CpuResults>,
    /// The instructions that other CPUs could see, in the order in which they were carried out: at most the last 65,536.
    pub steps: Vec<InterleavedStep>,
    /// How many there were before those.
    pub forgotten: u64,
}

/// What came of what happened on a CPU.
#[derive(Clone, PartialEq, Debug)]
pub struct CpuResults {
    /// The CPU.
    pub cpu: u32,
    /// For each thing that happened, in order, the runs of programs.
    pub results: Vec<Result<Vec<ProgramRun>, StimulusError>>,
}

/// An instruction that a CPU carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterleavedStep {
    /// The CPU.
    pub cpu: u32,
    /// The instruction, and the registers before it.
    pub step: TracedStep,
}

impl Interleaving {
    /// What programs did wrong.
    pub fn faults(&self) -> impl Iterator<Item = (u32, &ProgramFault)> {
        let all = self.cpus.iter().flat_map(|cpu| cpu.results.iter().map(|result| (cpu.cpu, result)));
        all.filter_map(|(cpu, result)| match result {
            Err(StimulusError::Fault(fault)) => Some((cpu, &**fault)),
            _ => None,
        })
    }

    /// The runs of programs that did nothing wrong, with their CPUs: each CPU's in order.
    pub fn runs(&self) -> impl Iterator<Item = (u32, &ProgramRun)> {
        let all = self.cpus.iter().flat_map(|cpu| cpu.results.iter().flatten().map(|runs| (cpu.cpu, runs)));
        all.flat_map(|(cpu, runs)| runs.iter().map(move |run| (cpu, run)))
    }

    /// How often another CPU went on.
    pub fn turns(&self) -> usize {
        self.steps.windows(2).filter(|pair| pair[0].cpu != pair[1].cpu).count()
    }
}

/// One line for each instruction, each CPU's in an own column, and one for each event that went wrong.
impl fmt::Display for Interleaving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        if self.forgotten > 0 {
            writeln!(f, "({} instructions before these are not kept)", self.forgotten)?;
        }
        for InterleavedStep { cpu, step } in &self.steps {
            let column = self.cpus.iter().position(|results| results.cpu == *cpu).unwrap_or(0);
            writeln!(f, "{:indent$}CPU {cpu}  {step}", "", indent = column * 4)?;
        }
        for CpuResults { cpu, results } in &self.cpus {
            for error in results.iter().filter_map(|result: &Happened| result.as_ref().err()) {
                writeln!(f, "CPU {cpu}: {error}")?;
            }
        }
        Ok(())
    }
}
