//! `union bpf_attr`: each command as the bytes that bpf(2) takes. Pure: no system call is made here.
//!
//! A command's bytes end with its last field that is not zero, so a kernel that does not know the later fields
//! takes it as well, and everything after is zero, as the kernel demands. The offsets are those of
//! `include/uapi/linux/bpf.h`; a test compares every one with the running kernel's own types.

mod links;
mod queries;

pub(crate) use links::{
    LinkParts, iterator_create, link_create, link_detach, link_update, program_attach, program_detach,
};
pub(crate) use queries::{event_program, programs_attached};

use skep_uapi::kernel::{MapCreate, ProgramLoad, TestRun};
use skep_uapi::{Errno, MapFlags, ProgramFlags, Result, UpdateFlags};

/// The bytes of one command, aligned as the kernel's.
#[derive(Clone, Debug)]
#[repr(C, align(8))]
pub(crate) struct Attr<const CAPACITY: usize = LARGEST> {
    bytes: [u8; CAPACITY],
    length: usize,
}

/// Enough bytes for every command that is encoded here.
const LARGEST: usize = 152;
/// Enough bytes for the commands on elements of maps, which are small because they are many.
const ELEMENT: usize = 32;

/// The address of something that the kernel reads or writes while it carries out the command; 0 for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Address(pub(crate) u64);

impl Address {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self::NONE } else { Self(bytes.as_ptr().expose_provenance() as u64) }
    }

    /// The address of bytes for which the kernel does not ask whether there are any.
    pub(crate) fn at(bytes: &mut [u8]) -> Self {
        Self(bytes.as_mut_ptr().expose_provenance() as u64)
    }

    pub(crate) fn of_mut(bytes: &mut [u8]) -> Self {
        if bytes.is_empty() { Self::NONE } else { Self(bytes.as_mut_ptr().expose_provenance() as u64) }
    }
}

/// The longest name of an object, without its zero byte (`BPF_OBJ_NAME_LEN` is 16 with it).
const NAME_LENGTH: usize = 15;

