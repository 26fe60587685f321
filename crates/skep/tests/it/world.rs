//! The two worlds of the twin tests: the running kernel, and a simulated one. What happens in them is asked for
//! in the same words.

use nix::sched::{CloneFlags, unshare};
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::prelude::*;
use skep::uapi::Version;
use skep_harness::{Outcome, Stop, skip};
use std::any::Any;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A kernel, and the means to make things happen in it.
pub(crate) struct World {
    pub(crate) kernel: Kernel,
    simulated: Option<Simulated>,
    /// The number of the next simulated process.
    next_pid: AtomicU32,
}

/// The running kernel, if this process may use it.
pub(crate) fn host() -> Result<World, Stop> {
    let kernel = Kernel::host()?;
    let operations = [
        skep::Operation::ReadTracepoint,
        skep::Operation::LoadProgram(ProgramType::TRACEPOINT),
        skep::Operation::LoadProgram(ProgramType::XDP),
    ];
    let missing = kernel.missing_capabilities(&operations)?;
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
        return skip(format!(
            "the running kernel needs {} for this; run the tests as root",
            names.join(", ")
        ));
    }
    Ok(World { kernel, simulated: None, next_pid: AtomicU32::new(4000) })
}

/// A simulated kernel, as it comes.
pub(crate) fn simulated() -> Result<World, Stop> {
    let simulated = Kernel::simulated();
    Ok(World {
        kernel: Kernel::clone(&simulated),
        simulated: Some(simulated),
        next_pid: AtomicU32::new(4000),
    })
}

impl World {
    pub(crate) fn is_simulated(&self) -> bool {
        self.simulated.is_some()
    }

    /// The simulated kernel, if it is one.
    pub(crate) fn simulated(&self) -> Option<&Simulated> {
        self.simulated.as_ref()
    }

    /// Lets time pass.
    pub(crate) fn wait_a_little(&self, time: Duration) -> Result<(), Stop> {
        let api = self.kernel.api();
        api.wait(&mut [], Some(api.now() + time))?;
        Ok(())
    }

    /// What programs print from now on.
    pub(crate) fn trace(&self) -> Result<TraceReader<'_>, Stop> {
        use std::os::unix::fs::OpenOptionsExt as _;
        if self.is_simulated() {
            return Ok(TraceReader { world: self, pipe: None });
        }
        // It need not be mounted anywhere; what is open stays when this is gone.
        let folder = tempfile::Builder::new().prefix("skep-trace-").tempdir()?;
        rustix::mount::mount("tracefs", folder.path(), "tracefs", rustix::mount::MountFlags::empty(), None)?;
        let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        let path = folder.path().join("trace_pipe");
        let opened = std::fs::OpenOptions::new().read(true).custom_flags(flags).open(path);
        rustix::mount::unmount(folder.path(), rustix::mount::UnmountFlags::DETACH)?;
        match opened {
            Ok(pipe) => Ok(TraceReader { world: self, pipe: Some(pipe) }),
            Err(error) => skip(format!("trace_pipe cannot be read: {error}")),
        }
    }

    /// The kernel's version.
    pub(crate) fn version(&self) -> Result<Version, Stop> {
        Ok(self.kernel.api().release()?.parse()?)
    }

    /// Ends the test as skipped on a kernel that is older than what it needs.
    pub(crate) fn needs(&self, since: Version, what: &str) -> Outcome {
        let version = self.version()?;
        if version < since {
            return skip(format!("{what} came with Linux {since}, and this kernel is {version}"));
        }
        Ok(())
    }

    /// Has a process run `true`, and returns its number. Its user is [`user`](Self::user).
    pub(crate) fn run_true(&self) -> Result<u32, Stop> {
        match &self.simulated {
            None => {
                let mut child = Command::new(TRUE).spawn()?;
                let pid = child.id();
                child.wait()?;
                Ok(pid)
            }
            Some(simulated) => {
                let pid = self.next_pid.fetch_add(1, Ordering::Relaxed);
                // The system call comes first, and the process is not yet what it is to be.
                simulated.world().fire("syscalls:sys_enter_execve", |event| {
                    let event = event.pid(pid).uid(self.user()).comm("it").parent(3999);
                    event.field("filename", TRUE).field("argv", [TRUE])
                })?;
                simulated.world().fire("sched:sched_process_exec", |event| {
                    let event = event.pid(pid).uid(self.user()).comm("true").parent(3999).arguments([TRUE]);
                    let program = skep::sim::Structure::new("linux_binprm").field("filename", TRUE);
                    event.field("filename", TRUE).argument("old_pid", pid).argument("bprm", program)
                })?;
                Ok(pid)
            }
        }
    }

    /// The user that [`run_true`](Self::run_true) runs as.
    pub(crate) fn user(&self) -> u32 {
        if self.is_simulated() { 1000 } else { rustix::process::getuid().as_raw() }
    }

    /// How many handles or descriptors are open.
    pub(crate) fn open(&self) -> Result<usize, Stop> {
        match &self.simulated {
            None => Ok(std::fs::read_dir("/proc/self/fd")?.count()),
            Some(simulated) => Ok(simulated.world().open_handles()),
        }
    }

    /// Does something in another thread, which has ended when what this returns is dropped.
    pub(crate) fn elsewhere(&self, act: impl FnOnce(&Self) + Send + 'static) -> Box<dyn Any> {
        let world = Self {
            kernel: self.kernel.clone(),
            simulated: self.simulated.clone(),
            next_pid: AtomicU32::new(5000),
        };
        match &self.simulated {
            None => Box::new(Joined(Some(std::thread::spawn(move || act(&world))))),
            Some(simulated) => Box::new(simulated.world().drive(move |_| act(&world))),
        }
    }

    /// A folder in a bpf file system, which is gone when it is dropped.
    pub(crate) fn pins(&self) -> Result<PinFolder, Stop> {
        match &self.simulated {
            Some(_) => Ok(PinFolder { path: "/sys/fs/bpf".into(), mounted: None }),
            None => {
                let folder = tempfile::Builder::new().prefix("skep-pins-").tempdir()?;
                let flags = rustix::mount::MountFlags::empty();
                rustix::mount::mount("bpf", folder.path(), "bpf", flags, None)?;
                Ok(PinFolder { path: folder.path().to_owned(), mounted: Some(folder) })
            }
        }
    }

    /// Runs a test in a network of its own: on the running kernel, in a new network namespace, which is gone with
    /// the thread that the test runs in.
    pub(crate) fn in_network(&self, test: impl FnOnce(&Network<'_>) -> Outcome + Send) -> Outcome {
        let network = Network { world: self };
        if self.is_simulated() {
            return test(&network);
        }
        let in_namespace = || {
            unshare(CloneFlags::CLONE_NEWNET)?;
            let up = Command::new("ip").args(["link", "set", "lo", "up"]).status();
            match up {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return skip("`ip` is not installed (Debian: iproute2)");
                }
                up => assert!(up?.success(), "`ip link set lo up` failed"),
            }
            test(&network)
        };
        std::thread::scope(|scope| {
            scope.spawn(in_namespace).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

/// A thread that is waited for when this is dropped.
struct Joined(Option<std::thread::JoinHandle<()>>);

impl Drop for Joined {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            thread.join().expect("the other thread does not panic");
        }
    }
}

/// `true` is in `/bin` wherever there is a `/bin`.
pub(crate) const TRUE: &str = "/bin/true";

/// A reader of the kernel's trace.
pub(crate) struct TraceReader<'w> {
    world: &'w World,
    pipe: Option<std::fs::File>,
}

