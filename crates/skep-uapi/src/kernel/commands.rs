//! The commands of bpf(2): maps, programs, BTF, pins, links.

use super::links::{LinkCreate, LinkInfo, ProgramAttach};
use crate::{
    AttachType, Handle, MapFlags, MapType, ProgramFlags, ProgramType, Result, TestRunFlags, UpdateFlags,
};
use skep_memory::{Region, RingMemory, UserRingMemory};
#[cfg(unix)]
use std::os::fd::BorrowedFd;
use std::path::Path;

/// The commands of bpf(2), one method each, and the memory of a ring, which is mapped.
///
/// Keys and values are exactly as long as the map's [`MapInfo::key_size`] and [`MapInfo::value_size`]; a slice
/// of another length is refused with `EINVAL` and the kernel is not asked. A value of a per-CPU map has a part for
/// each possible CPU, each padded to a multiple of 8 bytes. Queues and stacks have no keys: an update pushes, a
/// lookup peeks, and [`map_take`](Self::map_take) pops.
pub trait Commands {
    /// `BPF_MAP_CREATE`: makes a map.
    fn map_create(&self, request: &MapCreate<'_>) -> Result<Handle>;

    /// `BPF_MAP_LOOKUP_ELEM`: copies the value of a key. `ENOENT` if there is none.
    fn map_lookup(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()>;

    /// `BPF_MAP_UPDATE_ELEM`: sets the value of a key.
    fn map_update(&self, map: &Handle, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()>;

    /// `BPF_MAP_DELETE_ELEM`: removes a key. `ENOENT` if there is none.
    fn map_delete(&self, map: &Handle, key: &[u8]) -> Result<()>;

    /// `BPF_MAP_LOOKUP_AND_DELETE_ELEM`: copies the value of a key and removes it, as one step. `ENOENT` if there is
    /// none.
    fn map_take(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()>;

    /// `BPF_MAP_UPDATE_ELEM` of a map whose values stand for objects, such as the programs of a program array. A
    /// lookup in such a map gives the object's id.
    fn map_update_object(&self, map: &Handle, key: &[u8], object: &Handle, flags: UpdateFlags) -> Result<()>;

    /// The same, for a map whose values say more than which object: the number that stands for the program goes to the 4 bytes
    /// of the value at that offset.
    fn map_update_with_program(
        &self,
        map: &Handle,
        key: &[u8],
        value: &[u8],
        program: (u32, &Handle),
        flags: UpdateFlags,
    ) -> Result<()>;

    /// `BPF_MAP_UPDATE_ELEM` of a map whose values are descriptors that come from elsewhere: those of sockets. They have 4 or
    /// 8 bytes. `EOPNOTSUPP` on a kernel without descriptors.
    #[cfg(unix)]
    fn map_update_fd(&self, map: &Handle, key: &[u8], fd: BorrowedFd<'_>, flags: UpdateFlags) -> Result<()> {
        let _ = (map, key, fd, flags);
        Err(crate::Errno::EOPNOTSUPP)
    }

    /// `BPF_MAP_UPDATE_ELEM` of a map that is a structure of functions of the kernel (`BPF_MAP_TYPE_STRUCT_OPS`): the
    /// value as the kernel lays it out, and the programs that its members are, by the offsets of these. The kernel calls
    /// them from now on, unless the map was made with `BPF_F_LINK`.
    fn struct_ops_update(&self, map: &Handle, value: &[u8], programs: &[(u32, &Handle)]) -> Result<()>;

    /// Opens an object that local storage belongs to. `ESRCH`, `ENOENT` or `EBADF` if there is none.
    fn owner_open(&self, owner: &StorageOwner<'_>) -> Result<Handle>;

    /// `BPF_MAP_LOOKUP_ELEM` of a map of local storage, whose keys are descriptors of objects: copies the object's value. `ENOENT` if it has
    /// none, `EBADF` or `ENOTSOCK` if it is of another kind than those that have values in this map.
    fn storage_lookup(&self, map: &Handle, owner: &Handle, value: &mut [u8]) -> Result<()>;

    /// `BPF_MAP_UPDATE_ELEM` of such a map.
    fn storage_update(&self, map: &Handle, owner: &Handle, value: &[u8], flags: UpdateFlags) -> Result<()>;

    /// `BPF_MAP_DELETE_ELEM` of such a map.
    fn storage_delete(&self, map: &Handle, owner: &Handle) -> Result<()>;

    /// `BPF_MAP_GET_NEXT_KEY`: the key after `previous`, or the first one: also if `previous` is not there.
    /// `ENOENT` after the last.
    fn map_next_key(&self, map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()>;

    /// `BPF_MAP_LOOKUP_BATCH`: copies the next entries, as many as there is room for, and says where it goes on. Of a hash table
    /// all entries of a bucket are copied at once, so there may be fewer than there is room for: only `ENOENT` says that there
    /// are no more, and then too there may have been some. `ENOSPC` if there is not room for the next bucket alone;
    /// `ENOTSUPP` for types that cannot. Linux 5.6.
    fn map_read_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()>;

    /// `BPF_MAP_LOOKUP_AND_DELETE_BATCH`: the same, and removes what it copies. `ENOTSUPP` for all but hash tables.
    fn map_take_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()>;

    /// `BPF_MAP_UPDATE_BATCH`: as so many updates; `count` says how many were made, whatever the answer is. The keys and values are one
    /// after the other. `EINVAL` for flags that say what must be there or not. Linux 5.6.
    fn map_update_batch(
        &self,
        map: &Handle,
        keys: &[u8],
        values: &[u8],
        flags: UpdateFlags,
        count: &mut u32,
    ) -> Result<()>;

    /// `BPF_MAP_DELETE_BATCH`: as so many removals, up to the first key that is not there (`ENOENT`); `count` says how many were
    /// removed. Linux 5.6.
    fn map_delete_batch(&self, map: &Handle, keys: &[u8], count: &mut u32) -> Result<()>;

    /// `BPF_MAP_FREEZE`: no process changes the map from now on; programs still may, unless its flags say otherwise.
    fn map_freeze(&self, map: &Handle) -> Result<()>;

    /// Maps the memory of a ring buffer map. There is one reader: `EBUSY` until the memory that was handed out
    /// through this handle before is dropped.
    fn ring_memory(&self, map: &Handle) -> Result<RingMemory>;

    /// Maps the memory of a user ring buffer map (Linux 6.1). There is one producer: `EBUSY` until the memory that was handed out for
    /// this map before is dropped.
    fn user_ring_memory(&self, map: &Handle) -> Result<UserRingMemory>;

    /// Maps the values of an array that was made with `BPF_F_MMAPABLE` (Linux 5.5), for reading and writing: one behind the other, each
    /// at a multiple of 8 bytes; or all memory of an arena (Linux 6.9). `EOPNOTSUPP` if this kernel has no memory that can be mapped: then they are reached by commands.
    fn array_memory(&self, map: &Handle) -> Result<Region>;

    /// `BPF_PROG_LOAD`: has a program checked and makes it ready to run. With a log, the kernel says why it
    /// refuses; `ENOSPC` if that does not fit the log's buffer.
    fn program_load(&self, request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Result<Handle>;

    /// `BPF_PROG_TEST_RUN`: runs a program on made-up input. `ENOTSUPP` for types that cannot be; `ENOSPC` if the
    /// output does not fit, with the size it needs in the request: the program has then run all the same.
    fn program_test_run(&self, program: &Handle, run: &mut TestRun<'_>) -> Result<()>;

    /// `BPF_RAW_TRACEPOINT_OPEN`: attaches a program to a tracepoint by its name, with the tracepoint's own arguments
    /// as its context. It stays attached as long as the link is held or pinned. Programs of type `tracing` know what they
    /// attach to from their load: for them the name is empty.
    fn raw_tracepoint_open(&self, name: &str, program: &Handle) -> Result<Handle>;

    /// `BPF_BTF_LOAD`: gives types to the kernel. With a token, what that allows.
    fn btf_load(&self, btf: &[u8], log: Option<&mut Log<'_>>, token: Option<&Handle>) -> Result<Handle>;

    /// `BPF_TOKEN_CREATE`: makes a token of what the bpf file system that is mounted there allows to the caller. `ENOENT`
    /// if it allows nothing, `EOPNOTSUPP` outside of a user namespace.
    fn token_create(&self, file_system: &Path) -> Result<Handle>;

    /// `BPF_…_GET_NEXT_ID`: the number of the object of this kind after this one; 0 is before the first. `ENOENT` after the
    /// last; `EPERM` without `CAP_SYS_ADMIN`. Programs and maps since Linux 4.13, types since 5.4, links since 5.8.
    fn next_id(&self, kind: ObjectKind, after: u32) -> Result<u32>;

    /// `BPF_…_GET_FD_BY_ID`: opens an object by its number, whoever made it: types may also be the kernel's own or a module's.
    /// `ENOENT` if there is none of that number; `EPERM` without `CAP_SYS_ADMIN`.
    fn open_by_id(&self, kind: ObjectKind, id: u32) -> Result<Handle>;

    /// `BPF_ENABLE_STATS`: from now on until the handle is dropped, the kernel counts the runs of programs and the time that they
    /// take, which costs some tens of nanoseconds a run. `EPERM` without `CAP_SYS_ADMIN`. Since Linux 5.8.
    fn count_runs(&self) -> Result<Handle>;

    /// `BPF_OBJ_GET_INFO_BY_FD` of types.
    fn btf_info(&self, btf: &Handle) -> Result<BtfInfo>;

    /// The same, for the types themselves, as the kernel holds them. A module's are split from the kernel's own.
    fn btf_bytes(&self, btf: &Handle) -> Result<Vec<u8>>;

    /// `BPF_OBJ_PIN`: gives an object a name in a mounted bpf file system, under which it stays.
    fn pin(&self, object: &Handle, path: &Path) -> Result<()>;

    /// `BPF_OBJ_GET`: opens what is pinned there. `EINVAL` if it is of another kind.
    fn open_pin(&self, path: &Path, kind: ObjectKind) -> Result<Handle>;

    /// Removes a pin; the object stays as long as something else holds it. (unlink(2), not bpf(2).)
    fn unpin(&self, path: &Path) -> Result<()>;

    /// `BPF_OBJ_GET_INFO_BY_FD` of a map.
    fn map_info(&self, map: &Handle) -> Result<MapInfo>;

    /// `BPF_OBJ_GET_INFO_BY_FD` of a program.
    fn program_info(&self, program: &Handle) -> Result<ProgramInfo>;

    /// The same, for its code as the kernel has it. What the caller may not see is empty: machine code without `CAP_PERFMON`.
    fn program_code(&self, program: &Handle) -> Result<ProgramCode>;

    /// `BPF_OBJ_GET_INFO_BY_FD` of a link.
    fn link_info(&self, link: &Handle) -> Result<LinkInfo>;

    /// `BPF_LINK_CREATE`: attaches a program; it stays attached as long as the link is held or pinned.
    fn link_create(&self, request: &LinkCreate<'_>) -> Result<Handle>;

    /// `BPF_LINK_UPDATE` (Linux 5.7): puts another program in the place of the link's, without a moment in which neither is
    /// attached. If it is said which program must be there, `EPERM` if another is. `EINVAL` for kinds of links that keep their
    /// program, `ENOLINK` if what it was attached to is gone.
    fn link_update(&self, link: &Handle, program: &Handle, expected: Option<&Handle>) -> Result<()>;

    /// `BPF_PROG_ATTACH`: attaches a program without a link; it stays attached until somebody detaches it, or what it is attached to
    /// is gone.
    fn program_attach(&self, request: &ProgramAttach<'_>) -> Result<()>;

    /// `BPF_PROG_DETACH`: detaches this program. `ENOENT` if it is not attached there.
    fn program_detach(&self, request: &ProgramAttach<'_>) -> Result<()>;

    /// `BPF_ITER_CREATE`: begins to go through what the link of an iterator is for.
    fn iterator_create(&self, link: &Handle) -> Result<Handle>;

    /// Has an iterator go on, and gives what its program wrote: how many bytes, 0 at the end. (read(2), not bpf(2).)
    fn iterator_read(&self, iterator: &Handle, into: &mut [u8]) -> Result<usize>;

    /// `BPF_LINK_DETACH`: detaches the program though others hold the link. `EOPNOTSUPP` for kinds of links
    /// that cannot be: they end when the last holder is gone.
    fn link_detach(&self, link: &Handle) -> Result<()>;
}

/// The kinds of objects that can be pinned and reopened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ObjectKind {
    /// A map.
    Map,
    /// A loaded program.
    Program,
    /// A link: an attached program.
    Link,
    /// Types that the kernel holds.
    Types,
}

/// An object that local storage belongs to.
#[derive(Clone, Copy, Debug)]
pub enum StorageOwner<'a> {
    /// A process, by its number: its first thread.
    Task {
        /// The number.
        pid: u32,
    },
    /// A control group, by its folder.
    Cgroup {
        /// The folder.
        path: &'a Path,
    },
    /// A file: its inode.
    File {
        /// The file.
        path: &'a Path,
    },
    /// A socket, by its cookie. Only in a simulated kernel can it be opened so.
    Socket {
        /// The cookie.
        cookie: u64,
    },
    /// Whatever a descriptor is of. `EOPNOTSUPP` on a kernel without descriptors.
    #[cfg(unix)]
    Descriptor {
        /// The descriptor, which is duplicated.
        fd: BorrowedFd<'a>,
    },
}

/// A map to be made.
#[derive(Clone, Copy, Debug)]
pub struct MapCreate<'a> {
    /// What kind of map.
    pub map_type: MapType,
    /// Its name, at most 15 bytes of letters, digits, `_` and `.`; may be empty.
    pub name: &'a str,
    /// The bytes of a key.
    pub key_size: u32,
    /// The bytes of a value.
    pub value_size: u32,
    /// How many entries it may hold; for a ring buffer its size in bytes.
    pub max_entries: u32,
    /// How it is made.
    pub flags: MapFlags,
    /// What else its type takes (`map_extra`).
    pub extra: u64,
    /// What is known of its keys and values.
    pub types: Option<MapTypes<'a>>,
    /// A map like those that are to be in it, if its values are maps.
    pub inner: Option<&'a Handle>,
    /// The type that its value has among the kernel's own types, if the map is a structure of functions of the kernel;
    /// otherwise 0.
    pub kernel_value_type: u32,
    /// The types of the module among which that type is, if it is not one of the kernel's own (Linux 6.9).
    pub kernel_value_module: Option<&'a Handle>,
    /// What allows to make it, if the caller's capabilities do not.
    pub token: Option<&'a Handle>,
}

impl Default for MapCreate<'_> {
    /// A map without a type and with nothing else.
    fn default() -> Self {
        Self {
            map_type: MapType::UNSPEC,
            name: "",
            key_size: 0,
            value_size: 0,
            max_entries: 0,
            flags: MapFlags::default(),
            extra: 0,
            types: None,
            inner: None,
            kernel_value_type: 0,
            kernel_value_module: None,
            token: None,
        }
    }
}

/// What is known of a map's keys and values.
#[derive(Clone, Copy, Debug)]
pub struct MapTypes<'a> {
    /// The types that the numbers refer to, already loaded.
    pub types: &'a Handle,
    /// The type of a key.
    pub key: u32,
    /// The type of a value.
    pub value: u32,
}

/// A program to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct ProgramLoad<'a> {
    /// What kind of program.
    pub program_type: ProgramType,
    /// Where it will be attached, for the types that are checked against it; otherwise 0.
    pub expected_attach_type: AttachType,
    /// Its name, at most 15 bytes of letters, digits, `_` and `.`; may be empty.
    pub name: &'a str,
    /// The licence, in the kernel's words ("GPL", "Dual MIT/GPL" …): some helpers are only for programs whose
    /// licence is compatible with the GPL.
    pub license: &'a str,
    /// The instructions, encoded in this machine's byte order, 8 bytes a slot.
    pub instructions: &'a [u8],
    /// The slots whose immediate must name a map, and the map. The kernel at hand puts its own number there.
    pub maps: &'a [(u32, &'a Handle)],
    /// How it is checked and run.
    pub flags: ProgramFlags,
    /// What is known of the program's functions and source lines.
    pub btf: Option<ProgramBtf<'a>>,
    /// The function or hook of the kernel that it will be attached to, by its number in the kernel's types, for the types
    /// that are checked against it; otherwise 0.
    pub attach_type_id: u32,
    /// What else has the function or hook, if it is not the kernel itself: a loaded program, or the types of a module.
    pub attach_to: Option<&'a Handle>,
    /// The types of modules whose functions the program calls or whose variables and functions it takes the addresses of: an
    /// instruction names them by their places here, counted from 1, a call in its offset and a load of an address in the
    /// immediate of its second slot.
    pub modules: &'a [&'a Handle],
    /// What allows to load it, if the caller's capabilities do not.
    pub token: Option<&'a Handle>,
}

impl Default for ProgramLoad<'_> {
    /// A program without a type, a name, a licence and instructions.
    fn default() -> Self {
        Self {
            program_type: ProgramType::UNSPEC,
            expected_attach_type: AttachType::default(),
            name: "",
            license: "",
            instructions: &[],
            maps: &[],
            flags: ProgramFlags::default(),
            btf: None,
            attach_type_id: 0,
            attach_to: None,
            modules: &[],
            token: None,
        }
    }
}

/// A run of a program on made-up input, and what came of it.
#[derive(Debug, Default)]
pub struct TestRun<'a> {
    /// The packet, for programs that get one.
    pub data: &'a [u8],
    /// Where the packet is put as the program left it; empty if it is not wanted.
    pub data_out: &'a mut [u8],
    /// The context, as the program type has it in this command; empty for the default.
    pub context: &'a [u8],
    /// Where the context is put as the program left it; empty if it is not wanted.
    pub context_out: &'a mut [u8],
    /// Whether the kernel leaves the context in the place of the one that it is given, as it does for programs of type `syscall`:
    /// what is given here stays as it is all the same.
    pub context_in_place: bool,
    /// How often it runs; 0 stands for 1.
    pub repeat: u32,
    /// How it runs.
    pub flags: TestRunFlags,
    /// The CPU it runs on, with [`TestRunFlags::RUN_ON_CPU`].
    pub cpu: u32,
    /// How many frames go through at once, with [`TestRunFlags::XDP_LIVE_FRAMES`]; 0 for the kernel's choice.
    pub batch_size: u32,
    /// Out: what the last run returned.
    pub result: u32,
    /// Out: how long a run took on average, in nanoseconds.
    pub nanoseconds: u32,
    /// Out: the size of the packet as the program left it, also if that does not fit `data_out`.
    pub data_size: u32,
    /// Out: the size of the context as the program left it.
    pub context_size: u32,
    /// Out: what the program did wrong, with `EFAULT`. Only from a kernel that finds that out by running it, as a
    /// simulated one does; others do not load such a program.
    pub fault: Option<String>,
}

/// The names of a program's functions and the source of its instructions.
#[derive(Clone, Copy, Debug)]
pub struct ProgramBtf<'a> {
    /// The types and strings that the records refer to, already loaded.
    pub types: &'a Handle,
    /// `struct bpf_func_info` records, 8 bytes each.
    pub functions: &'a [u8],
    /// `struct bpf_line_info` records, 16 bytes each.
    pub lines: &'a [u8],
}

