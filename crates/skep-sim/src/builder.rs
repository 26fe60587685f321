//! How a simulated kernel is made to one's wishes.

use crate::clock::Clock;
use crate::locked_memory::LockedMemory;
use crate::network::Interface;
use crate::objects::Table;
use crate::random::Random;
use crate::settings::Settings;
use crate::state::State;
use crate::tracepoints;
use crate::types;
use crate::world::World;
use skep_uapi::kernel::{CapabilitySet, Limit, Mount};
use std::path::PathBuf;

/// Every capability there is: 0 to `CAP_LAST_CAP` (40, `include/uapi/linux/capability.h`).
const ALL_CAPABILITIES: CapabilitySet = CapabilitySet((1 << 41) - 1);

/// The release that a kernel says it is unless told otherwise.
const RELEASE: &str = "6.18.0-simulated";

/// Makes a [`World`].
///
/// | what | default |
/// |---|---|
/// | the caller | user 0 with all capabilities |
/// | `kernel.unprivileged_bpf_disabled` | 2 |
/// | `kernel.perf_event_paranoid` | 2 |
/// | release | `6.18.0-simulated` |
/// | pages | 4096 bytes |
/// | possible CPUs | 4 |
/// | locked memory | no limit, and maps and programs do not count |
/// | mounted | a bpf file system at `/sys/fs/bpf`, tracefs at `/sys/kernel/tracing`, control groups at `/sys/fs/cgroup` |
/// | modules | none |
/// | configuration | none |
/// | interfaces | `sim0`, with the index 7 |
/// | time | virtual, 1000 seconds after boot; it booted on 2025-01-01 00:00 UTC |
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct WorldBuilder {
    settings: Settings,
    interfaces: Vec<String>,
    locked_memory_limit: Limit,
    seed: u64,
    real_time: bool,
}

impl Default for WorldBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl WorldBuilder {
    /// A builder with all the defaults.
    pub fn new() -> Self {
        let mount =
            |file_system: &str, path: &str| Mount { file_system: file_system.into(), path: path.into() };
        Self {
            settings: Settings {
                user_id: 0,
                capabilities: ALL_CAPABILITIES,
                unprivileged_bpf_disabled: 2,
                perf_event_paranoid: 2,
                release: RELEASE.into(),
                page_size: 4096,
                possible_cpus: 4,
                mounts: vec![
                    mount("bpf", "/sys/fs/bpf"),
                    mount("tracefs", "/sys/kernel/tracing"),
                    mount("cgroup2", "/sys/fs/cgroup"),
                ],
                modules: Vec::new(),
                configuration: None,
                counts_locked_memory: false,
                follows_values: true,
            },
            interfaces: vec!["sim0".into()],
            locked_memory_limit: Limit::NONE,
            seed: 1,
            real_time: false,
        }
    }

    /// The effective user id of the caller. (It changes no capabilities.)
    pub fn user_id(mut self, user_id: u32) -> Self {
        self.settings.user_id = user_id;
        self
    }

    /// The effective capabilities of the caller.
    pub fn capabilities(mut self, capabilities: CapabilitySet) -> Self {
        self.settings.capabilities = capabilities;
        self
    }

    /// An ordinary user, 1000, without any capability.
    pub fn ordinary_user(self) -> Self {
        self.user_id(1000).capabilities(CapabilitySet::default())
    }

    /// The setting `kernel.unprivileged_bpf_disabled`: 0, 1 or 2.
    pub fn unprivileged_bpf_disabled(mut self, value: u8) -> Self {
        self.settings.unprivileged_bpf_disabled = value;
        self
    }

    /// The setting `kernel.perf_event_paranoid`, from −1 to 4.
    pub fn perf_event_paranoid(mut self, value: i32) -> Self {
        self.settings.perf_event_paranoid = value;
        self
    }

    /// The release that uname(2) gives.
    pub fn release(mut self, release: impl Into<String>) -> Self {
        self.settings.release = release.into();
        self
    }

    /// One more module, of which nothing is there but its types: the bytes of a BTF that is split from the kernel's own. They
    /// may be damaged, as a real module's can be.
    pub fn module(mut self, name: impl Into<String>, btf: impl Into<Vec<u8>>) -> Self {
        self.settings.modules.push((name.into(), btf.into()));
        self
    }

    /// The configuration that the kernel says it was built with, in the lines of a `.config`: `CONFIG_HZ=250`.
    pub fn configuration(mut self, text: impl Into<String>) -> Self {
        self.settings.configuration = Some(text.into().into_bytes());
        self
    }

    /// The bytes of a page of memory; the next power of two from 4096 on is taken.
    pub fn page_size(mut self, bytes: usize) -> Self {
        self.settings.page_size = bytes.clamp(4096, 1 << 20).next_power_of_two();
        self
    }

    /// A kernel that counts maps and programs as locked memory, as those before 5.11 do, for a process with this limit
    /// on it (`RLIMIT_MEMLOCK`). Without [`release`](Self::release), it says that it is 5.10.
    pub fn counting_locked_memory(mut self, limit: Limit) -> Self {
        self.settings.counts_locked_memory = true;
        self.locked_memory_limit = limit;
        if self.settings.release == RELEASE {
            self.settings.release = "5.10.0-simulated".into();
        }
        self
    }

    /// A kernel that does not follow the values in a program's registers when it is loaded, as far as it does: what is wrong with them
    /// is a fault when the program runs, and tells what was there then.
    pub fn finding_faults_when_run(mut self) -> Self {
        self.settings.follows_values = false;
        self
    }

    /// How many CPUs there can be, at least 1.
    pub fn possible_cpus(mut self, count: u32) -> Self {
        self.settings.possible_cpus = count.max(1);
        self
    }

    /// One more mounted file system. Objects can be pinned in those of the type `bpf`.
    pub fn mount(mut self, file_system: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.settings.mounts.push(Mount { file_system: file_system.into(), path: path.into() });
        self
    }

    /// No mounted file systems but those that are added after this.
    pub fn without_mounts(mut self) -> Self {
        self.settings.mounts.clear();
        self
    }

    /// One more network interface. Their indices count up from 7 in the order in which they are added.
    pub fn interface(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        if !self.interfaces.contains(&name) {
            self.interfaces.push(name);
        }
        self
    }

    /// No network interfaces but those that are added after this.
    pub fn without_interfaces(mut self) -> Self {
        self.interfaces.clear();
        self
    }

    /// Where the random numbers begin that programs get.
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Time that goes as the host's does, and waits that really wait. Without it time is virtual: it moves only when
    /// [`World::advance`] or [`World::sleep`] says so, or when everybody waits for it.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// The world.
    pub fn build(self) -> World {
        let interfaces =
            self.interfaces.into_iter().zip(7..).map(|(name, index)| Interface::new(name, index));
        let state = State {
            btfs: Table::after(types::of_kernel(&self.settings)),
            tracepoints: tracepoints::known(),
            interfaces: interfaces.collect(),
            clock: if self.real_time { Clock::real_time() } else { Clock::virtual_time() },
            random: Random::new(self.seed),
            locked_memory: LockedMemory::new(self.locked_memory_limit),
            ..State::nothing()
        };
        World::from_parts(self.settings, state)
    }
}
