//! Accesses to memory, to the context and to structures of the kernel.
//!
//! An access is as wide as it is written, unless it is on the stack at a place that is no multiple of its width: the kernel has
//! every access there aligned, so such a one is made of several.

use super::{Selection, size_of, size_of_type};
use crate::machine::{Action, Base, Operand, Place, Question, Role, Spot, Virtual};
use crate::values::{Home, at, total};
use crate::{CompileError, Where};
use skep_btf::relocation::RelocationKind;
use skep_ir::{Access, Address, AtomicOperator, ContextPlace, FunctionKind, Type, TypeDeclaration, Value};
use skep_isa::{Arithmetic, Atomic, Register, Size, Width};
use skep_uapi::{ContextField, FieldKind, ProgramType, TargetEndian};

/// A place in memory whose register, if it has one, is known.
#[derive(Clone, Copy)]
struct Spotted {
    base: SpottedBase,
    offset: i32,
    /// To what it is aligned; 0 if that does not matter.
    alignment: u32,
}

#[derive(Clone, Copy)]
enum SpottedBase {
    Register(Virtual),
    Frame(Spot),
}

impl Spotted {
    /// The place so many bytes further on.
    const fn behind(self, offset: u32) -> Self {
        let Self { base, offset: before, alignment } = self;
        Self { base, offset: before.saturating_add_unsigned(offset), alignment: at(alignment, offset) }
    }

    /// The widest access at the beginning of so many bytes.
    fn widest(self, size: u32) -> u32 {
        let most = match self.alignment {
            0 => 8,
            alignment => alignment.min(8),
        };
        [8, 4, 2, 1].into_iter().find(|&width| width <= most && width <= size).unwrap_or(1)
    }
}

impl Selection<'_, '_> {
    fn spot(&mut self, address: Address) -> Spotted {
        let alignment = at(self.values.alignment(address.base), address.offset);
        let home = self.values.home(address.base);
        let (base, offset) = match home {
            Home::Slot(slot, before) => (SpottedBase::Frame(Spot::Slot(slot)), total(address, before)),
            Home::Register(root, before) => {
                (SpottedBase::Register(self.register(root)), total(address, before))
            }
            // The address is made with the offset in it.
            Home::Global(global, before) => {
                let made = self.make(Action::Global(global, total(address, before)), &[]);
                (SpottedBase::Register(made), 0)
            }
            Home::Number(_) | Home::Map(_) => {
                (SpottedBase::Register(self.value(address.base)), address.offset)
            }
        };
        // Of what is further away, 8 bytes must still be reached.
        match (i32::try_from(offset), base) {
            (Ok(offset), _) if offset <= i32::from(i16::MAX) - 4096 => Spotted { base, offset, alignment },
            (_, SpottedBase::Register(register)) => {
                let base = SpottedBase::Register(self.further(register, offset));
                Spotted { base, offset: 0, alignment }
            }
            // A slot is not as large.
            (_, SpottedBase::Frame(_)) => Spotted { base, offset: 0, alignment },
        }
    }

    /// The place as an instruction has it that has the base as its operand of this number.
    fn place(&mut self, spotted: Spotted, number: usize, operands: &mut Vec<Operand>) -> Place {
        let (mut spotted, mut offset) = (spotted, i16::try_from(spotted.offset));
        if let (Err(_), SpottedBase::Register(register)) = (offset, spotted.base) {
            let further = u32::try_from(spotted.offset).unwrap_or(0);
            spotted.base = SpottedBase::Register(self.further(register, further));
            offset = Ok(0);
        }
        let base = match spotted.base {
            SpottedBase::Register(register) => {
                operands.push(Operand { register, role: Role::Use });
                Base::Operand(number)
            }
            SpottedBase::Frame(spot) => Base::Frame(spot),
        };
        Place { base, offset: offset.unwrap_or(0) }
    }

    fn load_part(&mut self, from: Spotted, size: Size) -> Virtual {
        let mut operands = vec![];
        let place = self.place(from, 0, &mut operands);
        let result = self.new_register();
        operands.push(Operand { register: result, role: Role::Define });
        self.push(Action::Load { size, signed: false, place }, operands);
        result
    }

