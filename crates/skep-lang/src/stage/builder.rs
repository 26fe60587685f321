//! Blocks, jumps and calls, as generated code asks for them; a function of the intermediate representation comes of it.

use super::session::{COUNTER_PARTS, COUNTER_STRIDE, Frame};
use super::source::SourceFunction;
use super::{Of, Scalar, Session, Val};
use skep_btf::Endian;
use skep_ir::{
    Block, Bound, FunctionBuilder, Global, GlobalId, LocationId, Map, MapId, Region, Type, TypeId, Value,
    Variable,
};
use skep_uapi::Helper;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

/// What generated code builds a function with.
pub struct Builder<'a> {
    function: FunctionBuilder<'a>,
    session: &'a mut Session,
    position: Option<LocationId>,
    /// The values that are constants.
    constants: HashMap<Value, u64>,
    /// The variables that hold pointers, and what is known of them yet.
    pointers: HashMap<Variable, PointerState>,
    pending: Option<Pending>,
    count: u32,
    /// How many functions there are in one another, of those whose instructions are in this one.
    depth: u32,
    /// The variable that is declared; empty outside of declarations.
    declared: &'static str,
    /// The heads of loops without a bound, and where those are.
    unbounded: HashMap<Block, Option<LocationId>>,
}

/// What a variable that holds a pointer has been set to.
#[derive(Clone, Copy, Default, Debug)]
struct PointerState {
    is_typed: bool,
    is_null: bool,
}

/// Two ways that will meet, unless the next thing that is asked is which of them was gone.
///
/// A header that may not be there is a branch; to ask for it with `?` right after is the same branch. So the meeting is only made when
/// something else is built.
#[derive(Clone, Copy, Debug)]
struct Pending {
    yes: Block,
    no: Block,
    meet: Block,
    asked: Asked,
}

/// By what the two ways are asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    /// An option of this number.
    Option(u32),
    /// A `bool`.
    Bool(Value),
}

impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("function", &self.function).finish_non_exhaustive()
    }
}

impl<'a> Builder<'a> {
    pub(crate) fn new(function: FunctionBuilder<'a>, session: &'a mut Session) -> Self {
        Self {
            function,
            session,
            position: None,
            constants: HashMap::new(),
            pointers: HashMap::new(),
            pending: None,
            count: 0,
            depth: 0,
            declared: "",
            unbounded: HashMap::new(),
        }
    }