/// Defines where the fields of `union bpf_attr` are, by the command that uses them, and the list of all.
macro_rules! fields {
    ($($command:ident { $($name:ident = $offset:literal, $path:literal;)* })*) => {
        pub(crate) mod offset {
            /// One field: where it is in the union, in bytes, and its path in the kernel's type.
            pub(crate) type Field = (usize, &'static str);

            $(pub(crate) mod $command {
                use super::Field;
                $(pub(crate) const $name: Field = ($offset, $path);)*
            })*

            /// All of them, for the test that compares them with a kernel's own types.
            pub(crate) const ALL: &[Field] = &[$($($command::$name,)*)*];
        }
    };
}

fields! {
    map_create {
        MAP_TYPE = 0, "map_type";
        KEY_SIZE = 4, "key_size";
        VALUE_SIZE = 8, "value_size";
        MAX_ENTRIES = 12, "max_entries";
        MAP_FLAGS = 16, "map_flags";
        INNER_MAP_FD = 20, "inner_map_fd";
        MAP_NAME = 28, "map_name";
        BTF_FD = 48, "btf_fd";
        BTF_KEY_TYPE_ID = 52, "btf_key_type_id";
        BTF_VALUE_TYPE_ID = 56, "btf_value_type_id";
        BTF_VMLINUX_VALUE_TYPE_ID = 60, "btf_vmlinux_value_type_id";
        MAP_EXTRA = 64, "map_extra";
        VALUE_TYPE_BTF_OBJ_FD = 72, "value_type_btf_obj_fd";
        MAP_TOKEN_FD = 76, "map_token_fd";
    }
    map_freeze {
        MAP_FD = 0, "map_fd";
    }
    element {
        MAP_FD = 0, "map_fd";
        KEY = 8, "key";
        VALUE = 16, "value";
        FLAGS = 24, "flags";
    }
    program_load {
        PROG_TYPE = 0, "prog_type";
        INSN_CNT = 4, "insn_cnt";
        INSNS = 8, "insns";
        LICENSE = 16, "license";
        LOG_LEVEL = 24, "log_level";
        LOG_SIZE = 28, "log_size";
        LOG_BUF = 32, "log_buf";
        PROG_FLAGS = 44, "prog_flags";
        PROG_NAME = 48, "prog_name";
        EXPECTED_ATTACH_TYPE = 68, "expected_attach_type";
        PROG_BTF_FD = 72, "prog_btf_fd";
        FUNC_INFO_REC_SIZE = 76, "func_info_rec_size";
        FUNC_INFO = 80, "func_info";
        FUNC_INFO_CNT = 88, "func_info_cnt";
        LINE_INFO_REC_SIZE = 92, "line_info_rec_size";
        LINE_INFO = 96, "line_info";
        LINE_INFO_CNT = 104, "line_info_cnt";
        ATTACH_BTF_ID = 108, "attach_btf_id";
        ATTACH_PROG_FD = 112, "attach_prog_fd";
        FD_ARRAY = 120, "fd_array";
        LOG_TRUE_SIZE = 140, "log_true_size";
        PROG_TOKEN_FD = 144, "prog_token_fd";
    }
    test_run {
        PROG_FD = 0, "test.prog_fd";
        RETVAL = 4, "test.retval";
        DATA_SIZE_IN = 8, "test.data_size_in";
        DATA_SIZE_OUT = 12, "test.data_size_out";
        DATA_IN = 16, "test.data_in";
        DATA_OUT = 24, "test.data_out";
        REPEAT = 32, "test.repeat";
        DURATION = 36, "test.duration";
        CTX_SIZE_IN = 40, "test.ctx_size_in";
        CTX_SIZE_OUT = 44, "test.ctx_size_out";
        CTX_IN = 48, "test.ctx_in";
        CTX_OUT = 56, "test.ctx_out";
        FLAGS = 64, "test.flags";
        CPU = 68, "test.cpu";
        BATCH_SIZE = 72, "test.batch_size";
    }
    raw_tracepoint {
        NAME = 0, "raw_tracepoint.name";
        PROG_FD = 8, "raw_tracepoint.prog_fd";
    }
    btf_load {
        BTF = 0, "btf";
        LOG_BUF = 8, "btf_log_buf";
        BTF_SIZE = 16, "btf_size";
        LOG_SIZE = 20, "btf_log_size";
        LOG_LEVEL = 24, "btf_log_level";
        LOG_TRUE_SIZE = 28, "btf_log_true_size";
        FLAGS = 32, "btf_flags";
        TOKEN_FD = 36, "btf_token_fd";
    }
    token_create {
        BPFFS_FD = 4, "token_create.bpffs_fd";
    }
    next_id {
        START_ID = 0, "start_id";
        NEXT_ID = 4, "next_id";
    }
    open_by_id {
        ID = 0, "btf_id";
    }
    batch {
        IN_BATCH = 0, "batch.in_batch";
        OUT_BATCH = 8, "batch.out_batch";
        KEYS = 16, "batch.keys";
        VALUES = 24, "batch.values";
        COUNT = 32, "batch.count";
        MAP_FD = 36, "batch.map_fd";
        ELEM_FLAGS = 40, "batch.elem_flags";
    }
    enable_stats {
        TYPE = 0, "enable_stats.type";
    }
    object {
        PATHNAME = 0, "pathname";
        BPF_FD = 8, "bpf_fd";
    }
    info {
        BPF_FD = 0, "info.bpf_fd";
        INFO_LEN = 4, "info.info_len";
        INFO = 8, "info.info";
    }
    link_create {
        PROG_FD = 0, "link_create.prog_fd";
        TARGET = 4, "link_create.target_fd";
        ATTACH_TYPE = 8, "link_create.attach_type";
        FLAGS = 12, "link_create.flags";
        COOKIE = 16, "link_create.perf_event.bpf_cookie";
        RELATIVE_FD = 16, "link_create.tcx.relative_fd";
        EXPECTED_REVISION = 24, "link_create.tcx.expected_revision";
        CGROUP_RELATIVE_FD = 16, "link_create.cgroup.relative_fd";
        CGROUP_EXPECTED_REVISION = 24, "link_create.cgroup.expected_revision";
        FAMILY = 16, "link_create.netfilter.pf";
        HOOK = 20, "link_create.netfilter.hooknum";
        PRIORITY = 24, "link_create.netfilter.priority";
        HOOK_FLAGS = 28, "link_create.netfilter.flags";
        TRACING_COOKIE = 24, "link_create.tracing.cookie";
        FUNCTIONS_FLAGS = 16, "link_create.kprobe_multi.flags";
        FUNCTIONS_CNT = 20, "link_create.kprobe_multi.cnt";
        FUNCTIONS_SYMS = 24, "link_create.kprobe_multi.syms";
        FUNCTIONS_COOKIES = 40, "link_create.kprobe_multi.cookies";
        PLACES_PATH = 16, "link_create.uprobe_multi.path";
        PLACES_OFFSETS = 24, "link_create.uprobe_multi.offsets";
        PLACES_REF_CTR_OFFSETS = 32, "link_create.uprobe_multi.ref_ctr_offsets";
        PLACES_COOKIES = 40, "link_create.uprobe_multi.cookies";
        PLACES_CNT = 48, "link_create.uprobe_multi.cnt";
        PLACES_FLAGS = 52, "link_create.uprobe_multi.flags";
        PLACES_PID = 56, "link_create.uprobe_multi.pid";
        ITER_INFO = 16, "link_create.iter_info";
        ITER_INFO_LEN = 24, "link_create.iter_info_len";
    }
    link_update {
        LINK_FD = 0, "link_update.link_fd";
        NEW_PROG_FD = 4, "link_update.new_prog_fd";
        FLAGS = 8, "link_update.flags";
        OLD_PROG_FD = 12, "link_update.old_prog_fd";
    }
    program_attach {
        TARGET = 0, "target_fd";
        PROG_FD = 4, "attach_bpf_fd";
        ATTACH_TYPE = 8, "attach_type";
        FLAGS = 12, "attach_flags";
        REPLACE_FD = 16, "replace_bpf_fd";
    }
    query {
        TARGET = 0, "query.target_fd";
        ATTACH_TYPE = 4, "query.attach_type";
        QUERY_FLAGS = 8, "query.query_flags";
        ATTACH_FLAGS = 12, "query.attach_flags";
        PROG_IDS = 16, "query.prog_ids";
        COUNT = 24, "query.prog_cnt";
        LINK_IDS = 40, "query.link_ids";
        REVISION = 56, "query.revision";
    }
    task_fd_query {
        PID = 0, "task_fd_query.pid";
        FD = 4, "task_fd_query.fd";
        BUF_LEN = 12, "task_fd_query.buf_len";
        BUF = 16, "task_fd_query.buf";
        PROG_ID = 24, "task_fd_query.prog_id";
        FD_TYPE = 28, "task_fd_query.fd_type";
        PROBE_OFFSET = 32, "task_fd_query.probe_offset";
        PROBE_ADDR = 40, "task_fd_query.probe_addr";
    }
    iterator_create {
        LINK_FD = 0, "iter_create.link_fd";
    }
    link_detach {
        LINK_FD = 0, "link_detach.link_fd";
    }
}

use offset::Field;

impl<const CAPACITY: usize> Attr<CAPACITY> {
    fn new() -> Self {
        Self { bytes: [0; CAPACITY], length: 0 }
    }

    /// The bytes, of which so many are taken. (By value: what the kernel is not shown need not be in memory.)
    pub(crate) fn into_parts(self) -> ([u8; CAPACITY], usize) {
        (self.bytes, self.length)
    }

    /// What the kernel is given: up to the last field that is not zero or that it writes to.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.length]
    }

    /// A 32-bit field, as it stands now: the kernel writes to some.
    pub(crate) fn read_u32(&self, (offset, _): Field) -> u32 {
        let mut word = [0; 4];
        word.copy_from_slice(&self.bytes[offset..offset + 4]);
        u32::from_ne_bytes(word)
    }

    /// The same, for a 64-bit field.
    pub(crate) fn read_u64(&self, (offset, _): Field) -> u64 {
        let mut long = [0; 8];
        long.copy_from_slice(&self.bytes[offset..offset + 8]);
        u64::from_ne_bytes(long)
    }

    #[inline]
    fn put(mut self, (offset, _): Field, bytes: &[u8], is_zero: bool) -> Self {
        let end = offset + bytes.len();
        self.bytes[offset..end].copy_from_slice(bytes);
        if !is_zero {
            self.length = self.length.max(end);
        }
        self
    }

    #[inline]
    fn u32(self, field: Field, value: u32) -> Self {
        self.put(field, &value.to_ne_bytes(), value == 0)
    }

    #[inline]
    fn u64(self, field: Field, value: u64) -> Self {
        self.put(field, &value.to_ne_bytes(), value == 0)
    }

    #[inline]
    fn address(self, field: Field, address: Address) -> Self {
        self.u64(field, address.0)
    }

    /// The bytes go on at least to the end of this 32-bit field, although it may be zero.
    fn through(mut self, (offset, _): Field) -> Self {
        self.length = self.length.max(offset + 4);
        self
    }

    /// The same, for a 64-bit field.
    fn through_long(mut self, (offset, _): Field) -> Self {
        self.length = self.length.max(offset + 8);
        self
    }

    fn name(self, field: Field, name: &str) -> Result<Self> {
        if name.len() > NAME_LENGTH || name.as_bytes().contains(&0) {
            return Err(Errno::EINVAL);
        }
        Ok(self.put(field, name.as_bytes(), name.is_empty()))
    }
}