/// Where the kernel writes what it has to say of a load.
#[derive(Debug)]
pub struct Log<'a> {
    /// How much it says: 1 for the path to a refusal, 2 for every instruction, 4 for statistics (a bit mask).
    pub level: u32,
    /// Its place; the text ends with a zero byte.
    pub buffer: &'a mut [u8],
    /// The bytes the whole text needs with its zero byte, if the kernel says so (Linux 6.4); otherwise 0.
    pub true_size: u32,
}

impl Log<'_> {
    /// The text that was written, as far as it is UTF-8.
    pub fn text(&self) -> String {
        let end = self.buffer.iter().position(|&byte| byte == 0).unwrap_or(self.buffer.len());
        String::from_utf8_lossy(&self.buffer[..end]).into_owned()
    }
}

/// What a kernel says of a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapInfo {
    /// Its kind.
    pub map_type: MapType,
    /// Its number in this kernel.
    pub id: u32,
    /// Its name, which may be empty.
    pub name: String,
    /// The bytes of a key.
    pub key_size: u32,
    /// The bytes of a value.
    pub value_size: u32,
    /// How many entries it may hold; for a ring buffer its size in bytes.
    pub max_entries: u32,
    /// How it was made.
    pub flags: MapFlags,
    /// What else its type takes (`map_extra`); 0 from kernels before 5.16, which have no type that takes something.
    pub extra: u64,
    /// The number of the types that it was made with (Linux 4.18); 0 if it was made without.
    pub btf_id: u32,
    /// The type of a key among these; 0 for none.
    pub key_type: u32,
    /// The type of a value among these; 0 for none.
    pub value_type: u32,
}

