//! What a program can call, and who answers.

use crate::memory::function_slot;
use crate::operands::Registers;
use crate::{FaultKind, Memory, Program};
use skep_isa::{Instruction, Register, Size};
use std::ops::ControlFlow;
use std::sync::Arc;

/// The world a program runs in: the helpers and kernel functions it calls, and the packet that the loads of classic
/// BPF read.
///
/// An answer that is an error ends the run with that fault. What a real kernel's verifier would never have let
/// through (an argument that is no pointer to a map, say) is such an error; what a helper reports to the program is
/// a plain value, for example −2 for `ENOENT`, as the kernel gives it.
pub trait Environment {
    /// Calls a helper by its number. Its answer is put into `r0`.
    ///
    /// # Errors
    /// The fault that ends the run; [`FaultKind::NoHelper`] if there is no such helper.
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind>;

    /// A function of the program has returned that a helper had called ([`Call::call_function`]), with this value. Either
    /// the helper calls the next one, or what this answers is put into `r0` as the helper's own answer.
    ///
    /// # Errors
    /// The fault that ends the run; by default there are no helpers that call functions.
    fn function_returned(&mut self, value: u64, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let _ = (value, call);
        Err(FaultKind::Refused("a helper called a function, and nobody waits for it".into()))
    }

    /// Calls a kernel function by its BTF id, in the BTF at the place `module` of the array given at load, or in the
    /// kernel's own if that is 0.
    ///
    /// # Errors
    /// The fault that ends the run; by default there are no kernel functions.
    fn call_kfunc(&mut self, btf_id: u32, module: i16, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let _ = call;
        Err(FaultKind::NoKfunc { btf_id, module })
    }

    /// The big-endian number at this offset of the packet that `context` (the value of `r6`) belongs to; nothing if
    /// the packet does not reach so far, which ends the function with the value 0. Negative offsets (as `u32`: huge
    /// ones) have meanings of their own in the kernel.
    ///
    /// # Errors
    /// The fault that ends the run; by default there is no packet.
    fn load_packet(
        &mut self,
        context: u64,
        offset: u32,
        size: Size,
        memory: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        let _ = (context, offset, size, memory);
        Err(FaultKind::NoPacket)
    }

    /// Whether each step of the run is to be [shown](Self::before_step). It is asked once, and costs the fast loop.
    fn watches(&self) -> bool {
        false
    }

    /// A step is about to be carried out, and all registers that it reads are written. To break off is to pause a
    /// [`Run`](crate::Run) there; when it goes on, the step is carried out without being shown again.
    fn before_step(&mut self, step: &Watched<'_>) -> ControlFlow<()> {
        let _ = step;
        ControlFlow::Continue(())
    }

    /// The same address in another address space.
    ///
    /// # Errors
    /// The fault that ends the run; by default there is only one address space.
    fn cast_address(&mut self, address: u64, to: u16, from: u16) -> Result<u64, FaultKind> {
        let _ = address;
        Err(FaultKind::NoAddressSpace { to, from })
    }
}

/// A step that is about to be carried out.
#[derive(Debug)]
pub struct Watched<'a> {
    /// Which program of the run it is a step of: 0 for the one that was started, 1 for the first that took a place by a
    /// tail call, and so on.
    pub program: usize,
    /// The slot of the instruction, for [`Program::frame`](crate::Program::frame).
    pub slot: usize,
    /// The instruction.
    pub instruction: &'a Instruction,
    /// How many functions have been called and have not returned, this one included.
    pub depth: usize,
    /// `r0` to `r10`; what was never written is any number.
    pub registers: &'a [u64],
    /// All memory.
    pub memory: &'a Memory,
}

/// An environment in which there is nothing to call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NoEnvironment;

impl Environment for NoEnvironment {
    fn call_helper(&mut self, helper: u32, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Err(FaultKind::NoHelper(helper))
    }
}

/// A call of a helper or kernel function while it is answered.
#[derive(Debug)]
pub struct Call<'a> {
    /// The memory of the program that calls.
    pub memory: &'a mut Memory,
    arguments: [u64; 5],
    written: Registers,
    program: usize,
    slot: usize,
    next: Option<Next>,
    gives_kernel_pointer: bool,
}

/// What follows a helper's call before the program goes on.
#[derive(Debug)]
pub(crate) enum Next {
    /// Another program takes the place of the function that called.
    Successor(Successor),
    /// A function of the program is called, with these in `r1` and on.
    Function { slot: usize, arguments: [u64; 5], count: u8 },
}

/// The program that takes the place of the function that called a helper.
#[derive(Debug)]
pub(crate) struct Successor {
    pub(crate) program: Arc<Program>,
    pub(crate) context: u64,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        memory: &'a mut Memory,
        arguments: [u64; 5],
        written: Registers,
        program: usize,
        slot: usize,
    ) -> Self {
        Self { memory, arguments, written, program, slot, next: None, gives_kernel_pointer: false }
    }

    /// Which program of the run calls: 0 for the one that was started, 1 for the first that took a place by a tail call,
    /// and so on.
    pub fn program(&self) -> usize {
        self.program
    }

    /// The slot of the instruction that calls, for [`Program::frame`](crate::Program::frame).
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// Lets another program take the place of the function that calls, with a stack of its own and `context` in `r1`:
    /// a tail call. What the helper answers is not seen by anybody then. When that program ends, so does the function,
    /// with its value.
    pub fn continue_with(&mut self, program: Arc<Program>, context: u64) {
        self.next = Some(Next::Successor(Successor { program, context }));
    }

    /// Calls a function of the program by its address, with up to five arguments, before the program goes on. What the
    /// helper answers is not seen by anybody then: [`Environment::function_returned`] is asked again.
    ///
    /// # Errors
    /// If there is no function at that address.
    pub fn call_function(&mut self, address: u64, arguments: &[u64]) -> Result<(), FaultKind> {
        let slot = function_slot(address).ok_or_else(|| {
            FaultKind::Refused(format!("a function of the program must be called, but {address:#x} is none"))
        })?;
        let mut values = [0; 5];
        let mut count = 0;
        for (value, argument) in values.iter_mut().zip(arguments) {
            *value = *argument;
            count += 1;
        }
        self.next = Some(Next::Function { slot, arguments: values, count });
        Ok(())
    }

    /// What the helper answers is a pointer to a structure of the kernel, which the program may load through.
    pub fn give_kernel_pointer(&mut self) {
        self.gives_kernel_pointer = true;
    }

    /// What follows, and whether the answer is a pointer of the kernel's.
    pub(crate) fn end(self) -> (Option<Next>, bool) {
        (self.next, self.gives_kernel_pointer)
    }

    /// The value of an argument, which is in one of the registers `r1` to `r5`.
    ///
    /// # Errors
    /// [`FaultKind::UnwrittenRegister`] if the program has not written that register.
    pub fn argument(&self, register: Register) -> Result<u64, FaultKind> {
        let index = usize::from(register.number()).wrapping_sub(1);
        match self.arguments.get(index) {
            Some(&value) if self.written.contains(register) => Ok(value),
            _ => Err(FaultKind::UnwrittenRegister(register)),
        }
    }
}
