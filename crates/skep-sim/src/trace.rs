//! The kernel's trace: the lines that programs print.

use crate::world::World;
use std::collections::VecDeque;

/// The most lines that are kept: the oldest go first, as in a kernel whose buffer is full.
const MOST: usize = 4096;

/// The lines that programs have printed.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    lines: VecDeque<String>,
}

impl Trace {
    pub(crate) fn push(&mut self, line: String) {
        if self.lines.len() == MOST {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }
}

impl World {
    /// Takes what programs have printed (`bpf_trace_printk`, `bpf_trace_vprintk`) since it was last asked for, each text as
    /// it was printed: what a kernel puts behind the process and the time of each line in `trace_pipe` of tracefs. Of
    /// more than 4096 the oldest are gone.
    pub fn trace(&self) -> Vec<String> {
        self.shared.lock().trace.lines.drain(..).collect()
    }
}