impl TraceReader<'_> {
    /// What was printed, when all of these are in it.
    pub(crate) fn read(mut self, wanted: &[&str]) -> Result<String, Stop> {
        use std::io::Read as _;
        let Some(pipe) = &mut self.pipe else {
            let simulated = self.world.simulated().map(|simulated| simulated.world().trace());
            return Ok(simulated.unwrap_or_default().concat());
        };
        let (mut text, mut buffer) = (String::new(), [0; 4096]);
        let deadline = std::time::Instant::now() + Duration::from_secs(10);
        while !wanted.iter().all(|wanted| text.contains(wanted)) {
            match pipe.read(&mut buffer) {
                Ok(length) => text += &String::from_utf8_lossy(&buffer[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    assert!(std::time::Instant::now() < deadline, "{wanted:?} are not in {text}");
                    self.world.wait_a_little(Duration::from_millis(5))?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(text)
    }
}

/// A folder for pins.
pub(crate) struct PinFolder {
    path: PathBuf,
    mounted: Option<tempfile::TempDir>,
}

impl PinFolder {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PinFolder {
    fn drop(&mut self) {
        if let Some(folder) = &self.mounted {
            let unmounted = rustix::mount::unmount(folder.path(), rustix::mount::UnmountFlags::DETACH);
            assert!(
                unmounted.is_ok() || std::thread::panicking(),
                "{} stays mounted",
                folder.path().display()
            );
        }
    }
}

/// A network with one interface, on which datagrams arrive.
pub(crate) struct Network<'a> {
    world: &'a World,
}

impl Network<'_> {
    /// The interface's name.
    pub(crate) fn interface(&self) -> &'static str {
        if self.world.is_simulated() { "sim0" } else { "lo" }
    }

    /// Sends a datagram to a port, and returns whether it arrived there as it was.
    pub(crate) fn send(&self, port: u16, payload: &[u8]) -> Result<bool, Stop> {
        Ok(self.exchange(port, payload)?.is_some_and(|received| received == payload))
    }

    /// Sends a datagram to a port, and returns what arrived there.
    pub(crate) fn exchange(&self, port: u16, payload: &[u8]) -> Result<Option<Vec<u8>>, Stop> {
        match &self.world.simulated {
            None => {
                let receiver = UdpSocket::bind(("127.0.0.1", port))?;
                // Loopback delivers at once: what is not there after this was dropped.
                receiver.set_read_timeout(Some(Duration::from_millis(200)))?;
                UdpSocket::bind("127.0.0.1:0")?.send_to(payload, ("127.0.0.1", port))?;
                let mut buffer = [0; 2048];
                match receiver.recv(&mut buffer) {
                    Ok(length) => Ok(Some(buffer[..length].to_vec())),
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(None),
                    Err(error) => Err(error.into()),
                }
            }
            Some(simulated) => {
                // As on loopback, what leaves arrives.
                let sent = simulated.world().send("sim0", &datagram(port, payload))?;
                if let Some(redirected) = &sent.redirected {
                    return Ok(redirected.outcome.passed().and_then(payload_of));
                }
                let Some(packet) = sent.passed() else { return Ok(None) };
                Ok(simulated.world().receive("sim0", packet)?.passed().and_then(payload_of))
            }
        }
    }
}

/// What is behind the headers of a frame that [`datagram`] made.
fn payload_of(frame: &[u8]) -> Option<Vec<u8>> {
    frame.get(14 + 20 + 8..).map(<[u8]>::to_vec)
}

/// An Ethernet frame with a UDP datagram from 127.0.0.1 to 127.0.0.1, as it is on the loopback interface.
fn datagram(port: u16, payload: &[u8]) -> Vec<u8> {
    let udp = Udp { source: 40_000, destination: port, ..Udp::default() };
    Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload(payload).build()
}
