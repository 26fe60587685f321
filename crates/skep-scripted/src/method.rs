//! The methods of the kernel trait: one table, from which the wrappers are made.

use std::fmt;
use std::str::FromStr;

/// Hands the table to a macro: the methods that answer with a value or an error number, by the traits that they are of, and
/// last those that are written by hand where they are wrapped.
macro_rules! every_method {
    ($use:ident) => {
        $use! {
            commands {
                MapCreate map_create(request: &MapCreate<'_>) -> Handle;
                MapLookup map_lookup(map: &Handle, key: &[u8], value: &mut [u8]) -> ();
                MapUpdate map_update(map: &Handle, key: &[u8], value: &[u8], flags: UpdateFlags) -> ();
                MapDelete map_delete(map: &Handle, key: &[u8]) -> ();
                MapTake map_take(map: &Handle, key: &[u8], value: &mut [u8]) -> ();
                MapUpdateObject map_update_object(map: &Handle, key: &[u8], object: &Handle, flags: UpdateFlags) -> ();
                MapUpdateWithProgram map_update_with_program(map: &Handle, key: &[u8], value: &[u8], program: (u32, &Handle), flags: UpdateFlags) -> ();
                #[cfg(unix)]
                MapUpdateFd map_update_fd(map: &Handle, key: &[u8], fd: BorrowedFd<'_>, flags: UpdateFlags) -> ();
                StructOpsUpdate struct_ops_update(map: &Handle, value: &[u8], programs: &[(u32, &Handle)]) -> ();
                OwnerOpen owner_open(owner: &StorageOwner<'_>) -> Handle;
                StorageLookup storage_lookup(map: &Handle, owner: &Handle, value: &mut [u8]) -> ();
                StorageUpdate storage_update(map: &Handle, owner: &Handle, value: &[u8], flags: UpdateFlags) -> ();
                StorageDelete storage_delete(map: &Handle, owner: &Handle) -> ();
                MapNextKey map_next_key(map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> ();
                MapFreeze map_freeze(map: &Handle) -> ();
                ArrayMemory array_memory(map: &Handle) -> Region;
                ProgramLoad program_load(request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Handle;
                ProgramTestRun program_test_run(program: &Handle, run: &mut TestRun<'_>) -> ();
                RawTracepointOpen raw_tracepoint_open(name: &str, program: &Handle) -> Handle;
                BtfLoad btf_load(btf: &[u8], log: Option<&mut Log<'_>>, token: Option<&Handle>) -> Handle;
                TokenCreate token_create(path: &Path) -> Handle;
                NextId next_id(kind: ObjectKind, after: u32) -> u32;
                OpenById open_by_id(kind: ObjectKind, id: u32) -> Handle;
                CountRuns count_runs() -> Handle;
                BtfInfo btf_info(btf: &Handle) -> BtfInfo;
                BtfBytes btf_bytes(btf: &Handle) -> Vec<u8>;
                Pin pin(object: &Handle, path: &Path) -> ();
                OpenPin open_pin(path: &Path, kind: ObjectKind) -> Handle;
                Unpin unpin(path: &Path) -> ();
                MapInfo map_info(map: &Handle) -> MapInfo;
                ProgramInfo program_info(program: &Handle) -> ProgramInfo;
                ProgramCode program_code(program: &Handle) -> ProgramCode;
                LinkInfo link_info(link: &Handle) -> LinkInfo;
                LinkCreate link_create(request: &LinkCreate<'_>) -> Handle;
                LinkUpdate link_update(link: &Handle, program: &Handle, expected: Option<&Handle>) -> ();
                ProgramAttach program_attach(request: &ProgramAttach<'_>) -> ();
                ProgramDetach program_detach(request: &ProgramAttach<'_>) -> ();
                IteratorCreate iterator_create(link: &Handle) -> Handle;
                IteratorRead iterator_read(iterator: &Handle, into: &mut [u8]) -> usize;
                LinkDetach link_detach(link: &Handle) -> ();
            }
            by_hand {
                MapReadBatch map_read_batch(map: &Handle, batch: &mut ReadBatch<'_>) -> ();
                MapTakeBatch map_take_batch(map: &Handle, batch: &mut ReadBatch<'_>) -> ();
                MapUpdateBatch map_update_batch(map: &Handle, keys: &[u8], values: &[u8], flags: UpdateFlags, count: &mut u32) -> ();
                MapDeleteBatch map_delete_batch(map: &Handle, keys: &[u8], count: &mut u32) -> ();
            }
            ring {
                RingMemory ring_memory(map: &Handle) -> RingMemory;
                UserRingMemory user_ring_memory(map: &Handle) -> UserRingMemory;
            }
            attachments {
                PerfEventOpen perf_event_open(request: &PerfEventOpen<'_>) -> Handle;
                PerfEventSetProgram perf_event_set_program(event: &Handle, program: &Handle) -> ();
                ProbeTracepoint probe_tracepoint(request: &PerfEventOpen<'_>) -> (Handle, Tracepoint);
                PerfMemory perf_memory(event: &Handle, byte_size: usize) -> Region;
                XdpAttach xdp_attach(request: &XdpAttach<'_>, said: &mut String) -> ();
                TrafficQueueAdd traffic_queue_add(interface: u32, said: &mut String) -> ();
                TrafficQueueRemove traffic_queue_remove(interface: u32, said: &mut String) -> ();
                TrafficFilterSet traffic_filter_set(request: &TrafficFilter<'_>, said: &mut String) -> TrafficPlace;
                TrafficFilterRemove traffic_filter_remove(place: &TrafficPlace, said: &mut String) -> ();
                TrafficFilters traffic_filters(interface: u32, direction: TrafficDirection) -> Vec<TrafficPlace>;
                RouteSet route_set(request: &RouteProgram<'_>, said: &mut String) -> ();
                RouteRemove route_remove(request: &RouteProgram<'_>, said: &mut String) -> ();
                #[cfg(unix)]
                SocketProgram socket_program(socket: BorrowedFd<'_>, hook: SocketHook, program: Option<&Handle>) -> ();
            }
            queries {
                ProgramsAttached programs_attached(request: &AttachQuery<'_>) -> AttachedPrograms;
                EventProgram event_program(file: EventFile) -> EventProgram;
                EventFiles event_files() -> EventFiles;
                Interfaces interfaces() -> Vec<InterfaceInfo>;
                TrafficPrograms traffic_programs() -> Vec<TrafficProgram>;
                Cgroups cgroups() -> CgroupFolders;
                MapIsFrozen map_is_frozen(map: &Handle) -> bool;
                NetworkNamespaces network_namespaces() -> NetworkNamespaces;
            }
            facts {
                Release release() -> String;
                Machine machine() -> String;
                PossibleCpus possible_cpus() -> u32;
                OnlineCpus online_cpus() -> u32;
                Capabilities capabilities() -> CapabilitySet;
                LockedMemoryLimit locked_memory_limit() -> Limit;
                SetLockedMemoryLimit set_locked_memory_limit(limit: Limit) -> ();
                Setting setting(setting: Setting) -> String;
                Mounts mounts() -> Vec<Mount>;
                Tracepoint tracepoint(category: &str, name: &str) -> Tracepoint;
                InterfaceIndex interface_index(name: &str) -> u32;
                KernelBtf kernel_btf() -> SharedBytes;
                ModulesWithBtf modules_with_btf() -> Vec<String>;
                ModuleBtf module_btf(module: &str) -> SharedBytes;
                Configuration configuration() -> Vec<u8>;
                Functions functions() -> Vec<String>;
                SymbolAddresses symbol_addresses(names: &[&str]) -> Vec<Vec<u64>>;
                SymbolsAt symbols_at(addresses: &[u64]) -> Vec<Option<Symbol>>;
                PinnedFiles pinned_files() -> PinnedFiles;
            }
            waiting {
                Wait wait(waits: &mut [Wait<'_>], deadline: Option<Instant>) -> bool;
                Event event() -> Handle;
                Signal signal(event: &Handle) -> ();
                DrainEvent drain_event(map: &Handle) -> Handle;
                Watch watch(object: &Handle) -> Handle;
            }
            named {
                InNetworkNamespace in_network_namespace;
                OnReady on_ready;
                AdoptFd adopt_fd;
                ReleaseFd release_fd;
                Now now;
                WallClock wall_clock;
            }
        }
    };
}
pub(crate) use every_method;

/// The type of all methods.
macro_rules! methods {
    ($($group:ident { $(
        $(#[$meta:meta])*
        $variant:ident $method:ident $(($($argument:ident: $type:ty),*) -> $result:ty)?;
    )* })*) => {
        /// A method of the kernel trait: a command of bpf(2), or something else that is asked of a kernel.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Method {
            $($(
                #[doc = concat!("`", stringify!($method), "`")]
                $variant,
            )*)*
        }

        impl Method {
            /// Every method.
            pub const ALL: &[Self] = &[$($(Self::$variant),*),*];

            /// Its name in the trait.
            pub const fn name(self) -> &'static str {
                match self {
                    $($(Self::$variant => stringify!($method),)*)*
                }
            }
        }
    };
}

every_method!(methods);

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        let found = Self::ALL.iter().find(|method| method.name() == name);
        found.copied().ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}

/// No method of the kernel trait has this name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownMethod(pub String);

impl fmt::Display for UnknownMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no method of the kernel trait is called `{}`", self.0)
    }
}

impl std::error::Error for UnknownMethod {}