/// What bpf(2) takes of a program besides the request: where its parts are, and the descriptors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgramParts {
    pub(crate) instructions: Address,
    pub(crate) slots: u32,
    pub(crate) license: Address,
    pub(crate) log: Option<LogParts>,
    pub(crate) btf: Option<BtfParts>,
    /// A program or the types of a module that it attaches to.
    pub(crate) attach_to: Option<u32>,
    /// Descriptors, of which the first one is not used.
    pub(crate) modules: Address,
    pub(crate) token: Option<u32>,
}

/// The log's place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogParts {
    pub(crate) level: u32,
    pub(crate) buffer: Address,
    pub(crate) size: u32,
}

/// The records about a program's functions and lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BtfParts {
    pub(crate) fd: u32,
    pub(crate) functions: Address,
    pub(crate) function_count: u32,
    pub(crate) lines: Address,
    pub(crate) line_count: u32,
}

/// The bytes of a `struct bpf_func_info` record (`include/uapi/linux/bpf.h`).
pub(crate) const FUNCTION_RECORD: u32 = 8;
/// The bytes of a `struct bpf_line_info` record (same file).
pub(crate) const LINE_RECORD: u32 = 16;

/// The descriptors of the handles of a request for a map.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MapParts {
    pub(crate) inner: Option<u32>,
    pub(crate) types: Option<u32>,
    pub(crate) value_module: Option<u32>,
    pub(crate) token: Option<u32>,
}

