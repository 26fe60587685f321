//! Rule 18, of helpers: who may call them, what they are given, and what they give.

use super::accesses::Use;
use super::{Checker, Rule, Site};
use crate::{Address, MapId, Module, Region, SocketKind, Table, Type, TypeDeclaration, Value};
use skep_uapi::{
    Access, Argument, ArgumentKind, Helper, HelperFacts, HelperResult, NumberKind, ResultKind, Signature,
};

/// Memory that a helper is handed.
pub(crate) struct Handed {
    /// The pointer.
    pub(crate) pointer: Value,
    /// How many bytes of it the helper uses, at most.
    pub(crate) size: u32,
    /// Whether it uses all of them, since the size is a constant.
    pub(crate) exact: bool,
    /// What it does with them.
    pub(crate) access: Access,
}

/// What must be known of a function to say what memory its calls hand to helpers.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'m> {
    pub(crate) module: &'m Module,
    pub(crate) types: &'m Table<Value, Option<Type>>,
    pub(crate) constants: &'m Table<Value, Option<i64>>,
}

/// The helpers that look up sockets, which must be released (`is_acquire_function` in `kernel/bpf/verifier.c`).
const LOOKUPS: [Helper; 3] = [Helper::SK_LOOKUP_TCP, Helper::SK_LOOKUP_UDP, Helper::SKC_LOOKUP_TCP];

/// How many bytes a dynamic pointer takes: `struct bpf_dynptr`.
const DYNPTR_SIZE: u32 = 16;

/// How many numbers may follow the arguments of a helper that takes more.
const MAX_VARIADIC: usize = 3;

