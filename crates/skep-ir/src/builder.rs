//! Builds functions: instructions one after another, and variables that become values and block parameters.
//!
//! What is pushed behind the end of a block is ignored until another block is entered, so that whoever translates a language
//! need not ask what its `return` left unreachable. What is never reached is left out in the end.
//!
//! ```
//! use skep_ir::{BinaryOperator, Bound, Comparison, FunctionBuilder, FunctionKind, Module, Type};
//!
//! // let mut sum = 0; while n != 0 { sum += n; n -= 1 } sum
//! let mut module = Module::default();
//! let id = module.declare_function("triangle", FunctionKind::Local, &[Type::I64], Some(Type::I64));
//! let mut b = FunctionBuilder::new(&mut module, id);
//! let (sum, n) = (b.variable("sum", Type::I64), b.variable("n", Type::I64));
//! let (zero, one) = (b.constant(Type::I64, 0), b.constant(Type::I64, 1));
//! b.set(sum, zero);
//! b.set(n, b.parameter(0));
//! let (head, body, exit) = (b.block(), b.block(), b.block());
//! b.jump(head);
//! b.enter(head);
//! b.bound(head, Bound::MayGoto);
//! let left = b.get(n);
//! let more = b.compare(Comparison::NotEqual, left, zero);
//! b.branch(more, body, exit);
//! b.enter(body);
//! let (before, left) = (b.get(sum), b.get(n));
//! let after = b.binary(BinaryOperator::Add, before, left);
//! b.set(sum, after);
//! let left = b.binary(BinaryOperator::Subtract, left, one);
//! b.set(n, left);
//! b.jump(head);
//! b.enter(exit);
//! let sum = b.get(sum);
//! b.return_value(sum);
//! b.finish()?;
//! assert_eq!(module.verify(), Ok(()));
//! # Ok::<(), skep_ir::BuildError>(())
//! ```

mod operations;
pub(crate) mod ssa;

use crate::{
    Block, BlockBody, Bound, Definition, End, Entity, Function, FunctionId, FunctionKind, Instruction,
    LocationId, Module, Operation, Region, Slot, SlotDeclaration, Table, Target, Terminator, Type, Value,
};
use std::fmt;

/// A variable of the function that is being built. It may be set in many places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Variable(u32);

impl Entity for Variable {
    fn new(index: u32) -> Self {
        Self(index)
    }

    fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "variable {}", self.0)
    }
}

/// What is known of a variable.
pub(crate) struct VariableData {
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// Something in a block that is being built.
pub(crate) enum Step {
    Instruction(Instruction),
    /// The value stands for what the variable is here.
    Get(Variable, Value),
    /// The variable is this from here on.
    Set(Variable, Value),
    /// The variable is null from here on; and where that was written.
    SetNull(Variable, Option<LocationId>),
}

/// What is in a block that is being built.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) steps: Vec<Step>,
}

/// What is missing in a function that was built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildError {
    /// A variable is read where it was not set on every way.
    NotSet {
        /// The function.
        function: String,
        /// The variable.
        variable: String,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet { function, variable } => {
                write!(
                    f,
                    "in `{function}`, `{variable}` is read where it was not set on every way: set it before"
                )
            }
        }
    }
}

impl std::error::Error for BuildError {}

impl Module {
    /// Adds a function that has its first block and parameters, and nothing in it yet; so that others can call it before it is
    /// built.
    pub fn declare_function(
        &mut self,
        name: &str,
        kind: FunctionKind,
        parameters: &[Type],
        result: Option<Type>,
    ) -> FunctionId {
        let parameters =
            (0..).zip(parameters).map(|(number, &ty)| Definition { value: Value(number), ty }).collect();
        let entry = BlockBody { parameters, ..BlockBody::default() };
        let blocks = [entry].into_iter().collect();
        self.functions.push(Function { name: name.to_owned(), kind, result, slots: Table::new(), blocks })
    }
}

/// Builds the blocks of a function of a module.
///
/// Values, blocks, slots and variables are numbers, which can be copied. The types of results are made from those of the operands;
/// operands that do not fit together give something that the verifier refuses, so that a mistake is said once, there.
pub struct FunctionBuilder<'m> {
    module: &'m mut Module,
    id: FunctionId,
    slots: Table<Slot, SlotDeclaration>,
    blocks: Table<Block, BlockBody>,
    drafts: Table<Block, Draft>,
    variables: Table<Variable, VariableData>,
    types: Table<Value, Type>,
    /// The block that is being filled, unless it has ended.
    current: Option<Block>,
    location: Option<LocationId>,
}

impl fmt::Debug for FunctionBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionBuilder")
            .field("id", &self.id)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}