/// `BPF_F_TOKEN_FD` (`include/uapi/linux/bpf.h`), which is the same for all commands.
const TOKEN_FD: u32 = MapFlags::TOKEN_FD.0;
const _: () = assert!(ProgramFlags::TOKEN_FD.0 == TOKEN_FD);

pub(crate) fn map_create(request: &MapCreate<'_>, parts: MapParts) -> Result<Attr> {
    use offset::map_create::*;
    let attr = Attr::new()
        .u32(INNER_MAP_FD, parts.inner.unwrap_or(0))
        .u32(BTF_VMLINUX_VALUE_TYPE_ID, request.kernel_value_type)
        .u64(MAP_EXTRA, request.extra);
    let (attr, flags) = match parts.value_module {
        Some(types) => {
            (attr.u32(VALUE_TYPE_BTF_OBJ_FD, types), request.flags.0 | MapFlags::VTYPE_BTF_OBJ_FD.0)
        }
        None => (attr, request.flags.0),
    };
    let (attr, flags) = match parts.token {
        Some(token) => (attr.u32(MAP_TOKEN_FD, token), flags | TOKEN_FD),
        None => (attr, flags),
    };
    let attr = match (&request.types, parts.types) {
        (Some(ids), Some(types)) => {
            attr.u32(BTF_FD, types).u32(BTF_KEY_TYPE_ID, ids.key).u32(BTF_VALUE_TYPE_ID, ids.value)
        }
        _ => attr,
    };
    attr.u32(MAP_TYPE, request.map_type.0)
        .u32(KEY_SIZE, request.key_size)
        .u32(VALUE_SIZE, request.value_size)
        .u32(MAX_ENTRIES, request.max_entries)
        .u32(MAP_FLAGS, flags)
        .name(MAP_NAME, request.name)
}