impl Checker<'_> {
    /// The signatures that a helper has in the programs that run this function; the usual one if none does.
    pub(super) fn signatures(&self, facts: &'static HelperFacts) -> Vec<&'static Signature> {
        let mut found: Vec<&Signature> = Vec::new();
        for &(program_type, _) in &self.programs {
            let signature = facts.signature_in(program_type);
            if !found.contains(&signature) {
                found.push(signature);
            }
        }
        if found.is_empty() { vec![&facts.signature] } else { found }
    }

    pub(super) fn check_helper(
        &mut self,
        site: Site,
        helper: Helper,
        arguments: &[Value],
        result: Option<Type>,
    ) {
        let Some(facts) = helper.facts() else {
            return self.report(Rule::Helpers, site, format!("helper {} is not known", helper.0));
        };
        for (program_type, attach_type) in self.programs.clone() {
            if !facts.callable_in(program_type, attach_type) {
                let message = format!("programs of type {program_type} do not call `{}`", facts.name);
                self.report(Rule::Helpers, site, message);
            }
        }
        for signature in self.signatures(facts) {
            let least = signature.arguments.len();
            let most = least + if signature.variadic { MAX_VARIADIC } else { 0 };
            if arguments.len() < least || arguments.len() > most {
                let message =
                    format!("`{}` takes {signature}, and is given {} values", facts.name, arguments.len());
                self.report(Rule::Helpers, site, message);
                continue;
            }
            let mut map = None;
            for (at, argument) in signature.arguments.iter().enumerate() {
                if let Err(problem) = self.check_argument(site, facts, argument, arguments, at, &mut map) {
                    let message = format!("`{}` of `{}`: {problem}", argument.name, facts.name);
                    self.report(Rule::Helpers, site, message);
                }
            }
            for &more in &arguments[least..] {
                if self.type_of(more).plain() != Type::I64 {
                    self.report(
                        Rule::Helpers,
                        site,
                        format!("{more} is no `i64`, as what follows the arguments of `{}` is", facts.name),
                    );
                }
            }
            self.check_helper_result(site, facts, &signature.result, map, arguments, result);
        }
    }

    fn check_argument(
        &mut self,
        site: Site,
        facts: &HelperFacts,
        argument: &Argument,
        arguments: &[Value],
        at: usize,
        map: &mut Option<MapId>,
    ) -> Result<(), String> {
        let value = arguments[at];
        let ty = self.type_of(value);
        if argument.nullable && self.constant(value) == Some(0) {
            return Ok(());
        }
        let expected = |wanted: &str| Err(format!("expected {wanted}, found {value}, a `{}`", self.text(ty)));
        match &argument.kind {
            ArgumentKind::Number(kind) => {
                let least = match kind {
                    NumberKind::U16 | NumberKind::Be16 => 16,
                    NumberKind::U32 | NumberKind::I32 => 32,
                    NumberKind::U64 | NumberKind::I64 => 64,
                };
                if ty.is_integer() && ty.bits() >= Some(least) {
                    Ok(())
                } else {
                    expected("a number that is as wide")
                }
            }
            ArgumentKind::Address => match ty {
                Type::I64 | Type::Below(_) => Ok(()),
                Type::Pointer { region: Region::User | Region::Kernel(_) | Region::Untrusted(_), .. } => {
                    Ok(())
                }
                _ => expected("an address"),
            },
            ArgumentKind::Map => match ty.region() {
                Some(Region::Map(named)) => {
                    *map = Some(named);
                    Ok(())
                }
                _ => expected("a map"),
            },
            ArgumentKind::MapKey
            | ArgumentKind::MapValue
            | ArgumentKind::Memory
            | ArgumentKind::FixedMemory(_) => {
                let size = self.arguments().handed_size(&argument.kind, arguments, at, *map).ok_or(
                    "how many bytes there are must be a constant, or have a bound: a guard or a mask gives it one",
                )?;
                if ty.region().is_some_and(Region::is_packet) && !facts.packet_memory {
                    return Err("it takes no memory of the packet".to_owned());
                }
                if argument.access != Access::Write {
                    self.check_access(site, Address { base: value, offset: 0 }, size, Use::Read);
                }
                if argument.access != Access::Read {
                    self.check_access(site, Address { base: value, offset: 0 }, size, Use::Write);
                }
                Ok(())
            }
            ArgumentKind::Size | ArgumentKind::SizeOrZero => {
                let least = u64::from(argument.kind == ArgumentKind::Size);
                let sized = matches!(ty, Type::I32 | Type::I64 | Type::Below(_));
                match self.constant(value).map(i64::cast_unsigned) {
                    _ if !sized => expected("a number of bytes"),
                    Some(constant) if constant < least => expected("at least 1 byte"),
                    _ => Ok(()),
                }
            }
            ArgumentKind::ConstantSize => match self.constant(value) {
                Some(1..) => Ok(()),
                _ => expected("a constant number of bytes"),
            },
            ArgumentKind::Context if ty == Type::pointer(Region::Context) => Ok(()),
            ArgumentKind::Context => expected("the context"),
            ArgumentKind::Stack => match ty.region() {
                Some(Region::Stack { .. }) => Ok(()),
                _ => expected("memory of a slot"),
            },
            ArgumentKind::RingRecord => match ty.region() {
                Some(Region::Record(_)) => Ok(()),
                _ => expected("a reserved record"),
            },
            ArgumentKind::Object(name) => match ty.region() {
                Some(Region::Kernel(of)) if self.is_named(of, name) => Ok(()),
                _ => expected(&format!("a pointer to a `{name}`")),
            },
            ArgumentKind::ConstantText => match ty.region() {
                Some(region) if self.module.is_constant(region) => Ok(()),
                _ => expected("constant text"),
            },
            ArgumentKind::Dynptr | ArgumentKind::RingDynptr => match ty.region() {
                Some(Region::Stack { .. }) => {
                    self.check_access(site, Address { base: value, offset: 0 }, DYNPTR_SIZE, Use::Write);
                    Ok(())
                }
                _ => expected("memory of a slot"),
            },
            ArgumentKind::SpinLock | ArgumentKind::Timer => match ty.region() {
                Some(Region::MapValue { .. }) => Ok(()),
                _ => expected("a field of a map's value"),
            },
            ArgumentKind::SockCommon | ArgumentKind::Socket if argument.released => match ty.region() {
                Some(Region::Socket { owned: true, .. }) => Ok(()),
                _ => expected("a socket that was looked up"),
            },
            ArgumentKind::SockCommon => match ty.region() {
                Some(Region::Socket { .. } | Region::Kernel(_)) => Ok(()),
                _ => expected("a socket"),
            },
            ArgumentKind::Socket => match ty.region() {
                Some(Region::Socket { kind: SocketKind::Full, .. } | Region::Kernel(_)) => Ok(()),
                _ => expected("a full socket"),
            },
            ArgumentKind::Function
            | ArgumentKind::KptrSlot
            | ArgumentKind::PerCpu
            | ArgumentKind::AnyObject => {
                Err(format!("no value here is a `{}`: {}", argument.kind, argument.kind.meaning()))
            }
        }
    }

    /// Whether a declared type is a structure of this name.
    fn is_named(&self, id: crate::TypeId, wanted: &str) -> bool {
        match &self.module.types[id] {
            TypeDeclaration::Composite { name, .. } | TypeDeclaration::Opaque(name) => name == wanted,
            _ => false,
        }
    }

    fn arguments(&self) -> Arguments<'_> {
        Arguments { module: self.module, types: &self.types, constants: &self.constants }
    }

    /// The memory that a call hands to a helper that rule 18 has found to be called rightly.
    pub(super) fn handed(&self, signature: &Signature, arguments: &[Value]) -> Vec<Handed> {
        self.arguments().handed(signature, arguments)
    }

    fn check_helper_result(
        &mut self,
        site: Site,
        facts: &HelperFacts,
        result: &HelperResult,
        map: Option<MapId>,
        arguments: &[Value],
        found: Option<Type>,
    ) {
        let constant = |checker: &Self, at: Option<&Value>| {
            at.and_then(|&value| checker.constant(value)).and_then(|size| u32::try_from(size).ok())
        };
        let pointer = |region| Type::Pointer { region, nullable: result.nullable };
        let owned = LOOKUPS.contains(&facts.helper);
        let socket = |kind| Some(pointer(Region::Socket { kind, owned }));
        let expected = match (&result.kind, found) {
            (ResultKind::RingRecord, None) => {
                let message =
                    format!("what `{}` reserves must be given back, so it has a result", facts.name);
                return self.report(Rule::Records, site, message);
            }
            (_, None) if owned => {
                let message = format!("what `{}` finds must be released, so it has a result", facts.name);
                return self.report(Rule::Records, site, message);
            }
            (_, None) => None,
            (ResultKind::Socket, _) => socket(SocketKind::Full),
            (ResultKind::SockCommon, _) => socket(SocketKind::Common),
            (ResultKind::TcpSock, _) => socket(SocketKind::Tcp),
            (ResultKind::Number(NumberKind::U64 | NumberKind::I64), _) => Some(Type::I64),
            (ResultKind::Number(_), Some(Type::I32)) => Some(Type::I32),
            (ResultKind::Number(_), _) => Some(Type::I64),
            (ResultKind::Void, _) => None,
            (ResultKind::MapValue, _) => map.map(|map| pointer(Region::MapValue { map, offset: 0 })),
            (ResultKind::RingRecord, _) => {
                constant(self, arguments.get(1)).map(|size| pointer(Region::Record(size)))
            }
            (ResultKind::Memory, _) => {
                constant(self, arguments.last()).map(|size| pointer(Region::Memory(size)))
            }
            (ResultKind::Object(name), Some(Type::Pointer { region: Region::Kernel(of), .. }))
                if self.is_named(of, name) =>
            {
                Some(pointer(Region::Kernel(of)))
            }
            (kind, _) => {
                let message = format!("what `{}` returns ({kind:?}) is not a value of this type", facts.name);
                return self.report(Rule::Helpers, site, message);
            }
        };
        self.check_result(site, expected, found);
    }
}