/// Entries of a map that are read at once.
#[derive(Debug)]
pub struct ReadBatch<'a> {
    /// Where it goes on: at least as many bytes as a key has, and 4. Their meaning is the map's own.
    pub cursor: &'a mut [u8],
    /// Whether it begins with the first entry, whatever the cursor says.
    pub is_first: bool,
    /// Room for keys, one after the other.
    pub keys: &'a mut [u8],
    /// Room for as many values, each as long as one that is looked up.
    pub values: &'a mut [u8],
    /// How many entries were copied, whatever the answer is.
    pub count: u32,
}

/// What a kernel says of types that it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BtfInfo {
    /// Their number in this kernel.
    pub id: u32,
    /// How many bytes they have.
    pub size: u32,
    /// Their name: `vmlinux` for the kernel's own, the module's name for a module's, and empty for what somebody gave to
    /// the kernel. Linux before 5.11 names none.
    pub name: String,
    /// Whether they are the kernel's own or a module's. (Linux before 5.11 does not say so, and opens only those that
    /// are not.)
    pub of_kernel: bool,
}

/// What a kernel says of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramInfo {
    /// Its kind.
    pub program_type: ProgramType,
    /// Its number in this kernel.
    pub id: u32,
    /// Its name, which may be empty.
    pub name: String,
    /// A hash of its instructions.
    pub tag: [u8; 8],
    /// When it was loaded, in nanoseconds since the machine was started.
    pub loaded_at: u64,
    /// The user who loaded it.
    pub user_id: u32,
    /// Whether its licence is compatible with the GPL.
    pub gpl_compatible: bool,
    /// The numbers of the maps that it uses.
    pub map_ids: Vec<u32>,
    /// The number of its own types; 0 if it has none.
    pub btf_id: u32,
    /// The bytes of its instructions as they were after the verifier has changed them; 0 if the caller may not see them.
    pub translated_size: u32,
    /// The bytes of its machine code; 0 if it is interpreted or the caller may not see it.
    pub machine_code_size: u32,
    /// How many instructions the verifier has looked at (Linux 5.16; otherwise 0).
    pub verified_instructions: u32,
    /// How often it has run while runs were counted.
    pub run_count: u64,
    /// How many nanoseconds that took.
    pub run_time: u64,
    /// How often it was not run because it was running already (Linux 5.12).
    pub recursion_misses: u64,
    /// The number of the types that have the function or hook that it is attached to (Linux 5.17), and its number there; 0 if there
    /// is none.
    pub attached_to: (u32, u32),
}

/// A program's code as a kernel has it. All numbers are in the machine's byte order, all records as `include/uapi/linux/bpf.h` has
/// them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProgramCode {
    /// Its instructions as they were after the verifier has changed them, 8 bytes a slot; instead of maps' addresses there are
    /// their numbers.
    pub translated: Vec<u8>,
    /// Its functions, as `struct bpf_func_info`.
    pub functions: Vec<u8>,
    /// The lines of the source, as `struct bpf_line_info`.
    pub lines: Vec<u8>,
    /// Its machine code, one function after the other.
    pub machine_code: Vec<u8>,
    /// The bytes of each function's machine code.
    pub function_lengths: Vec<u32>,
    /// Where each function's machine code is in the kernel; 0 if the caller may not know.
    pub function_addresses: Vec<u64>,
    /// Where the machine code of each line is in the kernel.
    pub line_addresses: Vec<u64>,
}