    /// The builder of the intermediate representation, when something is put into the function.
    pub(crate) fn function(&mut self) -> &mut FunctionBuilder<'a> {
        self.settle();
        &mut self.function
    }

    pub(crate) const fn session(&mut self) -> &mut Session {
        self.session
    }

    /// Finishes the function, and reports what is wrong with it.
    pub(crate) fn finish(mut self) {
        self.settle();
        if let Err(error) = self.function.finish() {
            self.session.refuse(self.position, error.to_string());
        }
    }

    /// A function that is called, which is built in the middle of this one.
    pub(crate) fn nested(&mut self, id: skep_ir::FunctionId) -> Builder<'_> {
        self.settle();
        let function = FunctionBuilder::new(self.function.module(), id);
        Builder::new(function, self.session)
    }

    // ------------------------------------------------------------ blocks

    /// A new block.
    pub fn block(&mut self) -> Block {
        self.function.block()
    }

    /// The block that is being filled, to come back to; behind its end a new one, which nothing goes to.
    pub fn here(&mut self) -> Block {
        match self.function.current() {
            Some(block) => block,
            None => self.function.block(),
        }
    }

    /// Goes on in a block. What is built behind the end of one is dropped.
    pub fn enter(&mut self, block: Block) {
        self.settle();
        self.function.enter(block);
    }

    /// Goes on there.
    pub fn jump(&mut self, block: Block) {
        if self.current().is_some()
            && let Some(at) = self.unbounded.remove(&block)
        {
            let message = "a loop whose turns cannot be counted beforehand says how many there are at most: write \
                           `#[bound(64)]` before it";
            self.session.refuse(at, message.to_owned());
        }
        self.function().jump(block);
    }

    /// Goes on in one of two blocks.
    pub fn branch(&mut self, condition: Val<bool>, then: Block, otherwise: Block) {
        if let Some(pending) = self.pending.take_if(|one| one.asked == Asked::Bool(condition.0)) {
            self.part(pending, then, otherwise);
            return;
        }
        match self.constant_of(condition.0) {
            Some(0) => self.jump(otherwise),
            Some(_) => self.jump(then),
            None => self.function().branch(condition.0, then, otherwise),
        }
    }

    /// Ends the program with its default verdict, where Rust would panic.
    pub fn abort(&mut self) {
        self.function().abort();
    }

    /// Aborts where it does not hold.
    pub fn check(&mut self, condition: Val<bool>) {
        let (yes, no) = (self.block(), self.block());
        self.branch(condition, yes, no);
        self.enter(no);
        self.abort();
        self.enter(yes);
    }

    /// Says how often the head of a loop is come to: once more than there are turns. Without a bound it must not be gone back to.
    pub fn bound(&mut self, head: Block, turns: Option<u64>) {
        if turns.is_none() {
            self.unbounded.insert(head, self.position);
        }
        let times = turns.and_then(|turns| u32::try_from(turns).ok()).and_then(|turns| turns.checked_add(1));
        self.function().bound(head, times.map_or(Bound::MayGoto, Bound::Times));
    }

    // ------------------------------------------------------------ two ways that may meet

    /// Two ways, of which this is the one where something is there, that are asked about next.
    pub(crate) fn pend(&mut self, yes: Option<Block>, no: Block, asked: Asked) {
        let meet = self.function.block();
        if let Some(yes) = yes {
            self.pending = Some(Pending { yes, no, meet, asked });
        }
        self.function.enter(meet);
    }

    /// A `bool` that says which of two ways was gone, of which this is the last: it is `wanted` on the way `yes`.
    pub(crate) fn pend_bool(
        &mut self,
        variable: Variable,
        yes: Option<Block>,
        no: Block,
        wanted: bool,
    ) -> Val<bool> {
        let meet = self.function.block();
        self.function.enter(meet);
        let value = self.function.get(variable);
        if let Some(yes) = yes {
            let (yes, no) = if wanted { (yes, no) } else { (no, yes) };
            self.pending = Some(Pending { yes, no, meet, asked: Asked::Bool(value) });
        }
        Val::new(value)
    }

    /// A number for an option.
    pub(crate) const fn number(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// Goes on where something is there, if that is what the last thing built has branched on.
    pub(crate) fn take_pending(&mut self, asked: Asked, otherwise: Block) -> bool {
        let Some(pending) = self.pending.take_if(|one| one.asked == asked) else { return false };
        self.function.enter(pending.no);
        self.function.jump(otherwise);
        self.function.enter(pending.yes);
        true
    }

    fn part(&mut self, pending: Pending, then: Block, otherwise: Block) {
        self.function.enter(pending.yes);
        self.function.jump(then);
        self.function.enter(pending.no);
        self.function.jump(otherwise);
    }

    fn settle(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.part(pending, pending.meet, pending.meet);
            self.function.enter(pending.meet);
        }
    }

    /// The block that is being filled, and whether there is one; nothing that pends is settled by asking.
    pub(crate) fn current(&self) -> Option<Block> {
        self.function.current()
    }

    // ------------------------------------------------------------ values

    /// A constant.
    pub(crate) fn constant(&mut self, ty: Type, bits: u64) -> Value {
        let value = self.function().constant(ty, in_range(ty, bits));
        self.constants.insert(value, bits);
        value
    }

    /// What a value is, if it is a constant.
    pub(crate) fn constant_of(&self, value: Value) -> Option<u64> {
        self.constants.get(&value).copied()
    }

    /// The byte order of the machine that the program is for.
    pub(crate) const fn endian(&self) -> Endian {
        self.session.surroundings.endian
    }

    /// The type of a value.
    pub(crate) fn type_of(&self, value: Value) -> Type {
        self.function.type_of(value)
    }

    /// What follows is for the variable of this name; with an empty one, for none.
    pub const fn declaring(&mut self, name: &'static str) {
        self.declared = name;
    }

    /// New memory on the stack, for a variable or for something of the type of this name.
    pub(crate) fn new_slot(&mut self, size: u32, align: u32, ty: &str) -> Value {
        let slot = self.declare_slot(size, align, ty);
        self.function().slot_address(slot)
    }

    /// The same, before anything is at its place.
    pub(crate) fn declare_slot(&mut self, size: u32, align: u32, ty: &str) -> skep_ir::Slot {
        let name = if self.declared.is_empty() { ty } else { self.declared };
        // What is at least as large as a register is aligned as one, so that it is accessed by whole ones.
        let align = align.max(1 << size.max(1).ilog2().min(3)).min(8);
        let is_word = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        self.function.slot(size.max(1), align, is_word.then_some(name))
    }

    /// A variable for a number.
    pub(crate) fn variable(&mut self, ty: Type) -> Variable {
        self.function.variable("value", ty)
    }

    /// A variable for a pointer to something of this size, whose type comes of what it is set to.
    pub(crate) fn pointer_variable(&mut self, size: u32) -> Variable {
        let variable = self.function.variable("pointer", Type::pointer(Region::Memory(size)));
        self.pointers.insert(variable, PointerState::default());
        variable
    }

    /// Sets a variable to a pointer to something of this size.
    pub(crate) fn set_pointer(&mut self, variable: Variable, value: Value, size: u32) {
        let new = self.type_of(value);
        let mut state = self.pointers.get(&variable).copied().unwrap_or_default();
        let old = if state.is_typed { self.function.type_of_variable(variable) } else { new };
        match self.join(old, new, size) {
            Some(joined) => {
                let joined = if state.is_null { may_be_null(joined) } else { joined };
                state.is_typed = true;
                self.function.retype(variable, joined);
            }
            None => self.refuse(
                "references to different things meet here, of which one may be missing: test each of them before"
                    .to_owned(),
            ),
        }
        self.pointers.insert(variable, state);
        self.function().set(variable, value);
    }

    /// Sets a variable to the null of its type.
    pub(crate) fn set_null(&mut self, variable: Variable) {
        let state = self.pointers.entry(variable).or_default();
        state.is_null = true;
        let ty = may_be_null(self.function.type_of_variable(variable));
        self.function.retype(variable, ty);
        self.function().set_null(variable);
    }

    /// A type of pointer that both serve as; of one that they become a view of, if they lead to different things.
    fn join(&mut self, old: Type, new: Type, size: u32) -> Option<Type> {
        if new.serves(old) {
            return Some(old);
        }
        if old.serves(new) {
            return Some(new);
        }
        let (Type::Pointer { region: one, nullable: a }, Type::Pointer { region: other, nullable: b }) =
            (old, new)
        else {
            return None;
        };
        match (one, other) {
            (Region::Packet(one), Region::Packet(other)) => {
                Some(Type::Pointer { region: Region::Packet(one.min(other)), nullable: a || b })
            }
            _ if one == other => Some(Type::Pointer { region: one, nullable: a || b }),
            _ if a || b || one.is_packet() || other.is_packet() => None,
            _ => {
                let module = self.function.module();
                let is_constant = module.is_constant(one) || module.is_constant(other);
                Some(Type::pointer(if is_constant { Region::Constant(size) } else { Region::Memory(size) }))
            }
        }
    }

    /// What a variable is here.
    pub(crate) fn get(&mut self, variable: Variable) -> Value {
        self.function().get(variable)
    }

    /// Sets a variable to a number.
    pub(crate) fn set(&mut self, variable: Variable, value: Value) {
        self.function().set(variable, value);
    }

    // ------------------------------------------------------------ the module

    /// The map of a static.
    pub(crate) fn map(&mut self, address: usize, declare: impl FnOnce() -> Map) -> MapId {
        self.session.map(self.function.module(), address, declare)
    }

    /// The variable of a static.
    pub(crate) fn global(&mut self, address: usize, declare: impl FnOnce() -> Global) -> GlobalId {
        self.session.global(self.function.module(), address, declare)
    }

    /// Memory that is only read, with these bytes in it.
    pub(crate) fn constant_memory(&mut self, bytes: Vec<u8>, align: u32, declared: TypeId) -> GlobalId {
        self.session.constant_memory(self.function.module(), bytes, align, declared)
    }

    /// Adds one to a counter for user space, in the processor's part of it. Atomically, because a program may be interrupted by
    /// another one, and because the parts of machines with many processors are shared.
    pub(crate) fn count_up(&mut self, name: &str) {
        let counter = self.session.counter(self.function.module(), name);
        let cpu = self
            .may_call(Helper::GET_SMP_PROCESSOR_ID)
            .then(|| self.function().call_helper_with(Helper::GET_SMP_PROCESSOR_ID, &[], Type::I64));
        let function = self.function();
        let mut base = function.global_address(counter);
        if let Some(cpu) = cpu {
            let part = function.mask(cpu, COUNTER_PARTS);
            base = function.index(base, part, COUNTER_STRIDE);
        }
        let one = function.constant(Type::I64, 1);
        function.atomic(skep_ir::AtomicOperator::Add, one, skep_ir::Address { base, offset: 0 });
    }

    /// Declares types.
    pub(crate) fn types(&mut self) -> super::Types<'_> {
        super::Types::new(self.function.module(), &mut self.session.kernel_types)
    }

    /// The context of the program: what it is given. In a function that others call there is none.
    pub(crate) fn context(&mut self) -> Value {
        self.function.parameter(0)
    }

    /// Whether what is built is a program, and not a function that is called.
    pub(crate) fn is_program(&self) -> bool {
        self.function.is_program()
    }

    // ------------------------------------------------------------ helpers

    /// Calls a helper, whose result is of this type, if the program may.
    pub(crate) fn helper(&mut self, helper: Helper, arguments: &[Value], result: Type) -> Value {
        self.ask(helper);
        self.function().call_helper_with(helper, arguments, result)
    }

    /// Calls a helper whose result is not used, if the program may.
    pub(crate) fn helper_for_effect(&mut self, helper: Helper, arguments: &[Value]) {
        self.ask(helper);
        self.function().call_helper(helper, arguments);
    }

    /// Whether the program that is staged may call a helper.
    pub(crate) fn may_call(&self, helper: Helper) -> bool {
        self.session.why_not(helper).is_none()
    }

    fn ask(&mut self, helper: Helper) {
        if let Some(why) = self.session.why_not(helper) {
            self.refuse(why);
        }
    }

    // ------------------------------------------------------------ positions and calls

    /// Where what follows was written.
    pub fn at(&mut self, line: u32, column: u32) {
        self.position = self.session.location(self.function.module(), line, column);
        self.function.at(self.position);
    }

    /// Reports what a program cannot be, unless it is never reached.
    pub(crate) fn refuse(&mut self, message: String) {
        if self.function.current().is_some() {
            self.session.refuse(self.position, message);
        }
    }

    /// Whether a function is being staged already, and so calls itself; that is reported.
    pub(crate) fn recurses(&mut self, function: &'static SourceFunction) -> bool {
        let found = self.session.frames.iter().any(|frame| std::ptr::eq(frame.function, function));
        if found {
            self.refuse(format!(
                "`{}` calls itself; a BPF program cannot recurse: write a loop",
                function.name
            ));
        }
        found
    }

    /// Begins a function; `true` if it calls itself.
    pub fn enter_function(&mut self, function: &'static SourceFunction) -> bool {
        if self.recurses(function) {
            return true;
        }
        let called_at = self.position.and_then(|position| self.session.place(position));
        // The first function is this one itself; others are put where they are called.
        let position = self.position.filter(|_| self.depth > 0);
        self.depth += 1;
        self.declared = "";
        self.session.frames.push(Frame { function, called_at, before: position, inlined_at: position });
        self.at(function.line, 1);
        false
    }

    /// Ends a function: what follows is where it was called.
    pub fn leave_function(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.position = self.session.frames.pop().and_then(|frame| frame.before);
        self.function.at(self.position);
    }

    /// The position of what is built next.
    pub(crate) const fn position(&self) -> Option<LocationId> {
        self.position
    }

    /// Goes on without a position of the caller's, in a function of its own.
    pub(crate) const fn set_position(&mut self, position: Option<LocationId>) {
        self.position = position;
    }
}