impl Arguments<'_> {
    fn type_of(self, value: Value) -> Option<Type> {
        self.types.get(value).copied().flatten()
    }

    fn constant(self, value: Value) -> Option<i64> {
        self.constants.get(value).copied().flatten()
    }

    /// How many bytes of an argument a helper uses at most; `None` if that is not known.
    fn handed_size(
        self,
        kind: &ArgumentKind,
        arguments: &[Value],
        at: usize,
        map: Option<MapId>,
    ) -> Option<u32> {
        match kind {
            ArgumentKind::MapKey => map.map(|map| self.module.maps[map].key_size),
            ArgumentKind::MapValue => map.map(|map| self.module.maps[map].value_size),
            ArgumentKind::FixedMemory(size) => Some(*size),
            _ => {
                let size = *arguments.get(at + 1)?;
                match (self.constant(size), self.type_of(size)) {
                    (Some(size), _) => u32::try_from(size).ok(),
                    (None, Some(Type::Below(bound))) => Some(bound.saturating_sub(1)),
                    _ => None,
                }
            }
        }
    }

    /// The memory that a call hands to a helper that rule 18 has found to be called rightly.
    pub(crate) fn handed(self, signature: &Signature, arguments: &[Value]) -> Vec<Handed> {
        let mut map = None;
        let mut handed = Vec::new();
        for (at, argument) in signature.arguments.iter().enumerate() {
            let Some(&pointer) = arguments.get(at) else { break };
            if let (ArgumentKind::Map, Some(Region::Map(named))) =
                (&argument.kind, self.type_of(pointer).and_then(Type::region))
            {
                map = Some(named);
            }
            let memory = matches!(
                argument.kind,
                ArgumentKind::MapKey
                    | ArgumentKind::MapValue
                    | ArgumentKind::Memory
                    | ArgumentKind::FixedMemory(_)
            );
            if !memory || self.constant(pointer).is_some() {
                continue;
            }
            if let Some(size) = self.handed_size(&argument.kind, arguments, at, map) {
                let exact = argument.kind != ArgumentKind::Memory
                    || arguments.get(at + 1).is_some_and(|&size| self.constant(size).is_some());
                handed.push(Handed { pointer, size, exact, access: argument.access });
            }
        }
        handed
    }
}