impl<'m> FunctionBuilder<'m> {
    /// Begins to fill a function that was [declared](Module::declare_function), in its first block. What it had in it is left out.
    pub fn new(module: &'m mut Module, id: FunctionId) -> Self {
        let parameters = module.functions.get(id).map(|one| one.parameters().to_vec()).unwrap_or_default();
        let types: Table<Value, Type> = parameters.iter().map(|one| one.ty).collect();
        let parameters =
            (0..).map(Value).zip(types.values()).map(|(value, &ty)| Definition { value, ty }).collect();
        Self {
            module,
            id,
            slots: Table::new(),
            blocks: [BlockBody { parameters, ..BlockBody::default() }].into_iter().collect(),
            drafts: [Draft::default()].into_iter().collect(),
            variables: Table::new(),
            types,
            current: Some(Function::ENTRY),
            location: None,
        }
    }

    /// The module, to look things up or to add maps, types and places.
    pub const fn module(&mut self) -> &mut Module {
        self.module
    }

    /// Whether the function is a program, so that its first parameter is the context.
    pub fn is_program(&self) -> bool {
        let function = self.module.functions.get(self.id);
        function.is_some_and(|one| matches!(one.kind, FunctionKind::Program { .. }))
    }

    /// The function's parameter of this number, from 0.
    ///
    /// # Panics
    /// If the function was not declared with so many.
    pub fn parameter(&self, number: usize) -> Value {
        self.blocks[Function::ENTRY].parameters[number].value
    }

    /// The type of a value of this builder.
    ///
    /// # Panics
    /// If the value is of another.
    pub fn type_of(&self, value: Value) -> Type {
        self.types[value]
    }

    /// A new block without parameters.
    pub fn block(&mut self) -> Block {
        self.drafts.push(Draft::default());
        self.blocks.push(BlockBody::default())
    }

    /// A new block with parameters of these types.
    pub fn block_with(&mut self, parameters: &[Type]) -> (Block, Vec<Value>) {
        let block = self.block();
        let values: Vec<Value> = parameters.iter().map(|&ty| self.types.push(ty)).collect();
        let definitions = values.iter().zip(parameters).map(|(&value, &ty)| Definition { value, ty });
        self.blocks[block].parameters = definitions.collect();
        (block, values)
    }

    /// Goes on in a block that has no end yet. What follows one that has is ignored.
    pub fn enter(&mut self, block: Block) {
        self.current = self.blocks[block].end.is_none().then_some(block);
    }

    /// The block that is being filled; `None` behind its end, where everything is ignored.
    pub const fn current(&self) -> Option<Block> {
        self.current
    }

    /// Says what bounds the loop whose head a block is.
    pub fn bound(&mut self, head: Block, bound: Bound) {
        self.blocks[head].bound = Some(bound);
    }

    /// Where what follows was written.
    pub const fn at(&mut self, location: Option<LocationId>) {
        self.location = location;
    }

    /// A new place in the frame: its size and alignment in bytes, and what the source calls it.
    pub fn slot(&mut self, size: u32, align: u32, name: Option<&str>) -> Slot {
        self.slots.push(SlotDeclaration { size, align, name: name.map(ToOwned::to_owned) })
    }

    /// A new variable.
    pub fn variable(&mut self, name: &str, ty: Type) -> Variable {
        self.variables.push(VariableData { name: name.to_owned(), ty })
    }

    /// The type of a variable.
    ///
    /// # Panics
    /// If the variable is of another builder.
    pub fn type_of_variable(&self, variable: Variable) -> Type {
        self.variables[variable].ty
    }

    /// Gives a variable another type, before it is read: one that less is known of, since what it is set to differs from way to way.
    /// Pointers that it is set to become [views](Operation::View), if it is to be a pointer to memory of which only the size is known.
    ///
    /// # Panics
    /// If the variable is of another builder.
    pub fn retype(&mut self, variable: Variable, ty: Type) {
        self.variables[variable].ty = ty;
    }

    /// What a variable is here.
    pub fn get(&mut self, variable: Variable) -> Value {
        let value = self.types.push(self.variables[variable].ty);
        self.step(Step::Get(variable, value));
        value
    }

    /// Makes a variable this value from here on.
    pub fn set(&mut self, variable: Variable, value: Value) {
        self.step(Step::Set(variable, value));
    }

    /// Makes a variable that is a pointer null from here on: of the type that it has in the end.
    pub fn set_null(&mut self, variable: Variable) {
        self.step(Step::SetNull(variable, self.location));
    }

    fn step(&mut self, step: Step) {
        if let Some(block) = self.current {
            self.drafts[block].steps.push(step);
        }
    }

    /// Adds an instruction without a result.
    pub fn push(&mut self, operation: Operation) {
        let location = self.location;
        self.step(Step::Instruction(Instruction { result: None, operation, location }));
    }

    /// Adds an instruction with a result of this type.
    pub fn push_with(&mut self, operation: Operation, ty: Type) -> Value {
        let value = self.types.push(ty);
        let result = Some(Definition { value, ty });
        let location = self.location;
        self.step(Step::Instruction(Instruction { result, operation, location }));
        value
    }

