//! What the running kernel says of itself: uname(2), capget(2), `/proc`, `/sys` and tracefs.

use crate::{Linux, errno, gzip, io_errno, mapping, parse, tracefs};
use rustix::net::{AddressFamily, SocketFlags, SocketType, netdevice, socket_with};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use skep_uapi::kernel::{
    CapabilitySet, Facts, Limit, Mount, PinnedFiles, Setting, SharedBytes, Symbol, Tracepoint,
};
use skep_uapi::{Errno, Result};
use std::fs::File;
use std::io::{BufReader, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Linux {
    /// The folder of all tracepoints.
    pub(crate) fn tracefs(&self) -> Result<&OwnedFd> {
        match self.tracefs.get() {
            Some(root) => Ok(root),
            None => {
                let opened = tracefs::open(&self.mounts()?)?;
                Ok(self.tracefs.get_or_init(|| opened))
            }
        }
    }
}

impl Facts for Linux {
    fn kind(&self) -> &'static str {
        "host"
    }

    fn release(&self) -> Result<String> {
        Ok(rustix::system::uname().release().to_string_lossy().into_owned())
    }

    fn machine(&self) -> Result<String> {
        Ok(rustix::system::uname().machine().to_string_lossy().into_owned())
    }

    fn page_size(&self) -> usize {
        rustix::param::page_size()
    }

    fn possible_cpus(&self) -> Result<u32> {
        if let Some(&cpus) = self.possible_cpus.get() {
            return Ok(cpus);
        }
        let cpus = parse::cpu_count(&read("/sys/devices/system/cpu/possible")?).ok_or(Errno::EIO)?;
        Ok(*self.possible_cpus.get_or_init(|| cpus))
    }

    fn online_cpus(&self) -> Result<u32> {
        parse::cpu_count(&read("/sys/devices/system/cpu/online")?).ok_or(Errno::EIO)
    }

    fn user_id(&self) -> u32 {
        rustix::process::geteuid().as_raw()
    }

    fn capabilities(&self) -> Result<CapabilitySet> {
        let sets = rustix::thread::capabilities(None).map_err(errno)?;
        Ok(CapabilitySet(sets.effective.bits()))
    }

    fn locked_memory_limit(&self) -> Result<Limit> {
        let Rlimit { current, maximum } = getrlimit(Resource::Memlock);
        Ok(Limit { soft: current, hard: maximum })
    }

    fn set_locked_memory_limit(&self, limit: Limit) -> Result<()> {
        setrlimit(Resource::Memlock, Rlimit { current: limit.soft, maximum: limit.hard }).map_err(errno)
    }

    fn setting(&self, setting: Setting) -> Result<String> {
        let path = match setting {
            Setting::UnprivilegedBpfDisabled => "/proc/sys/kernel/unprivileged_bpf_disabled",
            Setting::PerfEventParanoid => "/proc/sys/kernel/perf_event_paranoid",
            Setting::Lockdown => "/sys/kernel/security/lockdown",
            Setting::Jit => "/proc/sys/net/core/bpf_jit_enable",
            Setting::SecurityModules => "/sys/kernel/security/lsm",
        };
        Ok(read(path)?.trim_end().to_owned())
    }

    fn mounts(&self) -> Result<Vec<Mount>> {
        Ok(parse::mounts(&read("/proc/self/mountinfo")?))
    }

    fn tracepoint(&self, category: &str, name: &str) -> Result<Tracepoint> {
        tracefs::tracepoint(self.tracefs()?, category, name)
    }

    fn interface_index(&self, name: &str) -> Result<u32> {
        // The network namespace is the calling thread's, which `/sys/class/net` may not show.
        let socket =
            socket_with(AddressFamily::INET, SocketType::DGRAM, SocketFlags::CLOEXEC, None).map_err(errno)?;
        netdevice::name_to_index(&socket, name).map_err(errno)
    }

    fn kernel_btf(&self) -> Result<SharedBytes> {
        let mut file = File::open("/sys/kernel/btf/vmlinux").map_err(|error| io_errno(&error))?;
        // Since Linux 6.16 (commit a539e2a6d51d) it can be mapped, which copies nothing.
        if let Ok(mapped) = mapping::sysfs_file(&file) {
            return Ok(Arc::new(mapped));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| io_errno(&error))?;
        Ok(Arc::new(bytes))
    }

    fn modules_with_btf(&self) -> Result<Vec<String>> {
        let folder = std::fs::read_dir(BTF_FOLDER).map_err(|error| io_errno(&error))?;
        let mut names = Vec::new();
        for entry in folder {
            let name = entry.map_err(|error| io_errno(&error))?.file_name();
            names.extend(name.into_string().ok().filter(|name| name != "vmlinux"));
        }
        names.sort_unstable();
        Ok(names)
    }

    fn module_btf(&self, module: &str) -> Result<SharedBytes> {
        // Nothing but a name: no way to other files.
        if module.contains('/') || module == ".." {
            return Err(Errno::ENOENT);
        }
        Ok(Arc::new(std::fs::read(Path::new(BTF_FOLDER).join(module)).map_err(|error| io_errno(&error))?))
    }

    fn configuration(&self) -> Result<Vec<u8>> {
        // The kernel knows better than the file of that name what it was built with.
        match limited("/proc/config.gz") {
            Ok(compressed) => gzip::decompress(&compressed, LONGEST_TEXT),
            Err(_) => limited(&format!("/boot/config-{}", self.release()?)),
        }
    }

    fn functions(&self) -> Result<Vec<String>> {
        let file = File::open("/proc/kallsyms").map_err(|error| io_errno(&error))?;
        parse::functions(BufReader::with_capacity(1 << 16, file)).map_err(|error| io_errno(&error))
    }

    fn symbol_addresses(&self, names: &[&str]) -> Result<Vec<Vec<u64>>> {
        let file = File::open("/proc/kallsyms").map_err(|error| io_errno(&error))?;
        parse::symbol_addresses(BufReader::with_capacity(1 << 16, file), names)
            .map_err(|error| io_errno(&error))
    }

    fn symbols_at(&self, addresses: &[u64]) -> Result<Vec<Option<Symbol>>> {
        let file = File::open("/proc/kallsyms").map_err(|error| io_errno(&error))?;
        parse::symbols_at(BufReader::with_capacity(1 << 16, file), addresses)
            .map_err(|error| io_errno(&error))
    }

    fn pinned_files(&self) -> Result<PinnedFiles> {
        let mut found = PinnedFiles::default();
        let mounts = self.mounts()?;
        let mut folders: Vec<PathBuf> =
            mounts.into_iter().filter(|mount| mount.file_system == "bpf").map(|mount| mount.path).collect();
        // What is mounted twice at a place is read once.
        folders.dedup();
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else {
                found.unreadable.push(folder);
                continue;
            };
            for entry in entries.filter_map(std::result::Result::ok) {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    // Links to other files are followed when they are opened.
                    Ok(_) => found.files.push(entry.path()),
                    Err(_) => found.unreadable.push(entry.path()),
                }
            }
        }
        found.files.sort();
        Ok(found)
    }
}

/// Where the kernel has its types and those of its modules.
const BTF_FOLDER: &str = "/sys/kernel/btf";

/// The most bytes of a text that are taken.
const LONGEST_TEXT: usize = 16 << 20;

fn limited(path: &str) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| io_errno(&error))?;
    let mut bytes = Vec::new();
    file.take(LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(|error| io_errno(&error))?;
    if bytes.len() > LONGEST_TEXT { Err(Errno::EFBIG) } else { Ok(bytes) }
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| io_errno(&error))
}
