//! Runs one instruction.

use super::arithmetic::{atomic, binary, bits, compare, negate, signed, swap};
use super::{CONTEXT_ADDRESS, Cause, Frame, Outcome, Run, Word, world::size};
use crate::{Access, Address, ByteOrder, ContextPlace, Conversion, Entity, Instruction, Operation, Value};
use skep_btf::Endian;
use skep_btf::relocation::RelocationKind;

impl<'m> Run<'_, 'm> {
    /// Runs an instruction. An outcome ends the run, or the call.
    pub(super) fn step(
        &mut self,
        frame: &mut Frame<'m>,
        one: &Instruction,
    ) -> Result<Option<Outcome>, Cause> {
        let width = one.result.and_then(|result| result.ty.bits()).unwrap_or(64);
        let word = match &one.operation {
            Operation::Constant(number) => Word::Integer(number.cast_unsigned()),
            Operation::Binary(operator, left, right) => {
                let (width, left, right) =
                    (frame.width(*left), frame.integer(*left)?, frame.integer(*right)?);
                Word::Integer(binary(*operator, width, left, right))
            }
            Operation::Compare(comparison, left, right) => {
                let (width, left, right) =
                    (frame.width(*left), frame.integer(*left)?, frame.integer(*right)?);
                Word::Integer(compare(*comparison, width, left, right).into())
            }
            Operation::Negate(value) => Word::Integer(negate(frame.width(*value), frame.integer(*value)?)),
            Operation::Convert(Conversion::SignExtend, value) => {
                Word::Integer(signed(frame.width(*value), frame.integer(*value)?).cast_unsigned())
            }
            Operation::Convert(Conversion::ZeroExtend | Conversion::Truncate, value) => {
                Word::Integer(frame.integer(*value)?)
            }
            Operation::Bytes(order, value) => {
                let number = frame.integer(*value)?;
                let as_it_is = match order {
                    ByteOrder::Big => self.world.endian == Endian::Big,
                    ByteOrder::Little => self.world.endian == Endian::Little,
                    ByteOrder::Swap => false,
                };
                Word::Integer(if as_it_is { number } else { swap(frame.width(*value).max(16), number) })
            }
            Operation::Mask(value, bound) => {
                Word::Integer(frame.integer(*value)? & u64::from(bound.wrapping_sub(1)))
            }
            Operation::Offset(base, offset) => {
                Word::Pointer(frame.pointer(*base)?.behind(u64::from(*offset)))
            }
            Operation::Index { base, index, stride } => {
                let distance = frame.integer(*index)?.wrapping_mul(u64::from(*stride));
                Word::Pointer(frame.pointer(*base)?.behind(distance))
            }
            Operation::View(base, _) => Word::Pointer(frame.pointer(*base)?),
            Operation::SlotAddress(slot) => {
                let pointer = frame.slots.get(slot.index()).copied();
                Word::Pointer(pointer.ok_or_else(|| Cause::Missing(slot.to_string()))?)
            }
            Operation::MapAddress(map) => Word::Map(*map),
            Operation::GlobalAddress(global) => {
                let pointer = self.world.globals.get(*global).copied();
                Word::Pointer(pointer.ok_or_else(|| Cause::Missing(global.to_string()))?)
            }
            Operation::Load(address, _) => Word::Integer(self.load(frame, *address, width)?),
            Operation::Store(value, address, _) => {
                self.store(frame, *address, frame.width(*value), frame.integer(*value)?)?;
                return Ok(None);
            }
            Operation::Copy { to, from, size: bytes } => {
                let from = at(frame, *from)?;
                let copied = self.world.memory.read(from, size(*bytes))?.to_vec();
                self.world.memory.write(at(frame, *to)?, copied.len())?.copy_from_slice(&copied);
                return Ok(None);
            }
            Operation::Zero { to, size: bytes } => {
                self.world.memory.write(at(frame, *to)?, size(*bytes))?.fill(0);
                return Ok(None);
            }
            Operation::Atomic(operator, value, address) => {
                let width = frame.width(*value);
                let before = self.load(frame, *address, width)?;
                self.store(frame, *address, width, atomic(*operator, before, frame.integer(*value)?))?;
                Word::Integer(before)
            }
            Operation::CompareExchange { address, expected, new } => {
                let width = frame.width(*new);
                let before = self.load(frame, *address, width)?;
                if before == frame.integer(*expected)? {
                    self.store(frame, *address, width, frame.integer(*new)?)?;
                }
                Word::Integer(before)
            }
            Operation::CallHelper(helper, arguments) => {
                let arguments = words(frame, arguments)?;
                self.helper(frame.module, *helper, &arguments)?
            }
            Operation::CallFunction(callee, arguments) => {
                let arguments = words(frame, arguments)?;
                match self.call(*callee, &arguments) {
                    Ok(Outcome::Returned(word)) => word.unwrap_or(Word::Integer(0)),
                    Ok(outcome) => return Ok(Some(outcome)),
                    Err(trap) => return Err(Cause::Callee(Box::new(trap))),
                }
            }
            Operation::CallKernel(callee, arguments) => {
                let arguments = words(frame, arguments)?;
                let done = self.environment.kernel_function(*callee, &arguments, &mut self.world.memory);
                Word::Integer(done.ok_or_else(|| {
                    missing(
                        "function of the kernel",
                        frame.module.kernel_functions.get(*callee).map(|one| &one.name),
                    )
                })?)
            }
            Operation::Relocation(kind, access) => Word::Integer(self.relocation(*kind, access)?),
            Operation::ReadField(base, access) => {
                let address = self.field_address(frame, *base, access)?;
                let bytes = one.result.and_then(|result| result.ty.bytes()).unwrap_or(8);
                let read = self.environment.read_kernel(address, bytes);
                Word::Integer(read.ok_or_else(|| Cause::Missing(format!("kernel memory at {address:#x}")))?)
            }
            Operation::FieldAddress(base, access) => Word::Integer(self.field_address(frame, *base, access)?),
            // There is no metadata.
            Operation::PacketStart(_) | Operation::MetadataStart(_) | Operation::MetadataEnd(_) => {
                Word::Pointer(self.world.packet)
            }
            Operation::PacketEnd(_) => {
                let length = self.world.packet().len();
                Word::Pointer(self.world.packet.behind(length as u64))
            }
            Operation::PacketRest(pointer, end) => {
                let (pointer, end) = (frame.pointer(*pointer)?, frame.pointer(*end)?);
                Word::Integer(end.offset.wrapping_sub(pointer.offset))
            }
            Operation::ContextAddress(_) => Word::Integer(CONTEXT_ADDRESS),
            Operation::ContextLoad(_, ContextPlace::Field(name, element)) => {
                Word::Integer(self.world.field(name, *element))
            }
            Operation::ContextLoad(_, ContextPlace::Offset(offset)) => {
                let pointer = self.world.context.behind(u64::from(*offset));
                let bytes = self.world.memory.read(pointer, size(width.div_ceil(8)))?;
                Word::Integer(self.world.number(bytes))
            }
            Operation::ContextStore(value, _, place) => {
                let (width, number) = (frame.width(*value), frame.integer(*value)?);
                match place {
                    ContextPlace::Field(name, element) => self.world.set_field(name, *element, number),
                    ContextPlace::Offset(offset) => {
                        let bytes = self.world.bytes(number, size(width.div_ceil(8)));
                        self.world.set_context(u64::from(*offset), &bytes)?;
                    }
                }
                return Ok(None);
            }
            Operation::TailCall { map, index, .. } => {
                let Word::Map(map_id) = frame.word(*map)? else { return Err(Cause::Value(*map)) };
                let number = u32::try_from(bits(32, frame.integer(*index)?)).unwrap_or(0);
                let goes_on = self.environment.tail_call(map_id, number);
                return Ok(goes_on.then_some(Outcome::TailCalled { map: map_id, index: number }));
            }
        };
        if let Some(result) = one.result {
            frame.set(result.value, word);
        }
        Ok(None)
    }

    fn load(&self, frame: &Frame<'_>, address: Address, width: u32) -> Result<u64, Cause> {
        let bytes = self.world.memory.read(at(frame, address)?, size(width.div_ceil(8)))?;
        Ok(self.world.number(bytes))
    }

    fn store(&mut self, frame: &Frame<'_>, address: Address, width: u32, number: u64) -> Result<(), Cause> {
        let bytes = self.world.bytes(number, size(width.div_ceil(8)));
        self.world.memory.write(at(frame, address)?, bytes.len())?.copy_from_slice(&bytes);
        Ok(())
    }

    fn relocation(&mut self, kind: RelocationKind, access: &Access) -> Result<u64, Cause> {
        let answer = self.environment.relocation(kind, access);
        answer.ok_or_else(|| Cause::Missing(format!("`{kind}` of {access}")))
    }

    fn field_address(&mut self, frame: &Frame<'_>, base: Value, access: &Access) -> Result<u64, Cause> {
        let offset = self.relocation(RelocationKind::FieldByteOffset, access)?;
        Ok(frame.integer(base)?.wrapping_add(offset))
    }
}

/// The place of an address.
fn at(frame: &Frame<'_>, address: Address) -> Result<super::Pointer, Cause> {
    Ok(frame.pointer(address.base)?.behind(u64::from(address.offset)))
}

fn words(frame: &Frame<'_>, values: &[Value]) -> Result<Vec<Word>, Cause> {
    // An integer goes into a register with zeros above its width.
    values.iter().map(|&value| frame.word(value)).collect()
}

fn missing(what: &str, name: Option<&String>) -> Cause {
    Cause::Missing(format!("{what} `{}`", name.map_or("", |name| name)))
}
