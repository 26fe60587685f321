//! Rules 12 to 18: what each operation and each end wants of its operands, and what its result is.

use super::accesses::Use;
use super::{Checker, Rule, Site};
use crate::{
    Access, AtomicOperator, BinaryOperator, Comparison, Conversion, Instruction, Operation, Region,
    Terminator, Type, TypeDeclaration, TypeId, Value,
};
use skep_btf::relocation::RelocationKind;
use skep_uapi::{FieldKind, MapType};
use std::collections::HashSet;

/// The largest offset into a packet that the kernel follows (`MAX_PACKET_OFF`).
const MAX_PACKET: u32 = 0xffff;

pub(super) fn check(checker: &mut Checker<'_>) {
    let function = checker.function;
    for (block, body) in function.blocks.iter() {
        for (at, instruction) in body.instructions.iter().enumerate() {
            checker.check_instruction(Site::Instruction(block, at), instruction);
        }
        if let Some(end) = &body.end {
            let site = checker.end_site(block);
            checker.check_terminator(site, &end.terminator);
        }
    }
}

impl Checker<'_> {
    fn check_instruction(&mut self, site: Site, instruction: &Instruction) {
        let result = instruction.result.map(|one| one.ty);
        let expected = match &instruction.operation {
            Operation::Constant(number) => {
                let holds = result.is_some_and(|ty| holds(ty, *number));
                self.want(site, holds, || format!("{number} is no constant of its type"));
                result
            }
            Operation::Binary(operator, left, right) => {
                let (left, right) = (self.type_of(*left).plain(), self.type_of(*right).plain());
                let bits = matches!(operator, BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Xor);
                let fits = left == right && (left.is_integer() || bits && left == Type::Bool);
                self.want_same(site, fits, left, right);
                Some(left)
            }
            Operation::Compare(comparison, left, right) => {
                let (left, right) = (self.type_of(*left).plain(), self.type_of(*right).plain());
                let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
                let fits = left == right && (left.is_integer() || equality && left == Type::Bool);
                self.want_same(site, fits, left, right);
                Some(Type::Bool)
            }
            Operation::Negate(value) => {
                let ty = self.type_of(*value).plain();
                self.want(site, ty.bits().is_some(), || format!("{value} is no integer"));
                Some(ty)
            }
            Operation::Convert(conversion, value) => {
                let from = self.type_of(*value);
                let fits = result.is_some_and(|to| converts(*conversion, from, to));
                let from = self.text(from);
                self.want(site, fits, || {
                    format!("a `{from}` does not become this type by `{}`", conversion.word())
                });
                result
            }
            Operation::Bytes(_, value) => {
                let ty = self.type_of(*value).plain();
                let fits = matches!(ty, Type::I16 | Type::I32 | Type::I64);
                self.want(site, fits, || {
                    format!("{value} has no bytes to put in order: expected `i16`, `i32` or `i64`")
                });
                Some(ty)
            }
            Operation::Mask(value, bound) => {
                let fits = self.type_of(*value).plain() == Type::I64 && bound.is_power_of_two();
                self.want(site, fits, || {
                    format!("expected an `i64` and a power of two, found {value} and {bound}")
                });
                Some(Type::Below(*bound))
            }
            Operation::Offset(..) | Operation::Index { .. } | Operation::View(..) => {
                let part = match instruction.operation {
                    Operation::Offset(base, offset) => self.offset(site, base, offset),
                    Operation::Index { base, index, stride } => self.index(site, base, index, stride),
                    Operation::View(base, size) => self.view(site, base, size),
                    _ => None,
                };
                // What is wrong has been said.
                if part.is_none() {
                    return;
                }
                part
            }
            Operation::SlotAddress(slot) => Some(Type::pointer(Region::Stack { slot: *slot, offset: 0 })),
            Operation::MapAddress(map) => Some(Type::pointer(Region::Map(*map))),
            Operation::GlobalAddress(global) => {
                Some(Type::pointer(Region::Global { global: *global, offset: 0 }))
            }
            Operation::Load(address, _) => {
                let size = result.and_then(Type::bytes);
                self.want(site, size.is_some(), || {
                    "what is read is an integer of 8, 16, 32 or 64 bits".to_owned()
                });
                self.check_access(site, *address, size.unwrap_or(0), Use::Read);
                result
            }
            Operation::Store(value, address, _) => {
                let size = self.type_of(*value).plain().bytes();
                self.want(site, size.is_some(), || {
                    format!("what is written is an integer of 8, 16, 32 or 64 bits, and {value} is none")
                });
                self.check_access(site, *address, size.unwrap_or(0), Use::Write);
                None
            }
            Operation::Copy { to, from, size } => {
                self.want(site, *size > 0, || "nothing is copied".to_owned());
                self.check_access(site, *from, *size, Use::Read);
                self.check_access(site, *to, *size, Use::Write);
                None
            }
            Operation::Zero { to, size } => {
                self.want(site, *size > 0, || "nothing is made zero".to_owned());
                self.check_access(site, *to, *size, Use::Write);
                None
            }
            Operation::Atomic(operator, value, address) => {
                let ty = self.type_of(*value).plain();
                self.check_atomic(site, *address, ty);
                let used = result.is_some() || *operator != AtomicOperator::Exchange;
                self.want(site, used, || "an exchange has a result".to_owned());
                result.map(|_| ty)
            }
            Operation::CompareExchange { address, expected, new } => {
                let ty = self.type_of(*new).plain();
                let same = self.type_of(*expected).plain() == ty;
                self.want(site, same, || format!("{expected} and {new} are of different types"));
                self.check_atomic(site, *address, ty);
                Some(ty)
            }
            Operation::CallHelper(helper, arguments) => {
                return self.check_helper(site, *helper, arguments, result);
            }
            Operation::CallFunction(callee, arguments) => {
                let callee = &self.module.functions[*callee];
                let parameters: Vec<Type> = callee.parameters().iter().map(|one| one.ty).collect();
                self.check_call(site, &callee.name, &parameters, arguments);
                callee.result.filter(|_| result.is_some())
            }
            Operation::CallKernel(callee, arguments) => {
                let callee = &self.module.kernel_functions[*callee];
                self.check_call(site, &callee.name, &callee.parameters, arguments);
                callee.result.filter(|_| result.is_some())
            }
            Operation::Relocation(kind, access) => {
                self.want(site, names(self.module, *kind, access), || {
                    format!("{access} names nothing that `{kind}` is about")
                });
                Some(Type::I64)
            }
            Operation::ReadField(base, access) => self.read_field(site, *base, access, result),
            Operation::FieldAddress(base, access) => {
                let fits = match self.type_of(*base) {
                    Type::I64 | Type::Below(_) => true,
                    ty => {
                        matches!(ty.region(), Some(Region::Kernel(of) | Region::Untrusted(of)) if of == access.root)
                    }
                };
                self.want(site, fits, || {
                    format!("{base} is neither an `i64` nor a pointer to {}", access.root)
                });
                self.want(site, field(self.module, access).is_some(), || format!("{access} is no field"));
                Some(Type::I64)
            }
            Operation::PacketStart(context) => {
                self.check_context(site, *context);
                self.check_context_holds(site, FieldKind::Packet);
                Some(Type::pointer(Region::Packet(0)))
            }
            Operation::PacketEnd(context) => {
                self.check_context(site, *context);
                self.check_context_holds(site, FieldKind::PacketEnd);
                Some(Type::pointer(Region::PacketEnd))
            }
            Operation::MetadataStart(context) => {
                self.check_context(site, *context);
                self.check_context_holds(site, FieldKind::PacketMeta);
                Some(Type::pointer(Region::Packet(0)))
            }
            Operation::MetadataEnd(context) => {
                self.check_context(site, *context);
                self.check_context_holds(site, FieldKind::PacketMeta);
                Some(Type::pointer(Region::PacketEnd))
            }
            Operation::PacketRest(pointer, end) => {
                let is_packet = matches!(self.type_of(*pointer).region(), Some(Region::Packet(_)));
                self.want(site, is_packet, || format!("{pointer} is no pointer into the packet"));
                let fits = self.type_of(*end) == Type::pointer(Region::PacketEnd);
                self.want(site, fits, || format!("{end} is not the end of the packet"));
                Some(Type::I64)
            }
            Operation::ContextAddress(context) => {
                self.check_context(site, *context);
                Some(Type::I64)
            }
            Operation::ContextLoad(context, place) => {
                self.check_context(site, *context);
                if let Some(ty) = result {
                    self.check_context_place(site, place, ty, Use::Read);
                }
                self.want(site, result.is_some(), || "what is read of the context has a result".to_owned());
                result
            }
            Operation::ContextStore(value, context, place) => {
                self.check_context(site, *context);
                self.check_context_place(site, place, self.type_of(*value).plain(), Use::Write);
                None
            }
            Operation::TailCall { context, map, index } => {
                self.check_context(site, *context);
                let programs = match self.type_of(*map).region() {
                    Some(Region::Map(map)) => self.module.maps[map].map_type == MapType::PROG_ARRAY,
                    _ => false,
                };
                self.want(site, programs, || format!("{map} is no program array"));
                let number = self.type_of(*index) == Type::I32;
                self.want(site, number, || format!("{index} is no `i32`"));
                None
            }
        };
        self.check_result(site, expected, result);
    }

    pub(super) fn check_result(&mut self, site: Site, expected: Option<Type>, found: Option<Type>) {
        let holds = match (expected, found) {
            (Some(expected), Some(found)) => expected.serves(found),
            (expected, found) => expected == found,
        };
        if !holds {
            let text =
                |ty: Option<Type>| ty.map_or("nothing".to_owned(), |ty| format!("a `{}`", self.text(ty)));
            let message = format!("the result is {}, and is said to be {}", text(expected), text(found));
            self.report(Rule::Types, site, message);
        }
    }

    fn want(&mut self, site: Site, holds: bool, message: impl FnOnce() -> String) {
        if !holds {
            self.report(Rule::Types, site, message());
        }
    }

    fn want_same(&mut self, site: Site, holds: bool, left: Type, right: Type) {
        if let (true, Type::Pointer { nullable: true, .. }, _)
        | (true, _, Type::Pointer { nullable: true, .. }) = (!holds, left, right)
        {
            self.report(
                Rule::Null,
                site,
                "a pointer that may be null is looked at by a guard only".to_owned(),
            );
        } else if !holds {
            let (left, right) = (self.text(left), self.text(right));
            self.report(
                Rule::Types,
                site,
                format!("a `{left}` and a `{right}` are not what the operation takes"),
            );
        }
    }

    fn offset(&mut self, site: Site, base: Value, offset: u32) -> Option<Type> {
        let region = self.region(site, base)?;
        let extent = self.part(site, base, region, offset)?;
        Some(Type::pointer(region.behind(offset, extent)))
    }

    /// How many bytes there are behind the offset of a region. Reports it if it has none, or less.
    fn part(&mut self, site: Site, base: Value, region: Region, offset: u32) -> Option<u32> {
        let Some(extent) = self.module.extent(&self.function.slots, region) else {
            let text = self.text(Type::pointer(region));
            self.report(Rule::Types, site, format!("{base} is a `{text}`, of which there are no parts"));
            return None;
        };
        let rest = extent.checked_sub(offset);
        if rest.is_none() {
            let message = format!("byte {offset} is beyond the {extent} that there are behind {base}");
            self.report(Rule::Bounds, site, message);
        }
        rest
    }

    fn index(&mut self, site: Site, base: Value, index: Value, stride: u32) -> Option<Type> {
        let region = self.region(site, base)?;
        let Type::Below(bound) = self.type_of(index) else {
            self.want(site, false, || {
                format!("{index} has no bound: a guard or a mask must have given it one")
            });
            return None;
        };
        let last = bound.saturating_sub(1).saturating_mul(stride);
        if let Region::Packet(_) = region {
            if last > MAX_PACKET {
                let message =
                    format!("byte {last} is beyond the {MAX_PACKET} of a packet that can be reached");
                self.report(Rule::Bounds, site, message);
            }
            return Some(Type::pointer(Region::Packet(0)));
        }
        let rest = self.part(site, base, region, last)?;
        Some(Type::pointer(region.somewhere(rest, self.module.is_constant(region))))
    }

    fn view(&mut self, site: Site, base: Value, size: u32) -> Option<Type> {
        let region = self.region(site, base)?;
        self.part(site, base, region, size)?;
        self.want(site, !region.is_packet(), || "of the packet there is no view: it may move".to_owned());
        Some(Type::pointer(region.somewhere(size, self.module.is_constant(region))))
    }

    fn check_call(&mut self, site: Site, name: &str, parameters: &[Type], arguments: &[Value]) {
        if parameters.len() != arguments.len() {
            let message =
                format!("`{name}` takes {} values, and is given {}", parameters.len(), arguments.len());
            return self.report(Rule::Arguments, site, message);
        }
        for (&wanted, &value) in parameters.iter().zip(arguments) {
            let given = self.type_of(value);
            if !given.serves(wanted) {
                let (wanted, given) = (self.text(wanted), self.text(given));
                let message = format!("`{name}` takes a `{wanted}`, and is given {value}, a `{given}`");
                self.report(Rule::Arguments, site, message);
            }
        }
    }

    fn read_field(&mut self, site: Site, base: Value, access: &Access, result: Option<Type>) -> Option<Type> {
        if let Some(region) = self.region(site, base) {
            let fits = region == Region::Kernel(access.root);
            self.want(site, fits, || {
                format!("{base} is no pointer to {} that can be read directly", access.root)
            });
        }
        let read = field(self.module, access);
        let pointer = matches!(read.map(|ty| &self.module.types[ty]), Some(TypeDeclaration::Pointer(_)));
        self.want(site, read.is_some(), || format!("{access} is no field"));
        let fits = match result {
            Some(Type::Pointer {
                region: Region::Kernel(_) | Region::Untrusted(_) | Region::User, ..
            }) => pointer,
            Some(ty) => ty.bytes().is_some(),
            None => false,
        };
        self.want(site, fits, || format!("{access} is read as an integer, or, if it is one, as a pointer"));
        result
    }

    fn check_terminator(&mut self, site: Site, terminator: &Terminator) {
        match terminator {
            Terminator::Branch { condition, .. } => {
                let fits = self.type_of(*condition) == Type::Bool;
                self.want(site, fits, || format!("{condition} is no `bool`"));
            }
            Terminator::Switch { value, cases, .. } => {
                let ty = self.type_of(*value).plain();
                self.want(site, ty.is_integer(), || format!("{value} is no integer"));
                let mut seen = HashSet::new();
                for &(number, _) in cases {
                    self.want(site, holds(ty, number), || format!("{value} is never {number}"));
                    self.want(site, seen.insert(number), || format!("there is more than one case {number}"));
                }
            }
            Terminator::IfNull { pointer, .. } => {
                let fits = matches!(self.type_of(*pointer), Type::Pointer { .. });
                self.want(site, fits, || format!("{pointer} is no pointer"));
            }
            Terminator::IfPacket { pointer, end, size, .. } => {
                let packet = matches!(self.type_of(*pointer).region(), Some(Region::Packet(_)));
                self.want(site, packet, || format!("{pointer} is no pointer into the packet"));
                let fits = self.type_of(*end) == Type::pointer(Region::PacketEnd);
                self.want(site, fits, || format!("{end} is not the end of the packet"));
                if *size > MAX_PACKET {
                    self.report(
                        Rule::Bounds,
                        site,
                        format!("{size} bytes are more than a guard can see: {MAX_PACKET}"),
                    );
                }
            }
            Terminator::IfBelow { value, bound, .. } => {
                let fits = self.type_of(*value).plain() == Type::I64 && *bound > 0;
                self.want(site, fits, || {
                    format!("expected an `i64` and a bound above 0, found {value} and {bound}")
                });
            }
            Terminator::Jump(_) | Terminator::Return(_) | Terminator::Abort | Terminator::Unreachable => {}
        }
    }
}