    fn store_part(&mut self, register: Virtual, to: Spotted, size: Size) {
        let mut operands = vec![Operand { register, role: Role::Use }];
        let place = self.place(to, 1, &mut operands);
        self.push(Action::Store { size, place, number: None }, operands);
    }

    fn store_number(&mut self, number: i32, to: Spotted, size: Size) {
        let mut operands = vec![];
        let place = self.place(to, 0, &mut operands);
        self.push(Action::Store { size, place, number: Some(number) }, operands);
    }

    pub(super) fn load(&mut self, address: Address, ty: Type) -> Virtual {
        let bytes = ty.plain().bytes().unwrap_or(8);
        let from = self.spot(address);
        let part = from.widest(bytes);
        if part >= bytes {
            return self.load_part(from, size_of(bytes));
        }
        let mut made: Option<Virtual> = None;
        for number in 0..bytes / part {
            let loaded = self.load_part(from.behind(number * part), size_of(part));
            let place = match self.context.target.endian {
                TargetEndian::Little => number * part,
                TargetEndian::Big => bytes - (number + 1) * part,
            };
            let shift = i32::try_from(place * 8).unwrap_or(0);
            let shifted = match shift {
                0 => loaded,
                _ => {
                    self.change(Action::Arithmetic(Arithmetic::ShiftLeft, Width::W64, Some(shift)), &[loaded])
                }
            };
            made = Some(match made {
                None => shifted,
                Some(before) => {
                    self.change(Action::Arithmetic(Arithmetic::Or, Width::W64, None), &[before, shifted])
                }
            });
        }
        // There is at least one part.
        made.unwrap_or(Virtual(0))
    }

    pub(super) fn store(&mut self, value: Value, address: Address) {
        let bytes = self.values.ty(value).plain().bytes().unwrap_or(8);
        let to = self.spot(address);
        let part = to.widest(bytes);
        if let Some(number) = self.values.number(value) {
            return self.store_constant(number, to, bytes);
        }
        let register = self.value(value);
        if part >= bytes {
            return self.store_part(register, to, size_of(bytes));
        }
        for number in 0..bytes / part {
            let place = match self.context.target.endian {
                TargetEndian::Little => number * part,
                TargetEndian::Big => bytes - (number + 1) * part,
            };
            let shift = i32::try_from(place * 8).unwrap_or(0);
            let shifted = match shift {
                0 => register,
                _ => self
                    .change(Action::Arithmetic(Arithmetic::ShiftRight, Width::W64, Some(shift)), &[register]),
            };
            self.store_part(shifted, to.behind(number * part), size_of(part));
        }
    }

    fn store_constant(&mut self, number: u64, to: Spotted, bytes: u32) {
        let part = to.widest(bytes);
        for count in 0..bytes / part {
            let place = match self.context.target.endian {
                TargetEndian::Little => count * part,
                TargetEndian::Big => bytes - (count + 1) * part,
            };
            let unused = 64 - part * 8;
            let piece = ((number >> (place * 8)) << unused).cast_signed() >> unused;
            let there = to.behind(count * part);
            match i32::try_from(piece) {
                Ok(piece) => self.store_number(piece, there, size_of(part)),
                Err(_) => {
                    let piece = self.number(piece);
                    self.store_part(piece, there, size_of(part));
                }
            }
        }
    }

    pub(super) fn copy(&mut self, to: Address, from: Address, size: u32) {
        let (from, to) = (self.spot(from), self.spot(to));
        let mut done = 0;
        while done < size {
            let (here, there) = (from.behind(done), to.behind(done));
            let part = here.widest(there.widest(size - done));
            let loaded = self.load_part(here, size_of(part));
            self.store_part(loaded, there, size_of(part));
            done += part;
        }
    }

