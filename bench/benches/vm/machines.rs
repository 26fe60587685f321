//! The other machines for programs outside a kernel, each with the checks that it has.

use solana_sbpf::aligned_memory::AlignedMemory;
use solana_sbpf::ebpf::{self, HOST_ALIGN};
use solana_sbpf::elf::Executable;
use solana_sbpf::memory_region::{MemoryMapping, MemoryRegion};
use solana_sbpf::program::{BuiltinProgram, FunctionRegistry, SBPFVersion};
use solana_sbpf::vm::{CallFrame, Config, ContextObject, EbpfVm, ExecutionMode};
use std::ptr::NonNull;
use std::sync::Arc;

/// What sbpf asks its user for: how many instructions are left, and the memory.
struct Context {
    left: u64,
    mapping: MemoryMapping,
}

impl ContextObject for Context {
    fn consume(&mut self, amount: u64) {
        self.left = self.left.saturating_sub(amount);
    }

    fn get_remaining(&self) -> u64 {
        self.left
    }

    fn active_mapping_ptr(&mut self) -> NonNull<MemoryMapping> {
        NonNull::from_mut(&mut self.mapping)
    }
}

/// A program in solana-sbpf.
pub struct Sbpf {
    executable: Executable<Context>,
    loader: Arc<BuiltinProgram<Context>>,
    context: Box<Context>,
    frames: Vec<CallFrame>,
    // The mapping names them by their addresses.
    _stack: AlignedMemory<HOST_ALIGN>,
    _memory: Vec<u8>,
}

impl Sbpf {
    /// Makes a program ready. Calls of functions are told apart by numbers, under which their places are registered.
    pub fn new(bytes: &[u8], mut memory: Vec<u8>) -> Self {
        let config = Config { enabled_sbpf_versions: SBPFVersion::V0..=SBPFVersion::V0, ..Config::default() };
        let mut functions = FunctionRegistry::default();
        let mut bytes = bytes.to_vec();
        for (index, slot) in bytes.chunks_exact_mut(8).enumerate() {
            if slot[..2] == [0x85, 0x10] {
                let distance = i32::from_le_bytes(slot[4..].try_into().expect("four bytes"));
                let target = index.strict_add_signed(distance as isize + 1);
                let key = 0x1000_0000 + target as u32;
                slot[4..].copy_from_slice(&key.to_le_bytes());
                functions.register_function(key, format!("function {target}"), target).expect("once");
            }
        }
        let mut stack = AlignedMemory::<HOST_ALIGN>::zero_filled(config.stack_size());
        let frame = config.stack_frame_size as u64;
        let loader = Arc::new(BuiltinProgram::new_loader(config.clone()));
        let executable = Executable::from_text_bytes(&bytes, loader.clone(), SBPFVersion::V0, functions);
        let executable = executable.expect("a program for sbpf");
        let regions = vec![
            MemoryRegion::new_gapped(stack.as_slice_mut() as *mut [u8], ebpf::MM_STACK_START, frame),
            MemoryRegion::new(memory.as_mut_slice() as *mut [u8], ebpf::MM_INPUT_START),
        ];
        // SAFETY: the stack and the memory are kept, unmoved on the heap, as long as the mapping.
        let mapping = unsafe { MemoryMapping::new(regions, &config, SBPFVersion::V0) };
        let mapping = mapping.expect("a mapping");
        let frames = vec![CallFrame::default(); config.max_call_depth];
        let context = Box::new(Context { left: 0, mapping });
        Self { executable, loader, context, frames, _stack: stack, _memory: memory }
    }

    /// Compiles it too.
    pub fn compiled(bytes: &[u8], memory: Vec<u8>) -> Self {
        let new = Self::new(bytes, memory);
        new.executable.jit_compile().expect("compiled by sbpf");
        new
    }

    /// Runs it once.
    pub fn run(&mut self, mut mode: ExecutionMode) -> u64 {
        self.context.left = 1_000_000;
        let length = self.loader.get_config().stack_size();
        let mut machine = EbpfVm::new(self.loader.clone(), SBPFVersion::V0, &mut *self.context, length);
        machine.registers[1] = ebpf::MM_INPUT_START;
        let (_, result) = machine.execute_program(&self.executable, &mut mode, &mut self.frames);
        Result::from(result).expect("a result of sbpf")
    }
}
