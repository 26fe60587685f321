//! Chooses instructions: from the intermediate representation to machine code over virtual registers.
//!
//! Numbers, addresses of slots and variables, and maps have no register; they are made where they are used, in the form that
//! is wanted there (an immediate operand, an offset). A guard compares right in front of what it guards, and the pointer behind it
//! is the very register that was compared, so that the kernel knows of it what was found out.

mod call;
pub(crate) mod compute;
mod end;
mod memory;

use crate::CompileError;
use crate::machine::{
    Action, Block as MachineBlock, BlockId, Edge, Instruction, MachineCode, Operand, Role, Virtual,
};
use crate::values::{Home, Values};
use skep_ir::{
    BinaryOperator, Block, Definition, Flow, Function, FunctionId, LocationId, Module, Operation, Table,
    Type, Value,
};
use skep_isa::{Arithmetic, Size, Width};
use skep_uapi::{FieldKind, Target};

/// How functions that programs call say that they were aborted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Aborts {
    /// They never are.
    Never,
    /// What they return is negative then, as a number of 64 bits: they return at most 32.
    InResult,
    /// They write 1 to a place in the caller's frame, whose address is their last argument: they return 64 bits or an address.
    InPlace,
}

/// What selection of one function needs to know of all.
pub(crate) struct Context<'m> {
    pub(crate) module: &'m Module,
    pub(crate) target: &'m Target,
    pub(crate) aborts: &'m Table<FunctionId, Aborts>,
}

/// Chooses the instructions of a function.
pub(crate) fn select(context: &Context<'_>, id: FunctionId, errors: &mut Vec<CompileError>) -> MachineCode {
    let function = &context.module.functions[id];
    let flow = Flow::of(function);
    let mut selection = Selection {
        context,
        id,
        function,
        values: Values::of(function, &flow, context.target),
        code: MachineCode::default(),
        here: BlockId(0),
        location: None,
        blocks: function.blocks.keys().map(|_| BlockId(0)).collect(),
        registers: function.types().keys().map(|_| None).collect(),
        aborted: None,
        errors,
    };
    selection.run(&flow);
    selection.code.split_edges();
    selection.code
}

/// One function as it is selected.
struct Selection<'m, 'e> {
    context: &'e Context<'m>,
    id: FunctionId,
    function: &'m Function,
    values: Values,
    code: MachineCode,
    /// The block that instructions are put into.
    here: BlockId,
    location: Option<LocationId>,
    blocks: Table<Block, BlockId>,
    registers: Table<Value, Option<Virtual>>,
    /// The address where the caller wants to be told of an abort.
    aborted: Option<Virtual>,
    errors: &'e mut Vec<CompileError>,
}

