//! A module: everything that becomes one object, as a plain value.

use crate::{
    Block, Entity, FileId, FunctionId, GlobalId, Instruction, KernelFunctionId, LocationId, MapId, Region,
    Slot, Table, Type, TypeDeclaration, TypeId, Value, instruction::End,
};
use skep_uapi::{AttachType, MapType, ProgramType};
use std::collections::BTreeMap;

/// Programs, functions, maps and global variables that belong together.
///
/// It is a value without identity: two modules with the same text are equal. Nothing in it depends on a kernel.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Module {
    /// The licence, as the kernel is told.
    pub licence: String,
    /// The files of the source.
    pub files: Table<FileId, String>,
    /// Places in the source.
    pub locations: Table<LocationId, Location>,
    /// What stands in lines of the source, by file and number from 1, as far as it is known: the kernel's log quotes them.
    pub lines: BTreeMap<(FileId, u32), String>,
    /// The types that relocations, maps and pointers into the kernel are about.
    pub types: Table<TypeId, TypeDeclaration>,
    /// The maps.
    pub maps: Table<MapId, Map>,
    /// The global variables.
    pub globals: Table<GlobalId, Global>,
    /// The functions of the kernel that are called.
    pub kernel_functions: Table<KernelFunctionId, KernelFunction>,
    /// The programs and functions.
    pub functions: Table<FunctionId, Function>,
}

/// A place in the source.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// Where the function that this is in was called, if its instructions were put there. Its number is lower.
    pub inlined_at: Option<LocationId>,
}

/// A map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Map {
    /// Its name: a word.
    pub name: String,
    /// What kind of map it is.
    pub map_type: MapType,
    /// The size of a key in bytes.
    pub key_size: u32,
    /// The size of a value in bytes.
    pub value_size: u32,
    /// How many entries it may have; of a ring buffer, how many bytes.
    pub max_entries: u32,
    /// The flags it is created with (`skep_uapi::MapFlags`).
    pub flags: u32,
    /// The type of its keys.
    pub key_type: Option<TypeId>,
    /// The type of its values.
    pub value_type: Option<TypeId>,
}

/// A global variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Global {
    /// Its name: a word.
    pub name: String,
    /// Whether programs may write it.
    pub writable: bool,
    /// What it must be aligned to, in bytes: a power of two.
    pub align: u32,
    /// Its bytes at the start, and with them its size.
    pub bytes: Vec<u8>,
    /// Its type.
    pub declared: Option<TypeId>,
}

/// A function of the kernel that is called by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KernelFunction {
    /// Its name in the kernel.
    pub name: String,
    /// What it takes.
    pub parameters: Vec<Type>,
    /// What it returns.
    pub result: Option<Type>,
}

/// A program or a function of the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// Its name: a word.
    pub name: String,
    /// What it is.
    pub kind: FunctionKind,
    /// What it returns.
    pub result: Option<Type>,
    /// The places in its frame.
    pub slots: Table<Slot, SlotDeclaration>,
    /// Its blocks. It begins with the first, whose parameters are those of the function.
    pub blocks: Table<Block, BlockBody>,
}

/// What a function is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FunctionKind {
    /// A program that the kernel runs. Its one parameter is the context.
    Program {
        /// What type of program it is.
        program_type: ProgramType,
        /// What it will be attached as, where that decides what it may do.
        attach_type: Option<AttachType>,
        /// What it returns when it is aborted.
        default: i32,
    },
    /// A function that others call; the kernel checks it with every call.
    Local,
    /// A function that others call; the kernel checks it once, by the types of its parameters.
    Global,
}

/// A place in the frame of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlotDeclaration {
    /// Its size in bytes, from 1 to 512.
    pub size: u32,
    /// What it is aligned to in bytes: 1, 2, 4 or 8.
    pub align: u32,
    /// The word that the source calls it by, for messages.
    pub name: Option<String>,
}

/// A block: parameters, instructions, and an end.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct BlockBody {
    /// What it is given wherever it is gone to.
    pub parameters: Vec<Definition>,
    /// What is known of how often it is gone back to, if it is the head of a loop.
    pub bound: Option<Bound>,
    /// Its instructions.
    pub instructions: Vec<Instruction>,
    /// How it ends. The law wants an end; without one a function is not finished.
    pub end: Option<End>,
}

