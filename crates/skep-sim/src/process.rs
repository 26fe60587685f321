//! Processes, as tests describe them.

use crate::run::{COMM_LENGTH, Task};
use crate::stimulus::StimulusError;
use crate::tracepoints::FieldValue;

/// A process, or a thread of one.
///
/// What is not said is at its default: number 4000, user and group 1000, the name `task`, no arguments, one frame on each of its stacks; its parent is process
/// 1, `init`, whose parent is process 0.
///
/// ```
/// use skep_sim::Process;
///
/// let shell = Process::new(3).comm("bash").parent(1);
/// let process = Process::new(7).comm("true").parent(shell).arguments(["/bin/true", "-x"]);
/// ```
#[derive(Clone, PartialEq, Debug)]
#[must_use = "a process is described to be given to something"]
pub struct Process {
    pub(crate) pid: u32,
    pub(crate) tgid: Option<u32>,
    pub(crate) uid: u32,
    pub(crate) gid: Option<u32>,
    pub(crate) comm: String,
    pub(crate) parent: Option<Box<Self>>,
    pub(crate) arguments: Vec<Vec<u8>>,
    pub(crate) environment: Vec<Vec<u8>>,
    pub(crate) fields: Vec<(String, FieldValue)>,
    /// Addresses, the innermost first.
    pub(crate) kernel_stack: Vec<u64>,
    pub(crate) user_stack: Vec<u64>,
}

/// Where a process is if nothing else is said: at the beginning of a kernel's text on x86-64 with addresses as they come, and of a
/// program's that is not moved.
const KERNEL_ADDRESS: u64 = 0xffff_ffff_8100_0000;
const USER_ADDRESS: u64 = 0x40_1000;

impl Default for Process {
    fn default() -> Self {
        Self::new(4000)
    }
}

impl From<u32> for Process {
    fn from(pid: u32) -> Self {
        Self::new(pid)
    }
}

impl Process {
    /// A process with this number.
    pub fn new(pid: u32) -> Self {
        Self {
            pid,
            tgid: None,
            uid: if pid <= 1 { 0 } else { 1000 },
            gid: None,
            comm: match pid {
                0 => "swapper/0".into(),
                1 => "init".into(),
                _ => "task".into(),
            },
            parent: None,
            arguments: Vec::new(),
            environment: Vec::new(),
            fields: Vec::new(),
            kernel_stack: vec![KERNEL_ADDRESS],
            // What runs in the kernel only has none.
            user_stack: if pid == 0 { Vec::new() } else { vec![USER_ADDRESS] },
        }
    }

    pub(crate) fn with_pid(mut self, pid: u32) -> Self {
        self.pid = pid;
        self
    }

    /// The process's number (thread group id), if it is not the thread's.
    pub fn tgid(mut self, tgid: u32) -> Self {
        self.tgid = Some(tgid);
        self
    }

    /// Its user.
    pub fn uid(mut self, uid: u32) -> Self {
        self.uid = uid;
        self
    }

    /// Its group, if the number is not the user's.
    pub fn gid(mut self, gid: u32) -> Self {
        self.gid = Some(gid);
        self
    }

    /// Its name, of at most 15 bytes.
    pub fn comm(mut self, comm: impl Into<String>) -> Self {
        self.comm = comm.into();
        self
    }

    /// The process that started it: described, or by its number.
    pub fn parent(mut self, parent: impl Into<Self>) -> Self {
        self.parent = Some(Box::new(parent.into()));
        self
    }

    /// What it was started with, the program's name first: what is in its memory from `mm->arg_start` to `mm->arg_end`,
    /// each ended by a zero byte.
    pub fn arguments<A: Into<Vec<u8>>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// Its environment, in the same way from `mm->env_start` to `mm->env_end`.
    pub fn environment<A: Into<Vec<u8>>>(mut self, variables: impl IntoIterator<Item = A>) -> Self {
        self.environment = variables.into_iter().map(Into::into).collect();
        self
    }

    /// The addresses of the calls in the kernel that it is in, the innermost first.
    pub fn kernel_stack(mut self, addresses: impl IntoIterator<Item = u64>) -> Self {
        self.kernel_stack = addresses.into_iter().collect();
        self
    }

    /// The addresses of the calls in its own program that it is in, the innermost first; none if it is a thread of the kernel.
    pub fn user_stack(mut self, addresses: impl IntoIterator<Item = u64>) -> Self {
        self.user_stack = addresses.into_iter().collect();
        self
    }

    /// A member of its `task_struct`, by its path: `mm.exe_file.f_inode.i_ino`.
    pub fn field(mut self, path: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.fields.push((path.into(), value.into()));
        self
    }
}

/// Who runs in a stimulus, and where.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct StimulusTask {
    pub(crate) process: Process,
    pub(crate) cpu: u32,
}

impl StimulusTask {
    pub(crate) fn task(&self, possible_cpus: u32) -> Result<Task, StimulusError> {
        if self.cpu >= possible_cpus {
            return Err(StimulusError::BadValue {
                place: "cpu".into(),
                value: self.cpu.to_string(),
                expected: format!("a CPU of this world, 0 to {}", possible_cpus - 1),
            });
        }
        Task::of(&self.process, self.cpu)
    }
}

impl Task {
    /// The task of a process that a test describes.
    pub(crate) fn of(process: &Process, cpu: u32) -> Result<Self, StimulusError> {
        let mut comm = [0; COMM_LENGTH];
        let name = process.comm.as_bytes();
        if name.len() >= COMM_LENGTH || name.contains(&0) {
            return Err(StimulusError::BadValue {
                place: "comm".into(),
                value: format!("{:?}", process.comm),
                expected: "at most 15 bytes, none of them zero".into(),
            });
        }
        comm[..name.len()].copy_from_slice(name);
        let Process { pid, uid, .. } = *process;
        let (tgid, gid) = (process.tgid.unwrap_or(pid), process.gid.unwrap_or(uid));
        Ok(Self { pid, tgid, uid, gid, comm, cpu, process: process.clone() })
    }
}