/// The pointer, which may be null.
fn may_be_null(ty: Type) -> Type {
    match ty {
        Type::Pointer { region, .. } => Type::nullable(region),
        other => other,
    }
}

/// The constant as its type holds it.
fn in_range(ty: Type, bits: u64) -> i64 {
    match ty.bits() {
        Some(width @ 1..=32) => {
            let mask = (1_u64 << width) - 1;
            (bits & mask).cast_signed()
        }
        _ => bits.cast_signed(),
    }
}

/// The turns of a loop with a bound: a counter, and the bound.
#[derive(Debug)]
pub struct Turns {
    variable: Variable,
    bound: u64,
    of: Of<u64>,
}

impl Turns {
    /// Begins to count.
    pub fn new(builder: &mut Builder<'_>, bound: u64) -> Self {
        let variable = builder.variable(Type::I64);
        let zero = builder.constant(Type::I64, 0);
        builder.set(variable, zero);
        Self { variable, bound, of: PhantomData }
    }

    /// One turn; the program aborts if there were as many already.
    pub fn next(&self, builder: &mut Builder<'_>) {
        let turns = builder.get(self.variable);
        let bound = builder.constant(Type::I64, self.bound);
        let more = builder.function().compare(skep_ir::Comparison::LessUnsigned, turns, bound);
        builder.check(Val::new(more));
        let one = builder.constant(Type::I64, 1);
        let next = builder.function().binary(skep_ir::BinaryOperator::Add, turns, one);
        builder.set(self.variable, next);
    }

    /// The most turns that there are.
    pub const fn most(&self) -> u64 {
        self.bound
    }
}

/// A number that is known when the program is staged.
pub fn literal<T: Scalar>(builder: &mut Builder<'_>, value: T) -> Val<T> {
    let bits = value.in_register(builder.endian());
    Val::new(builder.constant(T::TYPE, bits))
}
