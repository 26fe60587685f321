//! A kernel that answers with an error when a test says so, and otherwise as the one behind it does.

use skep::Kernel;
use skep::uapi::kernel::*;
use skep::uapi::{Errno, Handle, Result, UpdateFlags};
use std::collections::BTreeMap;
use std::ops::RangeBounds;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What shall go wrong, and how often each call was made. Calls are named as the methods of the kernel trait.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Plan>);

#[derive(Debug, Default)]
struct Plan {
    made: BTreeMap<&'static str, u32>,
    fault: Option<Fault>,
    of_modules: Vec<OfModule>,
    order: Vec<String>,
}

/// What a request named of modules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum OfModule {
    /// A map's value is this type of the module.
    Value { type_id: u32, module: String },
    /// A program attaches to this type of the module.
    Attached { type_id: u32, module: String },
    /// A program calls functions or takes addresses of what these have.
    Named { modules: Vec<String> },
}

/// One kind of call, and those of it that fail, counted from 1.
#[derive(Clone, Debug)]
struct Fault {
    call: &'static str,
    first: u32,
    last: u32,
    errno: Errno,
    when: When,
}

/// Whether a call that fails has done something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// It is not made.
    Instead,
    /// It is made, and its answer is lost.
    After,
}

impl Faults {
    /// From now on, counted from here, these calls fail, and none else.
    pub(crate) fn fail(&self, call: &'static str, which: impl RangeBounds<u32>, errno: Errno, when: When) {
        let first = (1..).find(|number| which.contains(number)).unwrap_or(u32::MAX);
        let last = (first..100).take_while(|number| which.contains(number)).last().unwrap_or(0);
        let last = if last == 99 { u32::MAX } else { last };
        let mut plan = self.plan();
        plan.made.clear();
        plan.fault = Some(Fault { call, first, last, errno, when });
    }

    /// From now on, nothing fails.
    pub(crate) fn none(&self) {
        self.plan().fault = None;
    }

    /// How often a call was made since the last time that something was to fail.
    pub(crate) fn made(&self, call: &str) -> u32 {
        self.plan().made.get(call).copied().unwrap_or(0)
    }

    /// The calls that changed something, in the order in which they were made, with the names of what was made.
    pub(crate) fn order(&self) -> Vec<String> {
        self.plan().order.clone()
    }

    /// What requests for maps and programs have named of modules, in the order in which they were made.
    pub(crate) fn of_modules(&self) -> Vec<OfModule> {
        self.plan().of_modules.clone()
    }

    fn plan(&self) -> std::sync::MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call, and makes it unless it is to fail.
    fn through<T>(&self, call: &'static str, make: impl FnOnce() -> Result<T>) -> Result<T> {
        let fault = {
            let mut plan = self.plan();
            let made = plan.made.entry(call).or_default();
            *made += 1;
            let made = *made;
            if ["btf_load", "map_update", "map_freeze", "map_update_object"].contains(&call) {
                plan.order.push(call.to_owned());
            }
            plan.fault
                .clone()
                .filter(|fault| fault.call == call && (fault.first..=fault.last).contains(&made))
        };
        match fault {
            None => make(),
            Some(Fault { errno, when: When::Instead, .. }) => Err(errno),
            Some(Fault { errno, when: When::After, .. }) => {
                drop(make());
                Err(errno)
            }
        }
    }
}

/// The kernel behind, and what shall go wrong with it.
#[derive(Debug)]
struct Faulty {
    kernel: Kernel,
    faults: Arc<Faults>,
}

/// This kernel, and a way to make its calls fail.
pub(crate) fn faulty(kernel: &Kernel) -> (Kernel, Arc<Faults>) {
    let faults = Arc::new(Faults::default());
    (Kernel::new(Faulty { kernel: kernel.clone(), faults: faults.clone() }), faults)
}

/// The same, by a handle of its own that has not read anything yet.
pub(crate) fn faulty_anew(kernel: &Kernel, faults: &Arc<Faults>) -> Kernel {
    Kernel::new(Faulty { kernel: kernel.clone(), faults: faults.clone() })
}

/// Methods that hand their arguments on.
macro_rules! through {
    ($(fn $method:ident(&self $(, $argument:ident: $type:ty)*) -> Result<$result:ty>;)*) => {
        $(fn $method(&self $(, $argument: $type)*) -> Result<$result> {
            self.faults.through(stringify!($method), || self.kernel.api().$method($($argument),*))
        })*
    };
}

impl Faulty {
    fn name_of(&self, types: &Handle) -> String {
        self.kernel.api().btf_info(types).expect("it is open").name
    }
}

