//! Rules 13 to 17, of accesses: null, bounds, writing, the context, atomics.

use super::{Checker, Rule, Site};
use crate::{Address, ContextPlace, Region, Type, Value};
use skep_uapi::{ContextField, FieldKind, ProgramType};

/// What is done with memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    Read,
    Write,
}

impl Checker<'_> {
    /// The region of a pointer that is to be followed. Reports it if it is none, or may be null.
    pub(super) fn region(&mut self, site: Site, value: Value) -> Option<Region> {
        match self.type_of(value) {
            Type::Pointer { region, nullable: false } => Some(region),
            Type::Pointer { .. } => {
                self.report(Rule::Null, site, format!("{value} may be null: a guard must have looked at it"));
                None
            }
            other => {
                let other = self.text(other);
                self.report(Rule::Types, site, format!("{value} is a `{other}`: expected a pointer"));
                None
            }
        }
    }

    /// Checks an access of this many bytes.
    pub(super) fn check_access(&mut self, site: Site, address: Address, size: u32, done: Use) {
        let Some(region) = self.region(site, address.base) else { return };
        let text = self.text(Type::pointer(region));
        let Some(extent) = self.module.extent(&self.function.slots, region) else {
            return self.report(
                Rule::Types,
                site,
                format!("{} is a `{text}`, which is not accessed directly", address.base),
            );
        };
        if u64::from(address.offset) + u64::from(size) > u64::from(extent) {
            let message =
                format!("{size} bytes at {address} reach beyond the {extent} that there are behind `{text}`");
            self.report(Rule::Bounds, site, message);
        }
        if done == Use::Write {
            self.check_writable(site, region, &text);
        }
    }

    fn check_writable(&mut self, site: Site, region: Region, text: &str) {
        if self.module.is_constant(region) {
            self.report(Rule::Writing, site, format!("`{text}` is only for reading"));
        }
        if region.is_packet() {
            let writes =
                |one: ProgramType| one.context().is_some_and(|context| context.packet_writers.contains(one));
            let readers = self.programs.iter().filter(|(one, _)| !writes(*one)).copied();
            for (reader, _) in readers.collect::<Vec<_>>() {
                let message = format!("programs of type {reader} do not write the packet in place");
                self.report(Rule::Writing, site, message);
            }
        }
    }

    /// Checks what an atomic operation changes.
    pub(super) fn check_atomic(&mut self, site: Site, address: Address, ty: Type) {
        let Some(size) = ty.plain().bytes().filter(|&size| size >= 4) else {
            let text = self.text(ty);
            return self.report(
                Rule::Atomics,
                site,
                format!("a `{text}` is not changed atomically: expected `i32` or `i64`"),
            );
        };
        self.check_access(site, address, size, Use::Write);
        let place = match self.type_of(address.base).region() {
            Some(Region::Packet(_)) => {
                return self.report(Rule::Atomics, site, "the packet is not changed atomically".to_owned());
            }
            Some(
                Region::Stack { offset, .. }
                | Region::MapValue { offset, .. }
                | Region::Global { offset, .. },
            ) => u64::from(offset) + u64::from(address.offset),
            _ => 0,
        };
        if place % u64::from(size) != 0 {
            let message =
                format!("byte {place} is no multiple of the {size} bytes that are changed atomically");
            self.report(Rule::Atomics, site, message);
        }
    }

    /// Checks that a value is the context.
    pub(super) fn check_context(&mut self, site: Site, value: Value) {
        if self.type_of(value) != Type::pointer(Region::Context) {
            let text = self.text(self.type_of(value));
            self.report(Rule::Types, site, format!("{value} is a `{text}`: expected `ptr context`"));
        }
    }

    /// Checks a place of the context that is read as, or written with, a value of this type.
    pub(super) fn check_context_place(&mut self, site: Site, place: &ContextPlace, ty: Type, done: Use) {
        for (program_type, attach_type) in self.programs.clone() {
            let problem = match (program_type.context(), place) {
                (Some(context), ContextPlace::Field(name, element)) => match context.field(name) {
                    None => Some(format!("`{}` has no field `{name}`", context.name)),
                    Some(field) => field_problem(field, *element, ty).or_else(|| {
                        let access = if done == Use::Read { field.read } else { field.write };
                        let does = if done == Use::Read { "read" } else { "write" };
                        (!access.allows(program_type, attach_type))
                            .then(|| format!("programs of type {program_type} do not {does} `{name}`"))
                    }),
                },
                (Some(context), ContextPlace::Offset(_)) => {
                    Some(format!("`{}` is read by the names of its fields", context.name))
                }
                (None, ContextPlace::Field(name, _)) => Some(format!(
                    "the context of programs of type {program_type} has no named field such as `{name}`: say the offset"
                )),
                (None, ContextPlace::Offset(offset)) => {
                    let size = if matches!(ty, Type::Pointer { .. }) { 8 } else { ty.bytes().unwrap_or(1) };
                    (offset % size != 0)
                        .then(|| format!("byte {offset} is no multiple of the {size} bytes that are read"))
                }
            };
            if let Some(problem) = problem {
                self.report(Rule::Context, site, problem);
            }
        }
        let fits = match (place, ty) {
            (ContextPlace::Offset(_), Type::Pointer { region, .. }) => {
                done == Use::Read && matches!(region, Region::Kernel(_) | Region::Untrusted(_) | Region::User)
            }
            (_, ty) => ty.bytes().is_some(),
        };
        if !fits {
            let text = self.text(ty);
            self.report(Rule::Types, site, format!("a `{text}` is not in the context"));
        }
    }

    /// Checks that the context of the programs has a field that holds this.
    pub(super) fn check_context_holds(&mut self, site: Site, holds: FieldKind) {
        for (program_type, attach_type) in self.programs.clone() {
            let fields = program_type.context().map_or(&[][..], |context| context.fields);
            let has =
                |field: &ContextField| field.holds == holds && field.read.allows(program_type, attach_type);
            if !fields.iter().any(has) {
                let what =
                    if holds == FieldKind::PacketMeta { "no room before their packet" } else { "no packet" };
                let message = format!("programs of type {program_type} are given {what}");
                self.report(Rule::Context, site, message);
            }
        }
    }
}

fn field_problem(field: &ContextField, element: u32, ty: Type) -> Option<String> {
    if field.holds != FieldKind::Number {
        return Some(format!("`{}` holds no number", field.name));
    }
    if element >= field.count {
        return Some(format!("`{}` has {} elements, not one of number {element}", field.name, field.count));
    }
    (ty.bytes() != Some(field.size)).then(|| format!("`{}` has {} bytes", field.name, field.size))
}