    /// Ends the block.
    pub fn end(&mut self, terminator: Terminator) {
        if let Some(block) = self.current.take() {
            self.blocks[block].end = Some(End { terminator, location: self.location });
        }
    }

    /// Goes on in a block without parameters.
    pub fn jump(&mut self, block: Block) {
        self.jump_with(block, &[]);
    }

    /// Goes on in a block with these parameters.
    pub fn jump_with(&mut self, block: Block, arguments: &[Value]) {
        self.end(Terminator::Jump(Target { block, arguments: arguments.to_vec() }));
    }

    /// Goes on in one of two blocks without parameters.
    pub fn branch(&mut self, condition: Value, then: Block, otherwise: Block) {
        self.end(Terminator::Branch { condition, then: Target::of(then), otherwise: Target::of(otherwise) });
    }

    /// Goes on with the pointer, which is not null from here on; or in the block, if it is.
    pub fn if_null(&mut self, pointer: Value, null: Block) -> Value {
        let ty = match self.type_of(pointer) {
            Type::Pointer { region, .. } => Type::pointer(region),
            other => other,
        };
        self.guard(ty, |some| Terminator::IfNull { pointer, null: Target::of(null), some })
    }

    /// Goes on with the pointer, which has so many bytes from here on; or in the block, if there are fewer.
    pub fn if_packet(&mut self, pointer: Value, end: Value, size: u32, short: Block) -> Value {
        let ty = Type::pointer(Region::Packet(size));
        self.guard(ty, |fits| Terminator::IfPacket { pointer, end, size, fits, short: Target::of(short) })
    }

    /// Goes on with the number, which is known to be below the bound from here on; or in the block, if it is not.
    pub fn if_below(&mut self, value: Value, bound: u32, outside: Block) -> Value {
        let ty = Type::Below(bound);
        self.guard(ty, |inside| Terminator::IfBelow { value, bound, inside, outside: Target::of(outside) })
    }

    /// Ends the block with a guard and enters the block behind it, which has what the guard proves.
    fn guard(&mut self, ty: Type, terminator: impl FnOnce(Target) -> Terminator) -> Value {
        let open = self.current.is_some();
        let (block, values) = self.block_with(&[ty]);
        self.end(terminator(Target::of(block)));
        if open {
            self.enter(block);
        }
        values[0]
    }

    /// Ends a function that returns nothing.
    pub fn return_nothing(&mut self) {
        self.end(Terminator::Return(None));
    }

    /// Ends the function with its result.
    pub fn return_value(&mut self, value: Value) {
        self.end(Terminator::Return(Some(value)));
    }

    /// Ends the program with its default verdict.
    pub fn abort(&mut self) {
        self.end(Terminator::Abort);
    }

    /// Puts the function into the module: variables become values and parameters of blocks, what is not reached is left out, and
    /// blocks and values are numbered anew in the order in which they are reached.
    ///
    /// # Errors
    /// If a variable is read where it was not set; the function in the module is as before then.
    pub fn finish(mut self) -> Result<FunctionId, BuildError> {
        let before = &self.module.functions[self.id];
        let (name, kind, result) = (before.name.clone(), before.kind, before.result);
        let mut function = Function {
            name,
            kind,
            result,
            slots: std::mem::take(&mut self.slots),
            blocks: std::mem::take(&mut self.blocks),
        };
        self.settle_types();
        ssa::place_variables(&mut function, &self.drafts, &self.variables, &mut self.types)?;
        function.renumber();
        self.module.functions[self.id] = function;
        Ok(self.id)
    }
}

impl FunctionBuilder<'_> {
    /// Where a variable that is a pointer to memory of some size is set to one that says more, makes that a view; and makes nulls
    /// of the types that the variables have in the end.
    fn settle_types(&mut self) {
        for draft in self.drafts.values_mut() {
            for step in std::mem::take(&mut draft.steps) {
                let (variable, operation, location) = match step {
                    Step::SetNull(variable, location) => (variable, Operation::Constant(0), location),
                    Step::Set(variable, value) => {
                        let wanted = self.variables[variable].ty;
                        match wanted {
                            Type::Pointer {
                                region: Region::Memory(size) | Region::Constant(size),
                                nullable: false,
                            } if !self.types[value].serves(wanted) => {
                                (variable, Operation::View(value, size), None)
                            }
                            _ => {
                                draft.steps.push(step);
                                continue;
                            }
                        }
                    }
                    Step::Instruction(_) | Step::Get(..) => {
                        draft.steps.push(step);
                        continue;
                    }
                };
                let ty = self.variables[variable].ty;
                let value = self.types.push(ty);
                let result = Some(Definition { value, ty });
                draft.steps.push(Step::Instruction(Instruction { result, operation, location }));
                draft.steps.push(Step::Set(variable, value));
            }
        }
    }
}

impl Target {
    /// A block without parameters.
    pub const fn of(block: Block) -> Self {
        Self { block, arguments: Vec::new() }
    }
}