/// The attributes of looking up, updating and deleting an element and of asking for the next key.
pub(crate) fn element(map: u32, key: Address, value: Address, flags: UpdateFlags) -> Attr<ELEMENT> {
    use offset::element::*;
    // All kernels have all of these.
    Attr::new()
        .u32(MAP_FD, map)
        .address(KEY, key)
        .address(VALUE, value)
        .u64(FLAGS, flags.0)
        .through_long(FLAGS)
}

/// Where the parts of a batch are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchParts {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) keys: Address,
    pub(crate) values: Address,
    pub(crate) count: u32,
}

pub(crate) fn batch(map: u32, parts: BatchParts, flags: UpdateFlags) -> Attr {
    use offset::batch::*;
    Attr::new()
        .address(IN_BATCH, parts.from)
        .address(OUT_BATCH, parts.to)
        .address(KEYS, parts.keys)
        .address(VALUES, parts.values)
        .u32(COUNT, parts.count)
        .u32(MAP_FD, map)
        .u64(ELEM_FLAGS, flags.0)
        .through(MAP_FD)
}

pub(crate) fn map_freeze(map: u32) -> Attr {
    use offset::map_freeze::*;
    Attr::new().u32(MAP_FD, map).through(MAP_FD)
}

pub(crate) fn program_load(request: &ProgramLoad<'_>, parts: &ProgramParts) -> Result<Attr> {
    use offset::program_load::*;
    let flags = request.flags.0 | if parts.token.is_some() { TOKEN_FD } else { 0 };
    let mut attr = Attr::new()
        .u32(PROG_TYPE, request.program_type.0)
        .u32(INSN_CNT, parts.slots)
        .address(INSNS, parts.instructions)
        .address(LICENSE, parts.license)
        .u32(PROG_FLAGS, flags)
        .u32(EXPECTED_ATTACH_TYPE, request.expected_attach_type.0)
        .u32(ATTACH_BTF_ID, request.attach_type_id)
        .u32(ATTACH_PROG_FD, parts.attach_to.unwrap_or(0))
        .address(FD_ARRAY, parts.modules)
        .u32(PROG_TOKEN_FD, parts.token.unwrap_or(0))
        .name(PROG_NAME, request.name)?;
    if let Some(btf) = &parts.btf {
        attr = attr
            .u32(PROG_BTF_FD, btf.fd)
            .u32(FUNC_INFO_REC_SIZE, FUNCTION_RECORD)
            .address(FUNC_INFO, btf.functions)
            .u32(FUNC_INFO_CNT, btf.function_count)
            .u32(LINE_INFO_REC_SIZE, LINE_RECORD)
            .address(LINE_INFO, btf.lines)
            .u32(LINE_INFO_CNT, btf.line_count);
    }
    if let Some(log) = &parts.log {
        attr = attr
            .u32(LOG_LEVEL, log.level)
            .u32(LOG_SIZE, log.size)
            .address(LOG_BUF, log.buffer)
            .through(LOG_TRUE_SIZE);
    }
    Ok(attr)
}