/// Whether a type holds a number, with or without a sign.
fn holds(ty: Type, number: i64) -> bool {
    match ty {
        Type::Bool => matches!(number, 0 | 1),
        Type::I8 => (i64::from(i8::MIN)..=u8::MAX.into()).contains(&number),
        Type::I16 => (i64::from(i16::MIN)..=u16::MAX.into()).contains(&number),
        Type::I32 => (i64::from(i32::MIN)..=u32::MAX.into()).contains(&number),
        Type::I64 => true,
        Type::Below(bound) => (0..i64::from(bound)).contains(&number),
        Type::Pointer { nullable, .. } => nullable && number == 0,
    }
}

fn converts(conversion: Conversion, from: Type, to: Type) -> bool {
    let plain = matches!(to, Type::I8 | Type::I16 | Type::I32 | Type::I64);
    match (conversion, from.bits(), to.bits()) {
        (Conversion::ZeroExtend, Some(from), Some(to)) => plain && from < to,
        (Conversion::SignExtend, Some(narrow), Some(wide)) => plain && from.is_integer() && narrow < wide,
        (Conversion::Truncate, Some(from), Some(to)) => plain && from > to,
        _ => false,
    }
}

/// The type of the field that an access names.
fn field(module: &crate::Module, access: &Access) -> Option<TypeId> {
    let mut ty = access.root;
    let (_, rest) = access.path.split_first()?;
    for &number in rest {
        while let TypeDeclaration::Alias { of: Some(of), .. } = module.types.get(ty)? {
            ty = *of;
        }
        ty = match module.types.get(ty)? {
            TypeDeclaration::Composite { members, .. } => members.get(usize::try_from(number).ok()?)?.ty,
            TypeDeclaration::Array { element, .. } => *element,
            _ => return None,
        };
    }
    module.types.get(ty).map(|_| ty)
}

/// Whether an access names something that this kind of relocation is about.
fn names(module: &crate::Module, kind: RelocationKind, access: &Access) -> bool {
    match kind {
        RelocationKind::FieldByteOffset
        | RelocationKind::FieldByteSize
        | RelocationKind::FieldExists
        | RelocationKind::FieldSigned
        | RelocationKind::FieldLeftShift
        | RelocationKind::FieldRightShift => field(module, access).is_some(),
        RelocationKind::TypeIdLocal
        | RelocationKind::TypeIdTarget
        | RelocationKind::TypeExists
        | RelocationKind::TypeSize
        | RelocationKind::TypeMatches => access.path == [0],
        RelocationKind::EnumeratorExists | RelocationKind::EnumeratorValue => {
            let values = match module.types.get(access.root) {
                Some(TypeDeclaration::Enumeration { values, .. }) => values.len(),
                _ => 0,
            };
            matches!(*access.path, [number] if usize::try_from(number).is_ok_and(|number| number < values))
        }
    }
}
