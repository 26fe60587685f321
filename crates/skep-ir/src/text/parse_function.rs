//! Reads functions: slots, blocks, instructions and ends.

use super::lex::Token;
use super::parse::{Parser, Result};
use crate::{
    Access, Address, AtomicOperator, BinaryOperator, BlockBody, Bound, ByteOrder, Comparison, ContextPlace,
    Conversion, Definition, End, Function, FunctionKind, Instruction, Operation, Ordering, SlotDeclaration,
    Table, Target, Terminator, Value,
};
use skep_btf::relocation::RelocationKind;
use skep_uapi::{AttachType, Helper, ProgramType};

impl Parser {
    pub(super) fn function_declaration(&mut self, program: bool) -> Result<Function> {
        let name = self.name()?;
        let kind = if program {
            let program_type =
                self.numbered("type of program", ProgramType::ALL, ProgramType::name, ProgramType)?;
            let attach_type = if self.takes_word("at") {
                Some(self.numbered("attach type", AttachType::ALL, AttachType::name, AttachType)?)
            } else {
                None
            };
            let default = if self.takes_word("default") { self.number()? } else { 0 };
            FunctionKind::Program { program_type, attach_type, default }
        } else if self.takes_word("global") {
            FunctionKind::Global
        } else {
            FunctionKind::Local
        };
        let result = if self.takes_arrow() { Some(self.ty()?) } else { None };
        self.sign('{')?;
        let mut slots = Table::new();
        while self.takes_word("slot") {
            let id = self.entity("s", "a slot")?;
            self.in_order(&slots, id)?;
            let size = self.number()?;
            let align = if self.takes_word("align") { self.number()? } else { 1 };
            let name = if matches!(self.peek(), Token::Text(_)) { Some(self.text()?) } else { None };
            slots.push(SlotDeclaration { size, align, name });
        }
        let mut blocks = Table::new();
        while !self.takes('}') {
            let id = self.entity("b", "a block")?;
            self.in_order(&blocks, id)?;
            let block = self.block()?;
            blocks.push(block);
        }
        Ok(Function { name, kind, result, slots, blocks })
    }

    fn block(&mut self) -> Result<BlockBody> {
        let mut parameters = Vec::new();
        if self.takes('(') {
            while !self.takes(')') {
                if !parameters.is_empty() {
                    self.sign(',')?;
                }
                let value = self.value()?;
                parameters.push(self.definition(value)?);
            }
        }
        let bound = match () {
            () if !self.takes_word("bound") => None,
            () if self.takes_word("may_goto") => Some(Bound::MayGoto),
            () => Some(Bound::Times(self.number()?)),
        };
        self.sign(':')?;
        let mut instructions = Vec::new();
        let mut end = None;
        while let Token::Word(word) = self.peek().clone() {
            if is_entity(&word, 'b') {
                break;
            }
            self.next();
            if is_entity(&word, 'v') {
                let value =
                    Value(word[1..].parse().or_else(|_| self.error("the number of a value is too large"))?);
                let result = Some(self.definition(value)?);
                self.sign('=')?;
                let word = self.word("an operation")?;
                instructions.push(self.instruction(&word, result)?);
            } else if let Some(terminator) = self.terminator(&word)? {
                end = Some(End { terminator, location: self.location()? });
                break;
            } else {
                instructions.push(self.instruction(&word, None)?);
            }
        }
        Ok(BlockBody { parameters, bound, instructions, end })
    }

    fn value(&mut self) -> Result<Value> {
        self.entity("v", "a value")
    }

    /// What follows a value that is defined: its type.
    fn definition(&mut self, value: Value) -> Result<Definition> {
        self.sign(':')?;
        Ok(Definition { value, ty: self.ty()? })
    }

    fn comma(&mut self) -> Result<()> {
        self.sign(',')
    }

    /// Two values.
    fn pair(&mut self) -> Result<(Value, Value)> {
        let first = self.value()?;
        self.comma()?;
        Ok((first, self.value()?))
    }