/// The parts of a test run: where they are, and how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TestRunParts {
    pub(crate) data: (Address, u32),
    pub(crate) data_out: (Address, u32),
    pub(crate) context: (Address, u32),
    pub(crate) context_out: (Address, u32),
}

pub(crate) fn test_run(program: u32, run: &TestRun<'_>, parts: &TestRunParts) -> Attr {
    use offset::test_run::*;
    Attr::new()
        .u32(PROG_FD, program)
        .u32(DATA_SIZE_IN, parts.data.1)
        .u32(DATA_SIZE_OUT, parts.data_out.1)
        .address(DATA_IN, parts.data.0)
        .address(DATA_OUT, parts.data_out.0)
        .u32(REPEAT, run.repeat)
        .u32(CTX_SIZE_IN, parts.context.1)
        .u32(CTX_SIZE_OUT, parts.context_out.1)
        .address(CTX_IN, parts.context.0)
        .address(CTX_OUT, parts.context_out.0)
        .u32(FLAGS, run.flags.0)
        .u32(CPU, run.cpu)
        .u32(BATCH_SIZE, run.batch_size)
        // The kernel writes its results up to here.
        .through(CTX_SIZE_OUT)
}

pub(crate) fn raw_tracepoint_open(name: Address, program: u32) -> Attr {
    use offset::raw_tracepoint::*;
    Attr::new().address(NAME, name).u32(PROG_FD, program).through(PROG_FD)
}

pub(crate) fn btf_load(btf: Address, size: u32, log: Option<&LogParts>, token: Option<u32>) -> Attr {
    use offset::btf_load::*;
    let attr = Attr::new().address(BTF, btf).u32(BTF_SIZE, size);
    let attr = match token {
        None => attr,
        Some(token) => attr.u32(FLAGS, self::TOKEN_FD).u32(TOKEN_FD, token),
    };
    match log {
        None => attr,
        Some(log) => attr
            .address(LOG_BUF, log.buffer)
            .u32(LOG_SIZE, log.size)
            .u32(LOG_LEVEL, log.level)
            .through(LOG_TRUE_SIZE),
    }
}

/// `file_system` is a descriptor of the root of a bpf file system.
pub(crate) fn token_create(file_system: u32) -> Attr {
    use offset::token_create::*;
    Attr::new().u32(BPFFS_FD, file_system).through(BPFFS_FD)
}

/// The attributes of asking for the number of the object after this one.
pub(crate) fn next_id(start: u32) -> Attr {
    use offset::next_id::*;
    Attr::new().u32(START_ID, start).through(NEXT_ID)
}

/// The attributes of opening an object by its number, which is in the same place for every kind.
pub(crate) fn open_by_id(id: u32) -> Attr {
    use offset::open_by_id::*;
    Attr::new().u32(ID, id).through(ID)
}

/// The attributes of counting runs: `BPF_STATS_RUN_TIME` is 0 (`enum bpf_stats_type`, `include/uapi/linux/bpf.h`).
pub(crate) fn enable_stats() -> Attr {
    Attr::new().through(offset::enable_stats::TYPE)
}

/// The attributes of pinning an object.
pub(crate) fn pin(path: Address, fd: u32) -> Attr {
    use offset::object::*;
    Attr::new().address(PATHNAME, path).u32(BPF_FD, fd).through(BPF_FD)
}

/// The attributes of opening a pin.
pub(crate) fn open_pin(path: Address) -> Attr {
    Attr::new().address(offset::object::PATHNAME, path)
}

pub(crate) fn info(fd: u32, buffer: Address, length: u32) -> Attr {
    use offset::info::*;
    Attr::new().u32(BPF_FD, fd).u32(INFO_LEN, length).address(INFO, buffer)
}

#[cfg(test)]
mod tests;