impl Commands for Faulty {
    fn map_create(&self, request: &MapCreate<'_>) -> Result<Handle> {
        if let Some(types) = request.kernel_value_module {
            let value = OfModule::Value { type_id: request.kernel_value_type, module: self.name_of(types) };
            self.faults.plan().of_modules.push(value);
        }
        self.faults.plan().order.push(format!("map {}", request.name));
        self.faults.through("map_create", || self.kernel.api().map_create(request))
    }

    fn program_load(&self, request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Result<Handle> {
        if let Some(types) = request.attach_to {
            let attached =
                OfModule::Attached { type_id: request.attach_type_id, module: self.name_of(types) };
            self.faults.plan().of_modules.push(attached);
        }
        if !request.modules.is_empty() {
            let modules = request.modules.iter().map(|types| self.name_of(types)).collect();
            self.faults.plan().of_modules.push(OfModule::Named { modules });
        }
        self.faults.plan().order.push(format!("program {}", request.name));
        self.faults.through("program_load", || self.kernel.api().program_load(request, log))
    }

    through! {
        fn map_lookup(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()>;
        fn map_freeze(&self, map: &Handle) -> Result<()>;
        fn map_update(&self, map: &Handle, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()>;
        fn map_delete(&self, map: &Handle, key: &[u8]) -> Result<()>;
        fn map_take(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()>;
        fn map_update_object(&self, map: &Handle, key: &[u8], object: &Handle, flags: UpdateFlags) -> Result<()>;
        fn map_update_with_program(&self, map: &Handle, key: &[u8], value: &[u8], program: (u32, &Handle), flags: UpdateFlags) -> Result<()>;
        fn map_update_fd(&self, map: &Handle, key: &[u8], fd: BorrowedFd<'_>, flags: UpdateFlags) -> Result<()>;
        fn map_read_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()>;
        fn map_take_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()>;
        fn map_update_batch(&self, map: &Handle, keys: &[u8], values: &[u8], flags: UpdateFlags, count: &mut u32) -> Result<()>;
        fn map_delete_batch(&self, map: &Handle, keys: &[u8], count: &mut u32) -> Result<()>;
        fn owner_open(&self, owner: &StorageOwner<'_>) -> Result<Handle>;
        fn storage_lookup(&self, map: &Handle, owner: &Handle, value: &mut [u8]) -> Result<()>;
        fn storage_update(&self, map: &Handle, owner: &Handle, value: &[u8], flags: UpdateFlags) -> Result<()>;
        fn storage_delete(&self, map: &Handle, owner: &Handle) -> Result<()>;
        fn map_next_key(&self, map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()>;
        fn ring_memory(&self, map: &Handle) -> Result<skep_memory::RingMemory>;
        fn array_memory(&self, map: &Handle) -> Result<skep_memory::Region>;
        fn program_test_run(&self, program: &Handle, run: &mut TestRun<'_>) -> Result<()>;
        fn raw_tracepoint_open(&self, name: &str, program: &Handle) -> Result<Handle>;
        fn struct_ops_update(&self, map: &Handle, value: &[u8], programs: &[(u32, &Handle)]) -> Result<()>;
        fn btf_load(&self, btf: &[u8], log: Option<&mut Log<'_>>, token: Option<&Handle>) -> Result<Handle>;
        fn token_create(&self, file_system: &Path) -> Result<Handle>;
        fn next_id(&self, kind: ObjectKind, after: u32) -> Result<u32>;
        fn open_by_id(&self, kind: ObjectKind, id: u32) -> Result<Handle>;
        fn count_runs(&self) -> Result<Handle>;
        fn btf_info(&self, btf: &Handle) -> Result<BtfInfo>;
        fn btf_bytes(&self, btf: &Handle) -> Result<Vec<u8>>;
        fn pin(&self, object: &Handle, path: &Path) -> Result<()>;
        fn open_pin(&self, path: &Path, kind: ObjectKind) -> Result<Handle>;
        fn unpin(&self, path: &Path) -> Result<()>;
        fn map_info(&self, map: &Handle) -> Result<MapInfo>;
        fn program_info(&self, program: &Handle) -> Result<ProgramInfo>;
        fn program_code(&self, program: &Handle) -> Result<ProgramCode>;
        fn link_info(&self, link: &Handle) -> Result<LinkInfo>;
        fn link_create(&self, request: &LinkCreate<'_>) -> Result<Handle>;
        fn link_update(&self, link: &Handle, program: &Handle, expected: Option<&Handle>) -> Result<()>;
        fn program_attach(&self, request: &ProgramAttach<'_>) -> Result<()>;
        fn program_detach(&self, request: &ProgramAttach<'_>) -> Result<()>;
        fn iterator_create(&self, link: &Handle) -> Result<Handle>;
        fn iterator_read(&self, iterator: &Handle, into: &mut [u8]) -> Result<usize>;
        fn link_detach(&self, link: &Handle) -> Result<()>;
    }
}

impl Attachments for Faulty {
    through! {
        fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle>;
        fn perf_event_set_program(&self, event: &Handle, program: &Handle) -> Result<()>;
        fn probe_tracepoint(&self, request: &PerfEventOpen<'_>) -> Result<(Handle, Tracepoint)>;
        fn xdp_attach(&self, request: &XdpAttach<'_>, said: &mut String) -> Result<()>;
        fn traffic_queue_add(&self, interface: u32, said: &mut String) -> Result<()>;
        fn traffic_queue_remove(&self, interface: u32, said: &mut String) -> Result<()>;
        fn traffic_filter_set(&self, request: &TrafficFilter<'_>, said: &mut String) -> Result<TrafficPlace>;
        fn traffic_filter_remove(&self, place: &TrafficPlace, said: &mut String) -> Result<()>;
        fn traffic_filters(&self, interface: u32, direction: TrafficDirection) -> Result<Vec<TrafficPlace>>;
        fn route_set(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()>;
        fn route_remove(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()>;
        fn socket_program(&self, socket: BorrowedFd<'_>, hook: SocketHook, program: Option<&Handle>) -> Result<()>;
        fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<skep_memory::Region>;
    }
}

impl Queries for Faulty {
    through! {
        fn programs_attached(&self, query: &AttachQuery<'_>) -> Result<AttachedPrograms>;
        fn event_program(&self, file: EventFile) -> Result<EventProgram>;
        fn map_is_frozen(&self, map: &Handle) -> Result<bool>;
        fn event_files(&self) -> Result<EventFiles>;
        fn interfaces(&self) -> Result<Vec<InterfaceInfo>>;
        fn traffic_programs(&self) -> Result<Vec<TrafficProgram>>;
        fn cgroups(&self) -> Result<CgroupFolders>;
        fn network_namespaces(&self) -> Result<NetworkNamespaces>;
        fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()>;
    }
}

impl Facts for Faulty {
    through! {
        fn release(&self) -> Result<String>;
        fn machine(&self) -> Result<String>;
        fn possible_cpus(&self) -> Result<u32>;
        fn online_cpus(&self) -> Result<u32>;
        fn capabilities(&self) -> Result<CapabilitySet>;
        fn locked_memory_limit(&self) -> Result<Limit>;
        fn set_locked_memory_limit(&self, limit: Limit) -> Result<()>;
        fn setting(&self, setting: Setting) -> Result<String>;
        fn mounts(&self) -> Result<Vec<Mount>>;
        fn tracepoint(&self, category: &str, name: &str) -> Result<Tracepoint>;
        fn interface_index(&self, name: &str) -> Result<u32>;
        fn kernel_btf(&self) -> Result<SharedBytes>;
        fn modules_with_btf(&self) -> Result<Vec<String>>;
        fn module_btf(&self, module: &str) -> Result<SharedBytes>;
        fn configuration(&self) -> Result<Vec<u8>>;
        fn functions(&self) -> Result<Vec<String>>;
        fn symbol_addresses(&self, names: &[&str]) -> Result<Vec<Vec<u64>>>;
        fn symbols_at(&self, addresses: &[u64]) -> Result<Vec<Option<Symbol>>>;
        fn pinned_files(&self) -> Result<PinnedFiles>;
    }

    fn kind(&self) -> &'static str {
        self.kernel.api().kind()
    }

    fn page_size(&self) -> usize {
        self.kernel.api().page_size()
    }

    fn user_id(&self) -> u32 {
        self.kernel.api().user_id()
    }
}

impl Waiting for Faulty {
    through! {
        fn wait(&self, waits: &mut [Wait<'_>], deadline: Option<Instant>) -> Result<bool>;
        fn event(&self) -> Result<Handle>;
        fn signal(&self, event: &Handle) -> Result<()>;
        fn watch(&self, object: &Handle) -> Result<Handle>;
        fn on_ready(&self, watch: &Handle, waker: &std::task::Waker) -> Result<()>;
        fn adopt_fd(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle>;
        fn release_fd(&self, handle: Handle) -> Result<OwnedFd>;
    }

    fn borrow_fd<'a>(&self, handle: &'a Handle) -> Option<BorrowedFd<'a>> {
        self.kernel.api().borrow_fd(handle)
    }
}

impl Time for Faulty {
    fn now(&self) -> Instant {
        self.kernel.api().now()
    }

    fn wall_clock(&self) -> Duration {
        self.kernel.api().wall_clock()
    }
}