    /// A comma and a number.
    fn comma_number(&mut self) -> Result<u32> {
        self.comma()?;
        self.number()
    }

    fn address(&mut self) -> Result<Address> {
        Ok(Address { base: self.value()?, offset: self.behind()? })
    }

    fn comma_address(&mut self) -> Result<Address> {
        self.comma()?;
        self.address()
    }

    fn values(&mut self) -> Result<Vec<Value>> {
        self.sign('(')?;
        let mut values = Vec::new();
        while !self.takes(')') {
            if !values.is_empty() {
                self.comma()?;
            }
            values.push(self.value()?);
        }
        Ok(values)
    }

    fn target(&mut self) -> Result<Target> {
        let block = self.entity("b", "a block")?;
        let arguments = if *self.peek() == Token::Sign('(') { self.values()? } else { vec![] };
        Ok(Target { block, arguments })
    }

    fn comma_target(&mut self) -> Result<Target> {
        self.comma()?;
        self.target()
    }

    fn access(&mut self) -> Result<Access> {
        let root = self.type_id()?;
        let mut path = Vec::new();
        if matches!(self.peek(), Token::Number(_)) {
            path.push(self.number()?);
            while self.takes(':') {
                path.push(self.number()?);
            }
        }
        Ok(Access { root, path })
    }

    fn context_place(&mut self) -> Result<ContextPlace> {
        self.comma()?;
        if self.takes('+') {
            return self.number().map(ContextPlace::Offset);
        }
        let name = self.name()?;
        let element = if self.takes('[') {
            let element = self.number()?;
            self.sign(']')?;
            element
        } else {
            0
        };
        Ok(ContextPlace::Field(name, element))
    }

    fn ordering(&mut self) -> Ordering {
        if self.takes_word("volatile") { Ordering::Volatile } else { Ordering::Plain }
    }

    fn instruction(&mut self, word: &str, result: Option<Definition>) -> Result<Instruction> {
        let operation = self.operation(word)?;
        Ok(Instruction { result, operation, location: self.location()? })
    }

