//! Functions of the kernel that programs can be attached to, and calls of them.

use crate::input::Input;
use crate::probes::{ProbePlace, Registers};
use crate::process::{Process, StimulusTask};
use crate::run::ProgramRun;
use crate::scene::Scene;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::tracepoints::FieldValue;
use crate::world::World;

/// A function as its declaration has it.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) returns: &'static str,
    pub(crate) arguments: &'static [(&'static str, &'static str)],
}

/// The functions that there are, as the BTF of Linux 6.18 declares them.
pub(crate) const FUNCTIONS: &[Function] = &[
    function("do_exit", "void", &[("code", "long")]),
    function(
        "do_sys_openat2",
        "int",
        &[("dfd", "int"), ("filename", "const char *"), ("how", "struct open_how *")],
    ),
    function("do_unlinkat", "int", &[("dfd", "int"), ("name", "struct filename *")]),
    function(
        "inet_csk_accept",
        "struct sock *",
        &[("sk", "struct sock *"), ("arg", "struct proto_accept_arg *")],
    ),
    function("security_file_open", "int", &[("file", "struct file *")]),
    function("tcp_close", "void", &[("sk", "struct sock *"), ("timeout", "long")]),
    function("tcp_connect", "int", &[("sk", "struct sock *")]),
    function("tcp_rcv_established", "void", &[("sk", "struct sock *"), ("skb", "struct sk_buff *")]),
    function(
        "tcp_recvmsg",
        "int",
        &[("sk", "struct sock *"), ("msg", "struct msghdr *"), ("len", "size_t"), ("flags", "int")],
    ),
    function(
        "tcp_sendmsg",
        "int",
        &[("sk", "struct sock *"), ("msg", "struct msghdr *"), ("size", "size_t")],
    ),
    function("tcp_set_state", "void", &[("sk", "struct sock *"), ("state", "int")]),
    function(
        "tcp_v4_connect",
        "int",
        &[("sk", "struct sock *"), ("uaddr", "struct sockaddr *"), ("addr_len", "int")],
    ),
    function(
        "tcp_v6_connect",
        "int",
        &[("sk", "struct sock *"), ("uaddr", "struct sockaddr *"), ("addr_len", "int")],
    ),
    function("vfs_fsync", "int", &[("file", "struct file *"), ("datasync", "int")]),
    function("vfs_open", "int", &[("path", "const struct path *"), ("file", "struct file *")]),
    function(
        "vfs_read",
        "ssize_t",
        &[("file", "struct file *"), ("buf", "char *"), ("count", "size_t"), ("pos", "loff_t *")],
    ),
    function(
        "vfs_write",
        "ssize_t",
        &[("file", "struct file *"), ("buf", "const char *"), ("count", "size_t"), ("pos", "loff_t *")],
    ),
    function("wake_up_new_task", "void", &[("p", "struct task_struct *")]),
];

const fn function(
    name: &'static str,
    returns: &'static str,
    arguments: &'static [(&'static str, &'static str)],
) -> Function {
    Function { name, returns, arguments }
}

/// The links that attach programs to a function, in order.
#[derive(Debug, Default)]
pub(crate) struct FunctionLinks {
    /// To its beginning.
    pub(crate) entry: Vec<u32>,
    /// To its end.
    pub(crate) exit: Vec<u32>,
}

/// A call of a function of the kernel: who calls, with what, and what comes of it.
///
/// What is not said is at its default: the task is as that of a tracepoint is, arguments and result are 0.
#[derive(Clone, PartialEq, Debug)]
#[must_use = "the closure given to `call` returns it"]
pub struct FunctionCall {
    task: StimulusTask,
    arguments: Vec<(String, FieldValue)>,
    returns: FieldValue,
}

impl FunctionCall {
    /// An argument, by its name in the function's declaration: a number, a text, or a structure.
    pub fn argument(mut self, name: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }

    /// What the function returns, which programs at its end see.
    pub fn returns(mut self, value: impl Into<FieldValue>) -> Self {
        self.returns = value.into();
        self
    }

    /// The process that calls.
    pub fn process(mut self, process: impl Into<Process>) -> Self {
        self.task.process = process.into();
        self
    }

    /// The number of the process that calls.
    pub fn pid(mut self, pid: u32) -> Self {
        self.task.process = self.task.process.with_pid(pid);
        self
    }