    pub(super) fn zero(&mut self, to: Address, size: u32) {
        let to = self.spot(to);
        let mut done = 0;
        while done < size {
            let there = to.behind(done);
            let part = there.widest(size - done);
            self.store_number(0, there, size_of(part));
            done += part;
        }
    }

    pub(super) fn atomic(
        &mut self,
        operator: AtomicOperator,
        value: Value,
        address: Address,
        fetches: bool,
    ) -> Option<Virtual> {
        let operation = match (operator, fetches) {
            (AtomicOperator::Add, false) => Atomic::Add,
            (AtomicOperator::And, false) => Atomic::And,
            (AtomicOperator::Or, false) => Atomic::Or,
            (AtomicOperator::Xor, false) => Atomic::Xor,
            (AtomicOperator::Add, true) => Atomic::FetchAdd,
            (AtomicOperator::And, true) => Atomic::FetchAnd,
            (AtomicOperator::Or, true) => Atomic::FetchOr,
            (AtomicOperator::Xor, true) => Atomic::FetchXor,
            (AtomicOperator::Exchange, _) => Atomic::Exchange,
        };
        if operation != Atomic::Add {
            self.want_fetching_atomics();
        }
        let size = size_of_type(self.values.ty(value));
        let to = self.spot(address);
        let register = self.value(value);
        let mut operands = vec![Operand { register, role: Role::Use }];
        let place = self.place(to, 1, &mut operands);
        let result = fetches.then(|| self.new_register());
        if let Some(register) = result {
            operands.push(Operand { register, role: Role::DefineAs(0) });
        }
        self.push(Action::Atomic { operation, size, place }, operands);
        result
    }

    pub(super) fn compare_exchange(
        &mut self,
        address: Address,
        expected: Value,
        new: Value,
    ) -> Option<Virtual> {
        self.want_fetching_atomics();
        let size = size_of_type(self.values.ty(new));
        let to = self.spot(address);
        let (new, expected) = (self.value(new), self.value(expected));
        let mut operands = vec![Operand { register: new, role: Role::Use }];
        let place = self.place(to, 1, &mut operands);
        let result = self.new_register();
        operands.push(Operand { register: expected, role: Role::UseIn(Register::R0) });
        operands.push(Operand { register: result, role: Role::DefineIn(Register::R0) });
        self.push(Action::Atomic { operation: Atomic::CompareExchange, size, place }, operands);
        Some(result)
    }

    fn want_fetching_atomics(&mut self) {
        if !self.context.target.fetching_atomics {
            self.not_in_target("an atomic operation that gives what was there, or is no sum", "5.12");
        }
    }

    pub(super) fn not_in_target(&mut self, what: &str, since: &'static str) {
        let at = Where::of(self.context.module, self.id, self.location);
        self.errors.push(CompileError::NotInTarget { what: what.to_owned(), since, at });
    }

