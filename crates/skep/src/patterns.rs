//! Pieces of programs that nearly every program needs, for the assembler.

use skep_isa::registers::{R0, R1, R2, R3, R10};
use skep_isa::{Argument, Assembler, Atomic, Condition, Name, Register, Size, StackSlot};
use skep_object::{UsdtArgument, UsdtPlace};
use skep_uapi::{ContextField, Helper, ProgramType, UpdateFlags};
use std::num::NonZeroU32;

/// Pieces of programs that consist of several instructions.
///
/// Where nothing else is said, calls of helpers in them take `r0` to `r5`.
///
/// ```
/// use skep::packet::{Ethernet, Ipv4, Packet, Udp};
/// use skep::prelude::*;
/// use skep::registers::*;
///
/// // Counts UDP packets by the port they are sent to.
/// let mut asm = Assembler::new();
/// let port = asm.stack_slot(2, 2);
/// asm.load_packet(ProgramType::XDP, R1, R6, R7)
///     .need_packet(R6, R7, 14 + 20 + 8, "out")
///     .load(Size::Byte, R1, R6, 14 + 9)
///     .jump(Condition::NotEqual, R1, 17, "out")
///     .load_big_endian(Size::Half, R1, R6, 14 + 20 + 2)
///     .store(Size::Half, R10, port.offset, R1)
///     .count("PORTS", port)
///     .label("out")
///     .mov(R0, 2)
///     .exit();
/// let spec = ObjectSpec::new("MIT")
///     .with_map(HashMap::<u16, u64>::spec("PORTS", 1024))
///     .with_program(ProgramSpec::xdp("ports", asm.build()?));
/// let object = spec.load(&Kernel::simulated())?;
///
/// let udp = Udp { destination: 53, ..Udp::default() };
/// let frame = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).build();
/// object.program("ports")?.test_run(&TestRun::new().packet(&frame).repeat(3))?;
/// assert_eq!(object.map::<HashMap<u16, u64>>("PORTS")?.get(&53)?, Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Patterns {
    /// Loads a field of the context by its name in the kernel, for a type of program that is given a structure. A field
    /// that there is not, or that such programs cannot read, is a problem of the code that is written.
    fn load_context(
        &mut self,
        program_type: ProgramType,
        context: Register,
        dst: Register,
        field: &str,
    ) -> &mut Self;

    /// Loads where the packet begins and where it ends, for a type of program whose context says so.
    fn load_packet(
        &mut self,
        program_type: ProgramType,
        context: Register,
        start: Register,
        end: Register,
    ) -> &mut Self;

    /// Goes on at the label `short` unless there are so many bytes from `start` to `end`. After that the verifier knows
    /// that they can be read. `r0` is overwritten.
    fn need_packet(
        &mut self,
        start: Register,
        end: Register,
        bytes: u16,
        short: impl Into<Name>,
    ) -> &mut Self;

    /// Loads a number in network order.
    fn load_big_endian(&mut self, size: Size, dst: Register, base: Register, offset: i16) -> &mut Self;

    /// The number of the process that runs (`getpid`), with the upper half clear.
    fn current_process(&mut self, dst: Register) -> &mut Self;

    /// The number of the thread that runs (`gettid`), with the upper half clear.
    fn current_thread(&mut self, dst: Register) -> &mut Self;

    /// The user that runs, with the upper half clear.
    fn current_user(&mut self, dst: Register) -> &mut Self;

    /// The group that runs, with the upper half clear.
    fn current_group(&mut self, dst: Register) -> &mut Self;

    /// Adds 1 to the `u64` of a key in a hash table or an array, atomically; a key that is not there is put in. If there
    /// is no room for it, nothing is counted.
    fn count(&mut self, map: impl Into<Name>, key: StackSlot) -> &mut Self;

    /// The number of the highest bit that is set in `src`, or 0 if none is: into which of 64 slots of a histogram it
    /// belongs. `src` and `scratch` are overwritten.
    fn log2(&mut self, dst: Register, src: Register, scratch: Register) -> &mut Self;

    /// Goes on at the label `others` but for one time in so many, by chance.
    fn sample(&mut self, one_in: NonZeroU32, others: impl Into<Name>) -> &mut Self;

    /// Loads an argument of a static probe (USDT) at one of its places: sign and width are those of the argument. If it is in memory,
    /// `r0` to `r5` lose their values, and it is 0 if that memory is not there.
    ///
    /// An argument whose place is not known here is a problem of the code that is written.
    fn load_usdt_argument(&mut self, argument: &UsdtArgument, context: Register, dst: Register) -> &mut Self;

    /// Reserves a record of `size` bytes in a ring buffer: `r0` is then its address, and it must be submitted or
    /// discarded on every path. If the ring is full, that is counted in the first element of the array of `u64`
    /// named `losses` ([`RingBuffer::with_losses`](crate::RingBuffer::with_losses) reads it), and execution goes on
    /// at the label `full`.
    ///
    /// Needs Linux 5.8. `r1` to `r5` lose their values, and the 4 bytes of the stack at `scratch` (a multiple of 4,
    /// such as −4) are overwritten.
    fn reserve_or_count(
        &mut self,
        ring: impl Into<Name>,
        size: usize,
        losses: impl Into<Name>,
        scratch: i16,
        full: impl Into<Name>,
    ) -> &mut Self;
}

