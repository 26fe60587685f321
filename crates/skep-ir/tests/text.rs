//! What is printed is read as the same, whatever it is; and what is no module is explained.

use proptest::prelude::*;
use skep_btf::relocation::RelocationKind;
use skep_ir::{
    Access, Address, AtomicOperator, BinaryOperator, Block, BlockBody, Bound, ByteOrder, Comparison,
    ContextPlace, Conversion, Definition, End, FileId, Function, FunctionId, FunctionKind, Global, GlobalId,
    Instruction, KernelFunction, KernelFunctionId, Location, LocationId, Map, MapId, MemberDeclaration,
    Module, Operation, Ordering, Region, Slot, SlotDeclaration, Target, Terminator, Type, TypeDeclaration,
    TypeId, Value,
};
use skep_uapi::{AttachType, Helper, MapType, ProgramType};

/// Choices, taken one after another from bytes; 0 when there are no more.
struct Choices<'b>(&'b [u8]);

impl Choices<'_> {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound
    }

    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    fn number(&mut self) -> u32 {
        [0, 1, 2, 5, 70, 4096, u32::MAX - 1, u32::MAX][self.below(8)]
    }

    fn long(&mut self) -> i64 {
        [0, 1, -1, 255, i64::MIN, i64::MAX, -70_000, 1 << 40][self.below(8)]
    }

    fn name(&mut self) -> String {
        [
            "a",
            "b",
            "_x.1",
            "",
            "two words",
            "quote \" back \\ slash",
            "line\nbreak\rtab\t",
            "ü;",
            "t0",
            "b1",
            "global",
            "#1",
        ][self.below(12)]
        .to_owned()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.below(2) == 0 { None } else { Some(make(self)) }
    }

    fn list<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(4)).map(|_| make(self)).collect()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn value(&mut self) -> Value {
        Value(self.number())
    }

    fn values(&mut self) -> Vec<Value> {
        self.list(Self::value)
    }

    fn address(&mut self) -> Address {
        Address { base: self.value(), offset: self.number() }
    }

    fn target(&mut self) -> Target {
        Target { block: Block(self.number()), arguments: self.values() }
    }

    fn access(&mut self) -> Access {
        Access { root: TypeId(self.number()), path: self.list(Self::number) }
    }

    fn place(&mut self) -> ContextPlace {
        if self.below(2) == 0 {
            ContextPlace::Field(self.name(), self.number())
        } else {
            ContextPlace::Offset(self.number())
        }
    }

    fn ty(&mut self) -> Type {
        let integers = [Type::Bool, Type::I8, Type::I16, Type::I32, Type::I64];
        match self.below(3) {
            0 => self.one_of(&integers),
            1 => Type::Below(self.number()),
            _ => Type::Pointer { region: self.region(), nullable: self.below(2) == 0 },
        }
    }

    fn region(&mut self) -> Region {
        match self.below(13) {
            0 => Region::Stack { slot: Slot(self.number()), offset: self.number() },
            1 => Region::Context,
            2 => Region::MapValue { map: MapId(self.number()), offset: self.number() },
            3 => Region::Global { global: GlobalId(self.number()), offset: self.number() },
            4 => Region::Packet(self.number()),
            5 => Region::PacketEnd,
            6 => Region::Record(self.number()),
            7 => Region::Reserved(self.number()),
            8 => Region::Kernel(TypeId(self.number())),
            9 => Region::Untrusted(TypeId(self.number())),
            10 => Region::User,
            11 => Region::Memory(self.number()),
            _ => [Region::Constant(self.number()), Region::Map(MapId(self.number()))][self.below(2)],
        }
    }

    fn operation(&mut self) -> Operation {
        let ordering = [Ordering::Plain, Ordering::Volatile][self.below(2)];
        match self.below(29) {
            0 => Operation::Constant(self.long()),
            1 => Operation::Binary(self.one_of(BinaryOperator::ALL), self.value(), self.value()),
            2 => Operation::Compare(self.one_of(Comparison::ALL), self.value(), self.value()),
            3 => Operation::Negate(self.value()),
            4 => Operation::Convert(self.one_of(Conversion::ALL), self.value()),
            5 => Operation::Bytes(self.one_of(ByteOrder::ALL), self.value()),
            6 => Operation::Mask(self.value(), self.number()),
            7 => Operation::Offset(self.value(), self.number()),
            8 => Operation::Index { base: self.value(), index: self.value(), stride: self.number() },
            9 => Operation::View(self.value(), self.number()),
            10 => Operation::SlotAddress(Slot(self.number())),
            11 => Operation::MapAddress(MapId(self.number())),
            12 => Operation::GlobalAddress(GlobalId(self.number())),
            13 => Operation::Load(self.address(), ordering),
            14 => Operation::Store(self.value(), self.address(), ordering),
            15 => Operation::Copy { to: self.address(), from: self.address(), size: self.number() },
            16 => Operation::Zero { to: self.address(), size: self.number() },
            17 => Operation::Atomic(self.one_of(AtomicOperator::ALL), self.value(), self.address()),
            18 => Operation::CompareExchange {
                address: self.address(),
                expected: self.value(),
                new: self.value(),
            },
            19 => Operation::CallHelper(Helper(self.number()), self.values()),
            20 => Operation::CallFunction(FunctionId(self.number()), self.values()),
            21 => Operation::CallKernel(KernelFunctionId(self.number()), self.values()),
            22 => Operation::Relocation(self.one_of(&RelocationKind::ALL), self.access()),
            23 => Operation::ReadField(self.value(), self.access()),
            24 => Operation::FieldAddress(self.value(), self.access()),
            25 => [Operation::PacketStart, Operation::PacketEnd, Operation::ContextAddress][self.below(3)](
                self.value(),
            )
            .clone(),
            26 => Operation::ContextLoad(self.value(), self.place()),
            27 => Operation::ContextStore(self.value(), self.value(), self.place()),
            _ => Operation::TailCall { context: self.value(), map: self.value(), index: self.value() },
        }
    }

    fn terminator(&mut self) -> Terminator {
        match self.below(9) {
            0 => Terminator::Jump(self.target()),
            1 => {
                Terminator::Branch { condition: self.value(), then: self.target(), otherwise: self.target() }
            }
            2 => Terminator::Switch {
                value: self.value(),
                cases: self.list(|choices| (choices.long(), choices.target())),
                default: self.target(),
            },
            3 => Terminator::IfNull { pointer: self.value(), null: self.target(), some: self.target() },
            4 => Terminator::IfPacket {
                pointer: self.value(),
                end: self.value(),
                size: self.number(),
                fits: self.target(),
                short: self.target(),
            },
            5 => Terminator::IfBelow {
                value: self.value(),
                bound: self.number(),
                inside: self.target(),
                outside: self.target(),
            },
            6 => Terminator::Return(self.maybe(Self::value)),
            7 => Terminator::Abort,
            _ => Terminator::Unreachable,
        }
    }

    fn definition(&mut self) -> Definition {
        Definition { value: self.value(), ty: self.ty() }
    }

    fn location(&mut self) -> Option<LocationId> {
        self.maybe(|choices| LocationId(choices.number()))
    }

    fn block(&mut self) -> BlockBody {
        let bounds = [Bound::MayGoto, Bound::Times(self.number())];
        BlockBody {
            parameters: self.list(Self::definition),
            bound: self.maybe(|choices| choices.one_of(&bounds)),
            instructions: self.list(|choices| Instruction {
                result: choices.maybe(Self::definition),
                operation: choices.operation(),
                location: choices.location(),
            }),
            end: self.maybe(|choices| End { terminator: choices.terminator(), location: choices.location() }),
        }
    }

    fn function(&mut self) -> Function {
        let kind = match self.below(3) {
            0 => FunctionKind::Local,
            1 => FunctionKind::Global,
            _ => FunctionKind::Program {
                program_type: ProgramType(self.number()),
                attach_type: self.maybe(|choices| AttachType(choices.number())),
                default: [0, -1, i32::MIN, i32::MAX][self.below(4)],
            },
        };
        let slot = |choices: &mut Self| SlotDeclaration {
            size: choices.number(),
            align: choices.number(),
            name: choices.maybe(Self::name),
        };
        Function {
            name: self.name(),
            kind,
            result: self.maybe(Self::ty),
            slots: self.list(slot).into_iter().collect(),
            blocks: self.list(Self::block).into_iter().collect(),
        }
    }

    fn type_declaration(&mut self) -> TypeDeclaration {
        match self.below(7) {
            0 => TypeDeclaration::Integer {
                name: self.name(),
                size: self.number(),
                signed: self.below(2) == 0,
            },
            1 => TypeDeclaration::Pointer(self.maybe(|choices| TypeId(choices.number()))),
            2 => TypeDeclaration::Array { element: TypeId(self.number()), count: self.number() },
            3 => TypeDeclaration::Composite {
                union: self.below(2) == 0,
                name: self.name(),
                size: self.number(),
                members: self.list(|choices| MemberDeclaration {
                    name: choices.name(),
                    ty: TypeId(choices.number()),
                    bit_offset: choices.number(),
                    bits: std::num::NonZeroU8::new(choices.byte() % 3),
                }),
            },
            4 => TypeDeclaration::Enumeration {
                name: self.name(),
                size: self.number(),
                signed: self.below(2) == 0,
                values: self.list(|choices| (choices.name(), choices.long())),
            },
            5 => TypeDeclaration::Alias {
                name: self.name(),
                of: self.maybe(|choices| TypeId(choices.number())),
            },
            _ => TypeDeclaration::Opaque(self.name()),
        }
    }

    fn module(&mut self) -> Module {
        Module {
            licence: self.name(),
            files: self.list(Self::name).into_iter().collect(),
            locations: self
                .list(|choices| Location {
                    file: FileId(choices.number()),
                    line: choices.number(),
                    column: choices.number(),
                    inlined_at: choices.location(),
                })
                .into_iter()
                .collect(),
            lines: self
                .list(|choices| ((FileId(choices.number()), choices.number()), choices.name()))
                .into_iter()
                .collect(),
            types: self.list(Self::type_declaration).into_iter().collect(),
            maps: self
                .list(|choices| Map {
                    name: choices.name(),
                    map_type: MapType(choices.number()),
                    key_size: choices.number(),
                    value_size: choices.number(),
                    max_entries: choices.number(),
                    flags: choices.number(),
                    key_type: choices.maybe(|choices| TypeId(choices.number())),
                    value_type: choices.maybe(|choices| TypeId(choices.number())),
                })
                .into_iter()
                .collect(),
            globals: self
                .list(|choices| Global {
                    name: choices.name(),
                    writable: choices.below(2) == 0,
                    align: choices.number(),
                    bytes: choices.list(|choices| choices.byte()),
                    declared: choices.maybe(|choices| TypeId(choices.number())),
                })
                .into_iter()
                .collect(),
            kernel_functions: self
                .list(|choices| KernelFunction {
                    name: choices.name(),
                    parameters: choices.list(Self::ty),
                    result: choices.maybe(Self::ty),
                })
                .into_iter()
                .collect(),
            functions: self.list(Self::function).into_iter().collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_module_is_printed_and_read_as_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        let module = Choices(&bytes).module();
        let text = module.to_string();
        let again = Module::parse(&text);
        prop_assert_eq!(again.as_ref(), Ok(&module), "{}", text);
        // Nor does the verifier, or whoever makes BTF of the types, panic at any of them.
        let _ = module.verify();
        let _ = module.btf().builder.to_bytes(skep_btf::Endian::Little);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[ a-z0-9{}()\\[\\]:=,.+!?#;\"\\\\\n>-]{0,80}") {
        if let Ok(module) = Module::parse(&text) {
            prop_assert_eq!(Module::parse(&module.to_string()), Ok(module));
        }
    }
}

#[test]
fn what_is_no_module_is_explained_at_its_place() {
    for (text, message) in [
        ("licence GPL", "line 1, column 9: expected a text in quotes, found `GPL`"),
        ("function f {\nb0:\n  v0: i8 = cons 1 }", "line 3, column 12: `cons` is no operation"),
        ("function f { b1: return }", "line 1, column 14: b1 is out of order: the next number is 0"),
        (
            "function f { b0: v0: i8 = load v1+99999999999 }",
            "line 1, column 35: 99999999999 does not fit in what this number is",
        ),
        ("function f { b0: call function g() }", "line 1, column 32: no function `g` is declared"),
        ("program p xpd -> i32 {}", "line 1, column 11: `xpd` is no type of program"),
        ("function f {", "line 1, column 1: expected a block such as `b0`, found the end of the text"),
        (
            "licence \"GPL",
            "line 1, column 9: expected `\"` at the end of the text in quotes, on the same line",
        ),
        (
            "global g constant align 1 \"0\"",
            "line 1, column 27: expected bytes in hexadecimal, two digits each",
        ),
    ] {
        let error = Module::parse(text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text}");
        assert!(error.line() >= 1 && error.column() >= 1);
    }
}
