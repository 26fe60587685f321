//! A program laid out for loading: its image, and what the kernel is told of its functions and source lines.

use crate::lines::line_records;
use crate::{ObjectSpec, ProgramSpec, Replacements, types_endian};
use skep_btf::{BtfBuilder, BuildError, FuncInfo, LineInfo, Linkage, TypeId};
use skep_isa::{Code, Image, ImageOptions, Instruction, LinkErrors, Name, Place, Reference};
use std::collections::HashMap;
use std::error::Error;
use std::fmt;

/// A program as it is given to a kernel, but for the handles of its maps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramLayout {
    /// The instructions of the program and of all functions it refers to.
    pub image: Image,
    /// The types of the functions and the strings of the line records, as BTF.
    pub btf: Vec<u8>,
    /// The functions, as `struct bpf_func_info` records.
    pub functions: Vec<u8>,
    /// The source lines, as `struct bpf_line_info` records; empty if an instruction that begins a function has
    /// no source position, since the kernel wants all functions to have one or none.
    pub lines: Vec<u8>,
}

impl ObjectSpec {
    /// Lays out one of this object's programs with the functions it refers to.
    ///
    /// # Errors
    /// If functions are missing, jumps lead nowhere or too far, or instructions cannot be encoded.
    pub fn layout(&self, program: &ProgramSpec, options: ImageOptions) -> Result<ProgramLayout, LayoutError> {
        self.layout_with(program, &Replacements::default(), options)
    }

    /// As [`layout`](Self::layout), with other instructions in the place of some.
    ///
    /// # Errors
    /// The same.
    pub fn layout_with(
        &self,
        program: &ProgramSpec,
        replacements: &Replacements,
        options: ImageOptions,
    ) -> Result<ProgramLayout, LayoutError> {
        let image = self.image_with(program, replacements, options)?;
        let mut records = Records::new(&image);
        records.describe_functions();
        let types = &mut records.types;
        let lines = line_records(&image, |text| Some(types.add_string(text))).unwrap_or_default();
        let endian = types_endian(options.endian);
        let btf = records.types.to_bytes(endian)?;
        let functions = FuncInfo::encode(&records.functions, endian);
        let lines = LineInfo::encode(&lines, endian);
        Ok(ProgramLayout { image, btf, functions, lines })
    }

    /// The instructions of one of this object's programs with those of the functions it refers to.
    ///
    /// # Errors
    /// If functions are missing, jumps lead nowhere or too far, or instructions cannot be encoded or wait for a kernel.
    pub fn image(&self, program: &ProgramSpec, options: ImageOptions) -> Result<Image, LayoutError> {
        self.image_with(program, &Replacements::default(), options)
    }

    /// As [`image`](Self::image), with other instructions in the place of some.
    ///
    /// # Errors
    /// The same.
    pub fn image_with(
        &self,
        program: &ProgramSpec,
        replacements: &Replacements,
        options: ImageOptions,
    ) -> Result<Image, LayoutError> {
        let refers = |one: &Instruction| matches!(one.reference, Some(Reference::Function(_)));
        let mut functions: Vec<(&str, &Code)> = Vec::new();
        // Most programs of an object with many refer to no functions, and the others' names need not be known then.
        if program.code.instructions.iter().any(refers) {
            functions.extend(self.functions.iter().map(|function| (&*function.name, &function.code)));
            // Programs may be called as well.
            let others = self.programs.iter().filter(|other| other.name != program.name);
            functions.extend(others.map(|other| (&*other.name, &other.code)));
        }
        let replaced = |function: &str| replacements.of(function);
        let entry = (&*program.name, &program.code);
        let image = Image::link_with(entry, &functions, &replaced, options)?;
        let codes: HashMap<&str, &Code> = functions.iter().copied().collect();
        for function in &image.functions {
            let code = codes.get(&*function.name).copied().unwrap_or(&program.code);
            let mut replaced = replacements.of(&function.name).iter().map(|(index, _)| *index).peekable();
            let waiting = code.instructions.iter().enumerate().find(|(index, instruction)| {
                replaced.next_if_eq(index).is_none() && instruction.relocation.is_some()
            });
            if let Some(place) = waiting.and_then(|(index, _)| code.place(index)) {
                return Err(LayoutError::Relocation { function: function.name.clone(), place });
            }
        }
        Ok(image)
    }

    /// The instruction that a slot of a laid-out program was made from.
    pub fn place(&self, program: &ProgramSpec, image: &Image, slot: usize) -> Option<Place> {
        let source = image.at_slot(slot)?;
        let name = &source.function.name;
        let function = self.functions.iter().find(|function| function.name == *name);
        let other = || self.programs.iter().find(|other| other.name == *name).map(|other| &other.code);
        let code = function.map(|function| &function.code).or_else(other).unwrap_or(&program.code);
        code.place(source.instruction)
    }
}

/// The records about an image, as they are made.
struct Records<'a> {
    image: &'a Image,
    types: BtfBuilder,
    functions: Vec<FuncInfo>,
}

impl<'a> Records<'a> {
    fn new(image: &'a Image) -> Self {
        Self { image, types: BtfBuilder::new(), functions: Vec::new() }
    }

    /// Each function as `int name(void *context)`: the entry is checked by its program type's rules, and the
    /// others are static, so the kernel follows their code and not their types.
    fn describe_functions(&mut self) {
        let int = self.types.add_int("int", skep_btf::Int::signed(4));
        let context = self.types.add_ptr(TypeId::VOID);
        let prototype = self.types.add_func_proto(int, &[("context", context)]);
        for (index, function) in self.image.functions.iter().enumerate() {
            let linkage = if index == 0 { Linkage::Global } else { Linkage::Static };
            let type_id = self.types.add_func(&identifier(&function.name), prototype, linkage);
            self.functions.push(FuncInfo { slot: slot_number(function.first_slot), type_id });
        }
    }
}

/// The kernel takes C identifiers as names of functions; programs may have a dot in theirs.
pub(crate) fn identifier(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// A program has at most a million slots, so this holds for all that a kernel takes.
fn slot_number(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}

/// A program cannot be laid out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LayoutError {
    /// Its functions do not go together.
    Link(LinkErrors),
    /// What is to be said of its functions and lines cannot be written as BTF.
    Btf(BuildError),
    /// A number depends on a kernel's types, and was not put in yet.
    Relocation {
        /// The function.
        function: Name,
        /// The instruction.
        place: Place,
    },
}

impl From<LinkErrors> for LayoutError {
    fn from(errors: LinkErrors) -> Self {
        Self::Link(errors)
    }
}

impl From<BuildError> for LayoutError {
    fn from(error: BuildError) -> Self {
        Self::Btf(error)
    }
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(errors) => errors.fmt(f),
            Self::Btf(error) => error.fmt(f),
            Self::Relocation { function, place } => {
                write!(
                    f,
                    "function `{function}`, {place}: a number depends on a kernel's types, and was not put in"
                )
            }
        }
    }
}

impl Error for LayoutError {}