    /// The facts of the context, if it is one structure.
    fn field(&self, wanted: impl Fn(&ContextField) -> bool) -> Option<&'static ContextField> {
        self.program_type()?.context()?.fields.iter().find(|field| wanted(field))
    }

    /// The type of the programs that run this function. If they are of several, their contexts have what is read of them in
    /// common (rule 16).
    fn program_type(&self) -> Option<ProgramType> {
        let mut waiting = vec![self.id];
        let mut seen = vec![self.id];
        while let Some(id) = waiting.pop() {
            if let FunctionKind::Program { program_type, .. } = self.context.module.functions[id].kind {
                return Some(program_type);
            }
            for caller in crate::calls::callers(self.context.module, id) {
                if !seen.contains(&caller) {
                    seen.push(caller);
                    waiting.push(caller);
                }
            }
        }
        None
    }

    pub(super) fn packet(&mut self, context: Value, holds: FieldKind) -> Virtual {
        let field = self.field(|field| field.holds == holds);
        let (offset, size) = field.map_or((0, 4), |field| (field.offset, field.size));
        self.context_part(context, offset, size)
    }

    fn context_part(&mut self, context: Value, offset: u32, bytes: u32) -> Virtual {
        let from = self.spot(Address { base: context, offset });
        self.load_part(from, size_of(bytes))
    }

    fn context_offset(&self, place: &ContextPlace) -> u32 {
        match place {
            ContextPlace::Field(name, element) => {
                let field = self.field(|field| field.name == name);
                field.map_or(0, |field| field.offset.saturating_add(field.size.saturating_mul(*element)))
            }
            ContextPlace::Offset(offset) => *offset,
        }
    }

    pub(super) fn context_load(&mut self, context: Value, place: &ContextPlace, ty: Type) -> Virtual {
        let offset = self.context_offset(place);
        self.context_part(context, offset, ty.plain().bytes().unwrap_or(8))
    }

    pub(super) fn context_store(&mut self, value: Value, context: Value, place: &ContextPlace) {
        // From a register: kernels before 6.4 take no number there.
        let offset = self.context_offset(place);
        let size = size_of_type(self.values.ty(value));
        let to = self.spot(Address { base: context, offset });
        let register = self.value(value);
        self.store_part(register, to, size);
    }

    fn asking(&mut self, kind: RelocationKind, access: &Access) {
        if let Some(last) = self.code.blocks[self.here.0].instructions.last_mut() {
            last.question = Some(Question { kind, access: access.clone() });
        }
    }

    /// What the kernel at hand says of a type.
    pub(super) fn ask(&mut self, kind: RelocationKind, access: &Access) -> Virtual {
        let made = self.number(0);
        self.asking(kind, access);
        made
    }

    pub(super) fn field_address(&mut self, base: Value, access: &Access) -> Virtual {
        let base = self.value(base);
        let made = self.change(Action::Arithmetic(Arithmetic::Add, Width::W64, Some(0)), &[base]);
        self.asking(RelocationKind::FieldByteOffset, access);
        made
    }

    /// Reads a field in place; of a bitfield the integer that holds it, of which the bits are then shifted out.
    pub(super) fn read_field(&mut self, base: Value, access: &Access, ty: Type) -> Virtual {
        let bits = bitfield(self.context.module, access);
        let bytes = match bits {
            Some((_, bytes)) => bytes,
            None => ty.plain().bytes().unwrap_or(8),
        };
        let from = self.spot(Address { base, offset: 0 });
        let loaded = self.load_part(from, size_of(bytes));
        self.asking(RelocationKind::FieldByteOffset, access);
        let Some((signed, _)) = bits else { return loaded };
        let left = self.change(Action::Arithmetic(Arithmetic::ShiftLeft, Width::W64, Some(0)), &[loaded]);
        self.asking(RelocationKind::FieldLeftShift, access);
        let right = if signed { Arithmetic::ShiftRightSigned } else { Arithmetic::ShiftRight };
        let made = self.change(Action::Arithmetic(right, Width::W64, Some(0)), &[left]);
        self.asking(RelocationKind::FieldRightShift, access);
        // The sign is in all 64 bits.
        if signed { self.zeros_above(made, ty.bits().unwrap_or(64)) } else { made }
    }
}

/// Whether an access is of a bitfield: whether it has a sign, and the bytes of the integer that holds it.
fn bitfield(module: &skep_ir::Module, access: &Access) -> Option<(bool, u32)> {
    let resolved = |mut ty| {
        while let TypeDeclaration::Alias { of: Some(of), .. } = &module.types[ty] {
            ty = *of;
        }
        ty
    };
    let mut ty = access.root;
    let mut found = None;
    for &number in access.path.get(1..)? {
        found = None;
        ty = match &module.types[resolved(ty)] {
            TypeDeclaration::Composite { members, .. } => {
                let member = members.get(usize::try_from(number).ok()?)?;
                found = member.bits.map(|_| member.ty);
                member.ty
            }
            TypeDeclaration::Array { element, .. } => *element,
            _ => return None,
        };
    }
    match &module.types[resolved(found?)] {
        TypeDeclaration::Integer { size, signed, .. } | TypeDeclaration::Enumeration { size, signed, .. } => {
            Some((*signed, *size))
        }
        _ => None,
    }
}