    fn operation(&mut self, word: &str) -> Result<Operation> {
        if let Some(operator) = BinaryOperator::named(word) {
            return self.pair().map(|(left, right)| Operation::Binary(operator, left, right));
        }
        if let Some(comparison) = Comparison::named(word) {
            return self.pair().map(|(left, right)| Operation::Compare(comparison, left, right));
        }
        if let Some(conversion) = Conversion::named(word) {
            return self.value().map(|value| Operation::Convert(conversion, value));
        }
        if let Some(order) = ByteOrder::named(word) {
            return self.value().map(|value| Operation::Bytes(order, value));
        }
        if let Some(operator) = AtomicOperator::named(word) {
            return Ok(Operation::Atomic(operator, self.value()?, self.comma_address()?));
        }
        Ok(match word {
            "const" => Operation::Constant(self.number()?),
            "neg" => Operation::Negate(self.value()?),
            "mask" => Operation::Mask(self.value()?, self.comma_number()?),
            "offset" => Operation::Offset(self.value()?, self.comma_number()?),
            "index" => {
                let (base, index) = self.pair()?;
                Operation::Index { base, index, stride: self.comma_number()? }
            }
            "view" => Operation::View(self.value()?, self.comma_number()?),
            "slot" => Operation::SlotAddress(self.entity("s", "a slot")?),
            "map" => Operation::MapAddress(self.map()?),
            "global" => Operation::GlobalAddress(self.global()?),
            "load" => {
                let ordering = self.ordering();
                Operation::Load(self.address()?, ordering)
            }
            "store" => {
                let ordering = self.ordering();
                Operation::Store(self.value()?, self.comma_address()?, ordering)
            }
            "copy" => {
                let (to, from) = (self.address()?, self.comma_address()?);
                Operation::Copy { to, from, size: self.comma_number()? }
            }
            "zero" => Operation::Zero { to: self.address()?, size: self.comma_number()? },
            "compare_exchange" => {
                let address = self.address()?;
                self.comma()?;
                let (expected, new) = self.pair()?;
                Operation::CompareExchange { address, expected, new }
            }
            "call" => match &*self.word("`helper`, `function` or `kfunc`")? {
                "helper" => {
                    let helper = self.numbered("helper", Helper::ALL, Helper::name, Helper)?;
                    Operation::CallHelper(helper, self.values()?)
                }
                "function" => Operation::CallFunction(self.function()?, self.values()?),
                "kfunc" => Operation::CallKernel(self.kernel_function()?, self.values()?),
                other => {
                    return self.error(format!("expected `helper`, `function` or `kfunc`, found `{other}`"));
                }
            },
            "relocation" => {
                let name = self.word("a kind of relocation")?;
                let Some(kind) = RelocationKind::ALL.into_iter().find(|kind| kind.to_string() == name) else {
                    return self.error(format!("`{name}` is no kind of relocation"));
                };
                Operation::Relocation(kind, self.access()?)
            }
            "read_field" | "field_address" => {
                let base = self.value()?;
                self.comma()?;
                let access = self.access()?;
                if word == "read_field" {
                    Operation::ReadField(base, access)
                } else {
                    Operation::FieldAddress(base, access)
                }
            }
            "packet_start" => Operation::PacketStart(self.value()?),
            "packet_end" => Operation::PacketEnd(self.value()?),
            "metadata_start" => Operation::MetadataStart(self.value()?),
            "metadata_end" => Operation::MetadataEnd(self.value()?),
            "packet_rest" => {
                let (pointer, end) = self.pair()?;
                Operation::PacketRest(pointer, end)
            }
            "context_address" => Operation::ContextAddress(self.value()?),
            "context_load" => Operation::ContextLoad(self.value()?, self.context_place()?),
            "context_store" => {
                let (value, context) = self.pair()?;
                Operation::ContextStore(value, context, self.context_place()?)
            }
            "tail_call" => {
                let (context, map) = self.pair()?;
                self.comma()?;
                Operation::TailCall { context, map, index: self.value()? }
            }
            other => return self.error(format!("`{other}` is no operation")),
        })
    }

    /// The end that the word begins, if it does.
    fn terminator(&mut self, word: &str) -> Result<Option<Terminator>> {
        Ok(Some(match word {
            "jump" => Terminator::Jump(self.target()?),
            "branch" => Terminator::Branch {
                condition: self.value()?,
                then: self.comma_target()?,
                otherwise: self.comma_target()?,
            },
            "switch" => {
                let value = self.value()?;
                self.comma()?;
                self.sign('[')?;
                let mut cases = Vec::new();
                while !self.takes(']') {
                    if !cases.is_empty() {
                        self.comma()?;
                    }
                    let number = self.number()?;
                    self.sign(':')?;
                    cases.push((number, self.target()?));
                }
                Terminator::Switch { value, cases, default: self.comma_target()? }
            }
            "if_null" => Terminator::IfNull {
                pointer: self.value()?,
                null: self.comma_target()?,
                some: self.comma_target()?,
            },
            "if_packet" => {
                let (pointer, end) = self.pair()?;
                let size = self.comma_number()?;
                Terminator::IfPacket {
                    pointer,
                    end,
                    size,
                    fits: self.comma_target()?,
                    short: self.comma_target()?,
                }
            }
            "if_below" => Terminator::IfBelow {
                value: self.value()?,
                bound: self.comma_number()?,
                inside: self.comma_target()?,
                outside: self.comma_target()?,
            },
            "return" => {
                let value = matches!(self.peek(), Token::Word(word) if is_entity(word, 'v'));
                Terminator::Return(if value { Some(self.value()?) } else { None })
            }
            "abort" => Terminator::Abort,
            "unreachable" => Terminator::Unreachable,
            _ => return Ok(None),
        }))
    }
}

/// Whether a word is this letter and a number.
fn is_entity(word: &str, prefix: char) -> bool {
    let digits = word.strip_prefix(prefix).unwrap_or("");
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