impl Patterns for Assembler {
    #[track_caller]
    fn load_context(
        &mut self,
        program_type: ProgramType,
        context: Register,
        dst: Register,
        field: &str,
    ) -> &mut Self {
        let Some(facts) = program_type.context() else {
            return self.problem(format!("programs of type {program_type} are given no structure"));
        };
        let found = facts.field(field).filter(|field| field.read.allows(program_type, None));
        let Some(ContextField { offset, size, .. }) = found else {
            let readable = facts.fields.iter().filter(|field| field.read.allows(program_type, None));
            let names: Vec<&str> = readable.map(|field| field.name).collect();
            let names = names.join(", ");
            return self.problem(format!(
                "programs of type {program_type} cannot read `{field}` of struct {}; they can read {names}",
                facts.name
            ));
        };
        let size = match size {
            1 => Size::Byte,
            2 => Size::Half,
            4 => Size::Word,
            _ => Size::Double,
        };
        match i16::try_from(*offset) {
            Ok(offset) => self.load(size, dst, context, offset),
            Err(_) => self.problem(format!("`{field}` is too far in struct {}", facts.name)),
        }
    }

    #[track_caller]
    fn load_packet(
        &mut self,
        program_type: ProgramType,
        context: Register,
        start: Register,
        end: Register,
    ) -> &mut Self {
        // The register that the context is in comes last.
        let fields = [("data", start), ("data_end", end)];
        let (first, last) = if start == context { (fields[1], fields[0]) } else { (fields[0], fields[1]) };
        self.load_context(program_type, context, first.1, first.0).load_context(
            program_type,
            context,
            last.1,
            last.0,
        )
    }

    #[track_caller]
    fn need_packet(
        &mut self,
        start: Register,
        end: Register,
        bytes: u16,
        short: impl Into<Name>,
    ) -> &mut Self {
        self.mov(R0, start).add(R0, i32::from(bytes)).jump(Condition::Greater, R0, end, short)
    }

    #[track_caller]
    fn load_big_endian(&mut self, size: Size, dst: Register, base: Register, offset: i16) -> &mut Self {
        self.load(size, dst, base, offset);
        if size == Size::Byte { self } else { self.to_big_endian(size, dst) }
    }

    #[track_caller]
    fn current_process(&mut self, dst: Register) -> &mut Self {
        self.call(Helper::GET_CURRENT_PID_TGID).mov(dst, R0).shift_right(dst, 32)
    }

    #[track_caller]
    fn current_thread(&mut self, dst: Register) -> &mut Self {
        self.call(Helper::GET_CURRENT_PID_TGID).mov32(dst, R0)
    }

    #[track_caller]
    fn current_user(&mut self, dst: Register) -> &mut Self {
        self.call(Helper::GET_CURRENT_UID_GID).mov32(dst, R0)
    }

    #[track_caller]
    fn current_group(&mut self, dst: Register) -> &mut Self {
        self.call(Helper::GET_CURRENT_UID_GID).mov(dst, R0).shift_right(dst, 32)
    }

    #[track_caller]
    fn count(&mut self, map: impl Into<Name>, key: StackSlot) -> &mut Self {
        let map = Argument::Map(map.into());
        let (found, counted) = (self.fresh_label("found"), self.fresh_label("counted"));
        self.call_with(Helper::MAP_LOOKUP_ELEM, (map.clone(), key)).jump(
            Condition::NotEqual,
            R0,
            0,
            found.clone(),
        );
        let zero = self.stack_slot(8, 8);
        // Somebody else may put it in at the same time: it is looked up in any case.
        self.zero_stack_slot(zero)
            .call_with(
                Helper::MAP_UPDATE_ELEM,
                [map.clone(), key.into(), zero.into(), UpdateFlags::NOEXIST.0.into()],
            )
            .free_stack_slot(zero)
            .call_with(Helper::MAP_LOOKUP_ELEM, (map, key))
            .jump(Condition::Equal, R0, 0, counted.clone())
            .label(found)
            .mov(R1, 1)
            .atomic(Atomic::Add, Size::Double, R0, 0, R1)
            .label(counted)
    }

