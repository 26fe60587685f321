//! What a kernel says of itself, and the machine that it and this process run on.

use crate::{Kernel, locked_memory};
use skep_isa::Endian;
use skep_uapi::kernel::{Limit, Mount, Setting};
use skep_uapi::{RegisterAbi, Version};

/// What a kernel says of itself, and the machine that it and this process run on. What it does not say is `None`.
///
/// ```
/// use skep::prelude::*;
///
/// let about = Kernel::simulated().about();
/// assert_eq!(about.version, "6.18".parse().ok());
/// assert_eq!(about.mounted("bpf").count(), 1);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct About {
    /// The release, as uname(2) gives it.
    pub release: Option<String>,
    /// The version in the release. What a kernel has is found by asking for it: distributions add later features.
    pub version: Option<Version>,
    /// The machine's architecture, as uname(2) gives it.
    pub machine: Option<String>,
    /// What is known of this architecture's registers.
    pub registers: Option<&'static RegisterAbi>,
    /// The bits of an address in this process; the kernel may have wider ones.
    pub pointer_bits: u32,
    /// The order of the bytes of a number.
    pub byte_order: Endian,
    /// The bytes of a page of memory.
    pub page_size: usize,
    /// How many CPUs there can be: per-CPU values have one part for each.
    pub possible_cpus: Option<u32>,
    /// How many CPUs are switched on.
    pub online_cpus: Option<u32>,
    /// How programs are run.
    pub jit: Option<Jit>,
    /// The security modules in use.
    pub security_modules: Option<Vec<String>>,
    /// The limit of this process on locked memory, if this kernel counts maps and programs as such and there is one.
    pub locked_memory_limit: Option<Limit>,
    /// The mounted file systems.
    pub mounts: Option<Vec<Mount>>,
}

/// How a kernel runs programs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Jit {
    /// It interprets them.
    Off,
    /// It compiles them to the machine's instructions.
    On,
    /// It compiles them, and writes what it made of them into its log.
    Debug,
}

impl About {
    /// Where file systems of this type are mounted: `bpf`, `tracefs`, `cgroup2`.
    pub fn mounted<'a>(&'a self, file_system: &'a str) -> impl Iterator<Item = &'a Mount> {
        self.mounts.iter().flatten().filter(move |mount| mount.file_system == file_system)
    }
}

impl Kernel {
    /// What this kernel says of itself and the machine. It needs no privilege; what is not told without is `None`.
    pub fn about(&self) -> About {
        let api = self.api();
        let release = api.release().ok();
        let machine = api.machine().ok();
        About {
            version: release.as_deref().and_then(|release| release.parse().ok()),
            registers: machine.as_deref().and_then(RegisterAbi::of_machine),
            release,
            machine,
            pointer_bits: usize::BITS,
            byte_order: Endian::NATIVE,
            page_size: api.page_size(),
            possible_cpus: api.possible_cpus().ok(),
            online_cpus: api.online_cpus().ok(),
            jit: api.setting(Setting::Jit).ok().and_then(|value| match value.as_str() {
                "0" => Some(Jit::Off),
                "1" => Some(Jit::On),
                "2" => Some(Jit::Debug),
                _ => None,
            }),
            security_modules: api
                .setting(Setting::SecurityModules)
                .ok()
                .map(|modules| modules.split(',').map(|module| module.trim().to_owned()).collect()),
            locked_memory_limit: locked_memory::limiting(self),
            mounts: api.mounts().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RingBuffer, Simulated};
    use skep_sim::World;

    #[test]
    fn the_machine_is_the_one_that_this_was_compiled_for() {
        let about = Kernel::simulated().about();
        assert_eq!(about.pointer_bits as usize, size_of::<*const u8>() * 8);
        let little = 1_u32.to_ne_bytes() == 1_u32.to_le_bytes();
        assert_eq!(about.byte_order, if little { Endian::Little } else { Endian::Big });
        assert_eq!(about.machine.as_deref(), Some(std::env::consts::ARCH));
        let registers = about.registers.expect("every architecture that is tested is known");
        assert_eq!(registers.name, std::env::consts::ARCH);
        assert!(registers.big_endian.is_none_or(|big| big != little));
    }

    #[test]
    fn a_ring_buffer_has_pages_of_the_kernels_size() {
        for page_size in [4 << 10, 16 << 10, 64 << 10] {
            let kernel = Simulated::new(World::builder().page_size(page_size).build());
            let page = u32::try_from(page_size).unwrap();
            let error = RingBuffer::<u64>::create(&kernel, "EVENTS", page / 2).unwrap_err().to_string();
            // What no machine has as a page is refused without asking the kernel.
            let asked = error.contains(&format!("page size of {page_size}"));
            assert!(asked || error.contains("at least a page") && page_size == 4 << 10, "{error}");
            let ring = RingBuffer::<u64>::create(&kernel, "EVENTS", page).unwrap();
            assert_eq!((ring.available(), ring.map().info().max_entries), (0, page));
        }
    }

    #[test]
    fn a_kernel_that_was_built_otherwise_says_so() {
        for (page_size, release, version) in [
            (16 << 10, "6.8.0-45-generic", Some(Version { major: 6, minor: 8, patch: 0 })),
            (64 << 10, "4.14.336+", Some(Version { major: 4, minor: 14, patch: 336 })),
            (4 << 10, "none", None),
        ] {
            let limit = Limit { soft: Some(64 << 10), hard: None };
            let world = World::builder()
                .page_size(page_size)
                .counting_locked_memory(limit)
                .release(release)
                .possible_cpus(3)
                .without_mounts()
                .mount("cgroup2", "/sys/fs/cgroup/unified")
                .build();
            let about = Simulated::new(world).about();
            assert_eq!((about.page_size, about.version), (page_size, version));
            assert_eq!(about.release.as_deref(), Some(release));
            assert_eq!((about.possible_cpus, about.online_cpus), (Some(3), Some(3)));
            assert_eq!(about.jit, Some(Jit::Off));
            let counts = version.is_none_or(|version| version < Version::new(5, 11));
            assert_eq!(about.locked_memory_limit, counts.then_some(limit));
            assert_eq!((about.mounted("bpf").count(), about.mounted("cgroup2").count()), (0, 1));
        }
    }
}