/// What ends a loop, for the kernel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// Its head is reached at most so many times for each time the loop is entered, which the kernel can see.
    Times(u32),
    /// The kernel counts (`may_goto`, Linux 6.9), and where its patience ends, the program is aborted.
    MayGoto,
}

/// A value, where it is defined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Definition {
    /// The value.
    pub value: Value,
    /// Its type.
    pub ty: Type,
}

/// The largest size of a frame in bytes (`MAX_BPF_STACK` of Linux), and so that of a slot.
pub const MAX_STACK: u32 = 512;

impl Function {
    /// The block where every function begins.
    pub const ENTRY: Block = Block(0);

    /// What the function takes: the parameters of its first block.
    pub fn parameters(&self) -> &[Definition] {
        self.blocks.get(Self::ENTRY).map_or(&[], |entry| &entry.parameters)
    }

    /// The type of every value, by its number; `None` for numbers that nothing defines. If a value is defined twice, the
    /// first definition counts.
    ///
    /// Numbers that are far above the number of definitions have no place in the table, which is as long as what defines
    /// its values allows: at most four times as many numbers as definitions, and 1024.
    pub fn types(&self) -> Table<Value, Option<Type>> {
        let blocks = || self.blocks.values();
        let count = blocks().map(|block| block.parameters.len() + block.instructions.len()).sum::<usize>();
        let limit = count.saturating_mul(4).saturating_add(1024);
        let mut types: Vec<Option<Type>> = Vec::with_capacity(count);
        let mut define = |Definition { value, ty }: Definition| {
            let index = value.index();
            if index >= types.len() {
                if index >= limit {
                    return;
                }
                types.resize(index + 1, None);
            }
            types[index].get_or_insert(ty);
        };
        for block in blocks() {
            block.parameters.iter().for_each(|one| define(*one));
            block.instructions.iter().filter_map(|one| one.result).for_each(&mut define);
        }
        types.into_iter().collect()
    }

    /// Everything that is defined, in the order of the text.
    pub fn definitions(&self) -> impl Iterator<Item = Definition> {
        self.blocks.values().flat_map(|block| {
            block.parameters.iter().copied().chain(block.instructions.iter().filter_map(|one| one.result))
        })
    }

    /// The lowest number above those of all values.
    pub fn next_value(&self) -> Value {
        Value(self.definitions().map(|one| one.value.0.saturating_add(1)).max().unwrap_or(0))
    }
}

impl Module {
    /// The function of this name.
    pub fn function(&self, name: &str) -> Option<FunctionId> {
        self.functions.iter().find(|(_, one)| one.name == name).map(|(id, _)| id)
    }

    /// The map of this name.
    pub fn map(&self, name: &str) -> Option<MapId> {
        self.maps.iter().find(|(_, one)| one.name == name).map(|(id, _)| id)
    }

    /// The global variable of this name.
    pub fn global(&self, name: &str) -> Option<GlobalId> {
        self.globals.iter().find(|(_, one)| one.name == name).map(|(id, _)| id)
    }

    /// How many bytes may be accessed behind a pointer to this region, in a function with these slots; `None` if programs do
    /// not access it directly, or if what it refers to does not exist.
    pub fn extent(&self, slots: &Table<Slot, SlotDeclaration>, region: Region) -> Option<u32> {
        let (size, offset) = match region {
            Region::Stack { slot, offset } => (slots.get(slot)?.size, offset),
            Region::MapValue { map, offset } => (self.maps.get(map)?.value_size, offset),
            Region::Global { global, offset } => {
                (u32::try_from(self.globals.get(global)?.bytes.len()).unwrap_or(u32::MAX), offset)
            }
            Region::Packet(size)
            | Region::Record(size)
            | Region::Reserved(size)
            | Region::Memory(size)
            | Region::Constant(size) => (size, 0),
            Region::Context
            | Region::PacketEnd
            | Region::Kernel(_)
            | Region::Untrusted(_)
            | Region::User
            | Region::Map(_)
            | Region::Socket { .. } => return None,
        };
        Some(size.saturating_sub(offset))
    }

    /// Whether a region is only for reading.
    pub fn is_constant(&self, region: Region) -> bool {
        match region {
            Region::Constant(_) => true,
            Region::Global { global, .. } => self.globals.get(global).is_some_and(|global| !global.writable),
            _ => false,
        }
    }
}