    /// The CPU it runs on.
    pub fn cpu(mut self, cpu: u32) -> Self {
        self.task.cpu = cpu;
        self
    }
}

impl World {
    /// Calls a function of the kernel: the programs run that are attached to its beginning, then those at its end; those of probes
    /// before all others at the beginning, and after them at the end.
    ///
    /// Returns what each program returned.
    ///
    /// # Errors
    /// If there is no such function, or an argument does not exist or fit: then nothing runs. If a program does something
    /// wrong, the programs before it have run.
    ///
    /// ```
    /// use skep_sim::{Structure, World};
    ///
    /// let world = World::new();
    /// let file = Structure::new("file").field("f_path.dentry.d_name.name", "passwd");
    /// let runs = world.call("vfs_read", |call| call.argument("file", file).argument("count", 100).returns(42))?;
    /// assert!(runs.is_empty(), "nothing is attached");
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    pub fn call(
        &self,
        function: &str,
        describe: impl FnOnce(FunctionCall) -> FunctionCall,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let call = FunctionCall {
            task: StimulusTask::default(),
            arguments: Vec::new(),
            returns: FieldValue::Number(0),
        };
        let call = describe(call);
        let Some(index) = FUNCTIONS.iter().position(|known| known.name == function) else {
            let known = FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
            return Err(StimulusError::NoFunction { name: function.to_owned(), known });
        };
        let task = call.task.task(self.shared.settings.possible_cpus)?;
        let mut state = self.shared.lock();
        let mut scene = Scene::default();
        let result = state.run_function(index, &call, &task, &mut scene);
        scene.remove(&mut state.memory);
        drop(state);
        self.shared.announce();
        result
    }
}

impl State {
    fn run_function(
        &mut self,
        index: usize,
        call: &FunctionCall,
        task: &crate::run::Task,
        scene: &mut Scene,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let function = &FUNCTIONS[index];
        let place = |name: &str| format!("{} of {}", name, function.name);
        let arguments = &call.arguments;
        let mut values =
            scene.arguments(function.name, function.arguments, arguments, task, &mut self.memory)?;
        let returned = match (function.returns, &call.returns) {
            ("void", FieldValue::Number(0)) => None,
            ("void", value) => {
                return Err(StimulusError::BadValue {
                    place: place("the result"),
                    value: value.to_string(),
                    expected: "nothing: the function returns nothing".into(),
                });
            }
            (of, value) => Some(scene.argument(&place("the result"), of, value, task, &mut self.memory)?),
        };
        let links = self.functions.get(&index);
        let (entry, exit) = links.map(|links| (links.entry.clone(), links.exit.clone())).unwrap_or_default();
        let mut sessions = Vec::new();
        let mut runs = {
            let place = ProbePlace::Kernel { index, at_return: false };
            let registers = Registers::new(&values).ok_or(StimulusError::OutOfMemory)?;
            self.run_probes(&place, &registers, None, task, scene, &mut sessions)?
        };
        for (links, end) in [(entry, false), (exit, true)] {
            let count = function.arguments.len();
            if end {
                // Where nothing is returned, there is chance.
                values.push(returned.unwrap_or(0));
            }
            let what = format!("the context (the arguments of {})", function.name);
            for link in links {
                let input = Input::typed_arguments(&what, &values, count, &mut self.memory)?;
                runs.push(self.run_on(link, input, task, scene)?);
            }
        }
        let place = ProbePlace::Kernel { index, at_return: true };
        let registers = Registers::new(&[]).ok_or(StimulusError::OutOfMemory)?;
        runs.extend(self.run_probes(
            &place,
            &registers,
            Some(returned.unwrap_or(0)),
            task,
            scene,
            &mut sessions,
        )?);
        Ok(runs)
    }

    /// Runs the program of a link on an input, which is gone afterwards; what it needs of the kernel is put into the scene.
    pub(crate) fn run_on(
        &mut self,
        link: u32,
        mut input: Input,
        task: &crate::run::Task,
        scene: &mut Scene,
    ) -> Result<ProgramRun, StimulusError> {
        input.scene = std::mem::take(scene);
        let run = self.run_linked(link, &mut input, task);
        *scene = std::mem::take(&mut input.scene);
        input.remove(&mut self.memory);
        Ok(run?)
    }
}