impl<'m> Selection<'m, '_> {
    fn run(&mut self, flow: &Flow) {
        for &block in flow.order() {
            self.blocks[block] = self.new_block();
        }
        for &block in flow.order() {
            self.here = self.blocks[block];
            let body = &self.function.blocks[block];
            if block == Function::ENTRY {
                self.parameters(&body.parameters);
            } else {
                let parameters = body.parameters.iter().map(|one| one.value);
                let own: Vec<Value> = parameters.filter(|&value| self.is_own(value)).collect();
                let registers = own.into_iter().map(|value| self.register(value)).collect();
                self.code.blocks[self.here.0].parameters = registers;
            }
            let first = body.instructions.first().map(|one| one.location);
            self.location = first.or(body.end.as_ref().map(|end| end.location)).flatten();
            self.begin_loop(body.bound);
            for one in &body.instructions {
                self.location = one.location;
                self.instruction(one.result, &one.operation);
            }
            if let Some(end) = &body.end {
                self.location = end.location;
                self.end(&end.terminator);
            }
        }
    }

    fn parameters(&mut self, parameters: &[Definition]) {
        let mut operands = Vec::new();
        let registers = skep_isa::Register::ALL[1..=5].iter();
        let mut given: Vec<Virtual> = parameters.iter().map(|one| self.register(one.value)).collect();
        if self.context.aborts[self.id] == Aborts::InPlace {
            let place = self.new_register();
            self.aborted = Some(place);
            given.push(place);
        }
        for (&register, virtual_register) in registers.zip(given) {
            operands.push(Operand { register: virtual_register, role: Role::DefineIn(register) });
        }
        self.push(Action::Parameters, operands);
    }

    fn new_block(&mut self) -> BlockId {
        self.code.blocks.push(MachineBlock::default());
        BlockId(self.code.blocks.len() - 1)
    }

    fn new_register(&mut self) -> Virtual {
        let register = Virtual(self.code.registers);
        self.code.registers = self.code.registers.saturating_add(1);
        register
    }

    /// Whether a value is in a register of its own.
    fn is_own(&self, value: Value) -> bool {
        self.values.home(value) == Home::Register(value, 0)
    }

    /// The register of a value that has one.
    fn register(&mut self, value: Value) -> Virtual {
        if let Some(register) = self.registers[value] {
            return register;
        }
        let register = self.new_register();
        self.registers[value] = Some(register);
        register
    }

    fn push(&mut self, action: Action, operands: Vec<Operand>) {
        let one = Instruction { action, operands, location: self.location, question: None };
        self.code.blocks[self.here.0].instructions.push(one);
    }

    /// An instruction that reads these and writes a new register.
    fn make(&mut self, action: Action, read: &[Virtual]) -> Virtual {
        let result = self.new_register();
        self.make_in(result, action, read);
        result
    }

    fn make_in(&mut self, result: Virtual, action: Action, read: &[Virtual]) {
        let mut operands: Vec<Operand> =
            read.iter().map(|&register| Operand { register, role: Role::Use }).collect();
        operands.push(Operand { register: result, role: Role::Define });
        self.push(action, operands);
    }

    /// An instruction that writes over the first of what it reads.
    fn change(&mut self, action: Action, read: &[Virtual]) -> Virtual {
        let result = self.new_register();
        self.change_in(result, action, read);
        result
    }

    fn change_in(&mut self, result: Virtual, action: Action, read: &[Virtual]) {
        let mut operands: Vec<Operand> =
            read.iter().map(|&register| Operand { register, role: Role::Use }).collect();
        operands.push(Operand { register: result, role: Role::DefineAs(0) });
        self.push(action, operands);
    }

    /// Goes to another block, where instructions are put from now on.
    fn go_on_in(&mut self, block: BlockId) {
        self.push(Action::Jump, vec![]);
        self.code.blocks[self.here.0].successors = vec![Edge { to: block, arguments: vec![] }];
        self.here = block;
    }

    fn number(&mut self, number: i64) -> Virtual {
        self.make(Action::Number(number), &[])
    }

    /// A register that holds a value.
    fn value(&mut self, value: Value) -> Virtual {
        match self.values.home(value) {
            Home::Number(number) => self.number(number.cast_signed()),
            Home::Slot(slot, offset) => {
                self.make(Action::FrameAddress(crate::machine::Spot::Slot(slot), offset), &[])
            }
            Home::Map(map) => self.make(Action::Map(map), &[]),
            Home::Global(global, offset) => self.make(Action::Global(global, offset), &[]),
            Home::Register(root, 0) => self.register(root),
            Home::Register(root, offset) => {
                let base = self.register(root);
                self.further(base, offset)
            }
        }
    }

    /// An address so many bytes further on.
    fn further(&mut self, base: Virtual, offset: u32) -> Virtual {
        match i32::try_from(offset) {
            Ok(offset) => self.change(Action::Arithmetic(Arithmetic::Add, Width::W64, Some(offset)), &[base]),
            Err(_) => {
                let offset = self.number(offset.into());
                self.change(Action::Arithmetic(Arithmetic::Add, Width::W64, None), &[base, offset])
            }
        }
    }

    /// Defines a value as what is in a register, with zeros above its width if somebody wants them.
    fn define(&mut self, result: Option<Definition>, made: Virtual) {
        let Some(Definition { value, .. }) = result else { return };
        let made = if self.values.wants_zeros(value) {
            self.zeros_above(made, self.values.width(value))
        } else {
            made
        };
        if self.is_own(value) && self.registers[value].is_none() {
            self.registers[value] = Some(made);
        } else if self.is_own(value) {
            // Somebody has asked for the register before: in an order of blocks where definitions come first, nobody does.
            let register = self.register(value);
            self.change_in(register, Action::Copy, &[made]);
        }
    }

    fn zeros_above(&mut self, register: Virtual, width: u32) -> Virtual {
        match width {
            1 | 8 | 16 => {
                let mask = if width == 1 { 1 } else { (1 << width) - 1 };
                self.change(Action::Arithmetic(Arithmetic::And, Width::W32, Some(mask)), &[register])
            }
            32 => self.make(Action::LowerHalf, &[register]),
            _ => register,
        }
    }

    fn instruction(&mut self, result: Option<Definition>, operation: &'m Operation) {
        if let Some(Definition { value, .. }) = result
            && (self.values.number(value).is_some() || self.values.condition(value).is_some())
        {
            return;
        }
        let made = match operation {
            Operation::Constant(_)
            | Operation::SlotAddress(_)
            | Operation::MapAddress(_)
            | Operation::GlobalAddress(_)
            | Operation::Offset(..)
            | Operation::View(..)
            | Operation::ContextAddress(_) => return,
            Operation::PacketRest(pointer, end) => {
                Some(self.binary(result, BinaryOperator::Subtract, *end, *pointer))
            }
            Operation::Binary(operator, left, right) => Some(self.binary(result, *operator, *left, *right)),
            Operation::Compare(comparison, left, right) => Some(self.truth(*comparison, *left, *right)),
            Operation::Negate(value) => Some(self.negate(*value)),
            Operation::Convert(conversion, value) => match result {
                Some(result) => self.convert(result, *conversion, *value),
                None => return,
            },
            Operation::Bytes(order, value) => Some(self.bytes(*order, *value)),
            Operation::Mask(value, bound) => Some(self.mask(*value, *bound)),
            Operation::Index { base, index, stride } => Some(self.index(*base, *index, *stride)),
            Operation::Load(address, _) => {
                Some(self.load(*address, result.map_or(Type::I64, |result| result.ty)))
            }
            Operation::Store(value, address, _) => {
                self.store(*value, *address);
                None
            }
            Operation::Copy { to, from, size } => {
                self.copy(*to, *from, *size);
                None
            }
            Operation::Zero { to, size } => {
                self.zero(*to, *size);
                None
            }
            Operation::Atomic(operator, value, address) => {
                self.atomic(*operator, *value, *address, result.is_some())
            }
            Operation::CompareExchange { address, expected, new } => {
                self.compare_exchange(*address, *expected, *new)
            }
            Operation::CallHelper(helper, arguments) => {
                self.call(Action::Helper(*helper), arguments, result.is_some())
            }
            Operation::CallFunction(callee, arguments) => {
                self.call_function(*callee, arguments, result.is_some())
            }
            Operation::CallKernel(callee, arguments) => {
                self.call_kernel(*callee, arguments, result.is_some())
            }
            Operation::Relocation(kind, access) => Some(self.ask(*kind, access)),
            Operation::ReadField(base, access) => {
                Some(self.read_field(*base, access, result.map_or(Type::I64, |result| result.ty)))
            }
            Operation::FieldAddress(base, access) => Some(self.field_address(*base, access)),
            Operation::PacketStart(context) | Operation::MetadataEnd(context) => {
                Some(self.packet(*context, FieldKind::Packet))
            }
            Operation::MetadataStart(context) => Some(self.packet(*context, FieldKind::PacketMeta)),
            Operation::PacketEnd(context) => Some(self.packet(*context, FieldKind::PacketEnd)),
            Operation::ContextLoad(context, place) => {
                Some(self.context_load(*context, place, result.map_or(Type::I64, |result| result.ty)))
            }
            Operation::ContextStore(value, context, place) => {
                self.context_store(*value, *context, place);
                None
            }
            Operation::TailCall { context, map, index } => {
                self.call(Action::Helper(skep_uapi::Helper::TAIL_CALL), &[*context, *map, *index], false)
            }
        };
        if let Some(made) = made {
            self.define(result, made);
        }
    }
}

/// The size of so many bytes, which are 1, 2, 4 or 8.
fn size_of(bytes: u32) -> Size {
    match bytes {
        1 => Size::Byte,
        2 => Size::Half,
        4 => Size::Word,
        _ => Size::Double,
    }
}

/// The size of what has this type in memory.
fn size_of_type(ty: Type) -> Size {
    size_of(ty.plain().bytes().unwrap_or(8))
}