    #[track_caller]
    fn log2(&mut self, dst: Register, src: Register, scratch: Register) -> &mut Self {
        self.mov(dst, 0);
        for bits in [32, 16, 8, 4, 2, 1] {
            self.mov(scratch, src)
                .shift_right(scratch, bits)
                .when(Condition::NotEqual, scratch, 0, |asm| asm.mov(src, scratch).add(dst, bits));
        }
        self
    }

    #[track_caller]
    fn sample(&mut self, one_in: NonZeroU32, others: impl Into<Name>) -> &mut Self {
        // The upper half is clear, and so it is a number of 64 bits as well.
        self.call(Helper::GET_PRANDOM_U32).set(R1, one_in.get()).modulo(R0, R1).jump(
            Condition::NotEqual,
            R0,
            0,
            others,
        )
    }

    #[track_caller]
    fn load_usdt_argument(&mut self, argument: &UsdtArgument, context: Register, dst: Register) -> &mut Self {
        let offset = |register: u32| i16::try_from(register).unwrap_or(i16::MAX);
        let size = match argument.size {
            1 => Size::Byte,
            2 => Size::Half,
            4 => Size::Word,
            _ => Size::Double,
        };
        let slot = match argument.place {
            UsdtPlace::Constant(constant) => {
                self.load_imm64(dst, constant);
                None
            }
            UsdtPlace::Register(register) => {
                self.load(Size::Double, dst, context, offset(register));
                None
            }
            UsdtPlace::Memory { base, index, displacement } => {
                let slot = self.stack_slot(8, 8);
                self.load(Size::Double, R3, context, offset(base));
                if let Some((index, scale)) = index {
                    self.load(Size::Double, R1, context, offset(index)).mul(R1, i32::from(scale)).add(R3, R1);
                }
                self.load_imm64(R1, displacement).add(R3, R1).zero_stack_slot(slot);
                self.mov(R1, R10).add(R1, i32::from(slot.offset)).mov(R2, i32::from(argument.size));
                self.call(Helper::PROBE_READ_USER).load(size, dst, R10, slot.offset);
                Some(slot)
            }
            _ => {
                return self.problem(format!("where the argument `{}` is, is not known here", argument.text));
            }
        };
        let unused = 64 - 8 * i32::from(argument.size);
        if unused != 0 && (slot.is_none() || argument.signed) {
            self.shift_left(dst, unused);
            if argument.signed {
                self.shift_right_signed(dst, unused)
            } else {
                self.shift_right(dst, unused)
            };
        }
        match slot {
            Some(slot) => self.free_stack_slot(slot),
            None => self,
        }
    }

    #[track_caller]
    fn reserve_or_count(
        &mut self,
        ring: impl Into<Name>,
        size: usize,
        losses: impl Into<Name>,
        scratch: i16,
        full: impl Into<Name>,
    ) -> &mut Self {
        let (reserved, full) = (self.fresh_label("reserved"), full.into());
        self.load_map(R1, ring)
            .load_imm64(R2, size as u64)
            .mov(R3, 0)
            .call(Helper::RINGBUF_RESERVE)
            .jump(Condition::NotEqual, R0, 0, reserved.clone())
            .store(Size::Word, R10, scratch, 0)
            .load_map(R1, losses)
            .mov(R2, R10)
            .add(R2, i32::from(scratch))
            .call(Helper::MAP_LOOKUP_ELEM)
            .jump(Condition::Equal, R0, 0, full.clone())
            .mov(R1, 1)
            .atomic(Atomic::Add, Size::Double, R0, 0, R1)
            .goto(full)
            .label(reserved)
    }
}

/// Where a field of a structure is, in bytes, as the assembler takes offsets. A structure that is too large for that
/// does not compile.
///
/// ```
/// #[repr(C)]
/// struct Exec { time: u64, pid: u32 }
///
/// let offset: i16 = skep::field_offset!(Exec, pid);
/// assert_eq!(offset, 8);
/// ```
#[macro_export]
macro_rules! field_offset {
    ($structure:ty, $field:ident) => {
        const { $crate::as_offset(::core::mem::offset_of!($structure, $field)) }
    };
}

#[doc(hidden)]
#[expect(clippy::cast_possible_truncation, reason = "asserted before")]
pub const fn as_offset(bytes: usize) -> i16 {
    assert!(bytes <= i16::MAX as usize, "the field is farther than an instruction's offset reaches");
    bytes as i16
}
