//! What the simulated kernel says of itself and of the caller.

use crate::types;
use crate::world::World;
use skep_uapi::kernel::{
    CapabilitySet, Facts, Limit, Mount, PinnedFiles, Setting, SharedBytes, Symbol, Tracepoint,
};
use skep_uapi::{Errno, Result};
use std::sync::Arc;

impl Facts for World {
    fn kind(&self) -> &'static str {
        "simulated"
    }

    fn release(&self) -> Result<String> {
        Ok(self.shared.settings.release.clone())
    }

    /// The host's: programs have its byte order.
    fn machine(&self) -> Result<String> {
        Ok(std::env::consts::ARCH.to_owned())
    }

    fn page_size(&self) -> usize {
        self.shared.settings.page_size
    }

    fn possible_cpus(&self) -> Result<u32> {
        Ok(self.shared.settings.possible_cpus)
    }

    /// All of them.
    fn online_cpus(&self) -> Result<u32> {
        self.possible_cpus()
    }

    fn user_id(&self) -> u32 {
        self.shared.settings.user_id
    }

    fn capabilities(&self) -> Result<CapabilitySet> {
        Ok(self.shared.settings.capabilities)
    }

    fn locked_memory_limit(&self) -> Result<Limit> {
        Ok(self.shared.lock().locked_memory.limit)
    }

    fn set_locked_memory_limit(&self, limit: Limit) -> Result<()> {
        self.shared.lock().locked_memory.set_limit(limit, &self.shared.settings)
    }

    fn setting(&self, setting: Setting) -> Result<String> {
        Ok(match setting {
            Setting::UnprivilegedBpfDisabled => self.shared.settings.unprivileged_bpf_disabled.to_string(),
            Setting::PerfEventParanoid => self.shared.settings.perf_event_paranoid.to_string(),
            Setting::Lockdown => "[none] integrity confidentiality".to_owned(),
            // There is no compiler, and no security module.
            Setting::Jit => "0".to_owned(),
            Setting::SecurityModules => "capability".to_owned(),
        })
    }

    fn mounts(&self) -> Result<Vec<Mount>> {
        Ok(self.shared.settings.mounts.clone())
    }

    fn tracepoint(&self, category: &str, name: &str) -> Result<Tracepoint> {
        self.shared.settings.may_read_tracefs()?;
        let state = self.shared.lock();
        let found =
            state.tracepoints.iter().find(|known| known.category == category && known.format.name == name);
        let found = found.ok_or(Errno::ENOENT)?;
        Ok(Tracepoint { id: found.format.id, format: found.text.to_owned() })
    }

    fn interface_index(&self, name: &str) -> Result<u32> {
        let state = self.shared.lock();
        let found = state.interfaces.iter().find(|known| known.name == name);
        found.map(|interface| interface.index).ok_or(Errno::ENODEV)
    }

    fn kernel_btf(&self) -> Result<SharedBytes> {
        // A test makes sure that it can be built.
        Ok(Arc::new(types::kernel_btf().map_err(|_| Errno::ENOENT)?))
    }

    fn modules_with_btf(&self) -> Result<Vec<String>> {
        Ok(self.shared.settings.modules.iter().map(|(name, _)| name.clone()).collect())
    }

    fn module_btf(&self, module: &str) -> Result<SharedBytes> {
        let found = self.shared.settings.modules.iter().find(|(name, _)| name == module);
        found.map(|(_, btf)| Arc::new(btf.clone()) as SharedBytes).ok_or(Errno::ENOENT)
    }

    fn configuration(&self) -> Result<Vec<u8>> {
        self.shared.settings.configuration.clone().ok_or(Errno::ENOENT)
    }

    fn functions(&self) -> Result<Vec<String>> {
        Ok(crate::functions::FUNCTIONS.iter().map(|function| function.name.to_owned()).collect())
    }

    /// There is no code that has addresses, so there are no symbols.
    fn symbol_addresses(&self, names: &[&str]) -> Result<Vec<Vec<u64>>> {
        Ok(vec![Vec::new(); names.len()])
    }

    /// As for their addresses.
    fn symbols_at(&self, addresses: &[u64]) -> Result<Vec<Option<Symbol>>> {
        Ok(vec![None; addresses.len()])
    }

    fn pinned_files(&self) -> Result<PinnedFiles> {
        let state = self.shared.lock();
        if self.shared.settings.may_use_roots_files().is_err() {
            let mounts = self.shared.settings.mounts.iter().filter(|mount| mount.file_system == "bpf");
            let unreadable = mounts.map(|mount| mount.path.clone()).collect();
            return Ok(PinnedFiles { files: Vec::new(), unreadable });
        }
        Ok(PinnedFiles { files: state.pins.keys().cloned().collect(), unreadable: Vec::new() })
    }
}
