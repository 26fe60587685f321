//! Writing a BTF for a kernel that does not know all of it.

use std::collections::{HashMap, HashSet};

use super::{BtfFeature, BtfFeatures, NameOf, features_of_name, name_of};
use crate::error::{BuildError, Section};
use crate::id::{StringOffset, TypeId};
use crate::raw::{self, Info, Kind};
use crate::read::Btf;
use crate::record;
use crate::shape::Linkage;
use crate::view::{Shape, Type};

/// The size of what stands for a function or variable of the kernel: kernels look at that of an entry of a section.
const EXTERN_SIZE: u32 = 4;

pub(super) fn rewrite(btf: &Btf<'_>, lacking: BtfFeatures) -> Result<Vec<u8>, BuildError> {
    btf.check().map_err(BuildError::Damaged)?;
    let mut rewriter = Rewriter::new(btf, lacking)?;
    let mut words = Vec::new();
    for ty in btf.own_types() {
        if let Kind::Unknown(kind) = ty.kind() {
            return Err(BuildError::UnknownKind { id: ty.id(), kind });
        }
        let start = words.len();
        ty.append_words(&mut words);
        let record = words.get_mut(start..).unwrap_or_default();
        rewriter.replace(ty, record)?;
        rewriter.rename(ty, record)?;
    }
    words.append(&mut rewriter.added);

    let length = |section, length: usize| u32::try_from(length).map_err(|_| BuildError::TooLarge { section });
    let type_length = length(Section::Types, words.len().saturating_mul(4))?;
    let strings = btf.own_strings();
    let string_length = length(Section::Strings, strings.len().saturating_add(rewriter.strings.len()))?;
    let endian = btf.endian();
    let mut bytes = raw::header(endian, type_length, string_length);
    bytes.extend(words.into_iter().flat_map(|word| endian.encode(word)));
    bytes.extend(strings);
    bytes.append(&mut rewriter.strings);
    Ok(bytes)
}

struct Rewriter<'b> {
    btf: &'b Btf<'b>,
    lacking: BtfFeatures,
    /// Sections of what is defined elsewhere, and the variables in them.
    externs: HashSet<TypeId>,
    /// The prototypes of functions that are defined elsewhere.
    prototypes: HashSet<TypeId>,
    /// The words of types that are added.
    added: Vec<u32>,
    /// How many types are added.
    count: u32,
    /// Types that were added, by what they are.
    known: HashMap<Added, TypeId>,
    /// Strings that are added.
    strings: Vec<u8>,
    /// Where they are.
    places: HashMap<Vec<u8>, StringOffset>,
}

/// A type that is added.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Added {
    /// An integer of one byte.
    Byte,
    /// An integer of four bytes.
    Word,
    /// A variable of that.
    Variable,
}

impl<'b> Rewriter<'b> {
    fn new(btf: &'b Btf<'b>, mut lacking: BtfFeatures) -> Result<Self, BuildError> {
        if lacking.contains(BtfFeature::Sections) {
            // The names of sections become those of structures.
            lacking.insert(BtfFeature::DottedNames);
            lacking.insert(BtfFeature::FreeNames);
        }
        let (mut externs, mut prototypes) = (HashSet::new(), HashSet::new());
        if lacking.contains(BtfFeature::Externs) {
            for ty in btf.own_types() {
                match ty.shape() {
                    Shape::Func { prototype, linkage: Linkage::Extern | Linkage::Other(_) } => {
                        prototypes.insert(prototype);
                    }
                    Shape::Datasec { variables, .. } => {
                        let is_symbols = ty.name().map_err(BuildError::Damaged)? == ".ksyms";
                        let mut is_extern = is_symbols;
                        for entry in variables {
                            let variable = ty.follow(entry.variable).map_err(BuildError::Damaged)?;
                            is_extern |= variable.kind() != Kind::Var;
                        }
                        if is_extern {
                            externs.insert(ty.id());
                            externs.extend(variables.map(|entry| entry.variable));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(Self {
            btf,
            lacking,
            externs,
            prototypes,
            added: Vec::new(),
            count: 0,
            known: HashMap::new(),
            strings: Vec::new(),
            places: HashMap::new(),
        })
    }

    fn lacks(&self, feature: BtfFeature) -> bool {
        self.lacking.contains(feature)
    }

    /// Puts what the kernel knows in the place of a record.
    fn replace(&mut self, ty: Type<'_>, record: &mut [u32]) -> Result<(), BuildError> {
        let vlen = match record.get(1) {
            Some(&info) => Info(info).vlen(),
            None => return Ok(()),
        };
        let is_attribute = ty.kind_flag() && self.lacks(BtfFeature::AttributeTags);
        match ty.kind() {
            Kind::Func if self.lacks(BtfFeature::Functions) => set_info(record, Kind::Typedef, 0),
            Kind::Func => {
                let linkage = match Linkage::from_number(vlen) {
                    Linkage::Extern | Linkage::Other(_) if self.lacks(BtfFeature::Externs) => Linkage::Global,
                    linkage => linkage,
                };
                let linkage = match linkage {
                    Linkage::Global if self.lacks(BtfFeature::GlobalFunctions) => Linkage::Static,
                    linkage => linkage,
                };
                set_info(record, Kind::Func, linkage.number());
            }
            Kind::FuncProto if self.lacks(BtfFeature::Functions) => {
                self.name_parameters(record)?;
                set_info(record, Kind::Enum, vlen);
                set(record, 2, 4);
            }
            Kind::FuncProto if self.prototypes.contains(&ty.id()) => self.name_parameters(record)?,
            Kind::Var if self.lacks(BtfFeature::Sections) => set_all(record, BYTE),
            Kind::Var if self.lacks(BtfFeature::Externs) => {
                if self.externs.contains(&ty.id()) || record.get(2) == Some(&0) {
                    let word = self.add(Added::Word)?;
                    set(record, 2, word.number());
                }
                if record.get(3).is_some_and(|&linkage| linkage > 1) {
                    set(record, 3, 1);
                }
            }
            Kind::Datasec => {
                if self.externs.contains(&ty.id()) {
                    self.lay_out(ty, record)?;
                }
                // No kernel takes a section without a byte.
                if self.lacks(BtfFeature::Externs) && record.get(2) == Some(&0) {
                    set(record, 2, 1);
                }
                if self.lacks(BtfFeature::EmptySections) && vlen == 0 {
                    set(record, 0, 0);
                    set_info(record, Kind::Ptr, 0);
                    set(record, 2, 0);
                } else if self.lacks(BtfFeature::Sections) {
                    self.section_as_structure(record, vlen)?;
                }
            }
            Kind::Float if self.lacks(BtfFeature::Floats) => {
                set(record, 0, 0);
                set_info(record, Kind::Struct, 0);
            }
            Kind::DeclTag if is_attribute || self.lacks(BtfFeature::DeclTags) => set_all(record, BYTE),
            Kind::TypeTag if is_attribute || self.lacks(BtfFeature::TypeTags) => {
                set(record, 0, 0);
                set_info(record, Kind::Const, 0);
            }
            Kind::Enum if self.lacks(BtfFeature::Enum64) => set_info(record, Kind::Enum, vlen),
            Kind::Enum64 if self.lacks(BtfFeature::Enum64) => {
                set_info(record, Kind::Union, vlen);
                let byte = self.add(Added::Byte)?.number();
                for [_, low, high] in entries(record) {
                    // The type of a member, and its offset.
                    (*low, *high) = (byte, 0);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Names the parameters without a name: kernels want those of functions, and all enumerators, to have one.
    fn name_parameters(&mut self, record: &mut [u32]) -> Result<(), BuildError> {
        let (parameters, _) = record.get_mut(3..).unwrap_or_default().as_chunks_mut();
        let as_enumerators = self.lacks(BtfFeature::Functions);
        for (number, [name, type_id]) in parameters.iter_mut().enumerate() {
            // The last one without a type is `...`.
            if *name == 0 && (*type_id != 0 || as_enumerators) {
                *name = self.string(format!("arg{number}").as_bytes())?.bytes();
            }
        }
        Ok(())
    }

    /// Gives what is defined elsewhere places in its section, and makes variables of functions.
    fn lay_out(&mut self, ty: Type<'_>, record: &mut [u32]) -> Result<(), BuildError> {
        let variable = self.add(Added::Variable)?.number();
        let mut end = 0_u32;
        for [id, offset, size] in entries(record) {
            let of = ty.follow(TypeId::new(*id)).map_err(BuildError::Damaged)?;
            if of.kind() != Kind::Var {
                *id = variable;
            }
            (*offset, *size) = (end, EXTERN_SIZE);
            end = end.saturating_add(EXTERN_SIZE);
        }
        set(record, 2, end);
        Ok(())
    }

    /// Makes a structure of a section, with its variables as members.
    fn section_as_structure(&mut self, record: &mut [u32], vlen: u32) -> Result<(), BuildError> {
        set_info(record, Kind::Struct, vlen);
        let byte = self.add(Added::Byte)?.number();
        for [first, second, third] in entries(record) {
            let id = TypeId::new(*first);
            // Those that were added are named like their kind.
            let name = match self.btf.type_by_id(id) {
                Ok(variable) => variable.name().map_err(BuildError::Damaged)?.to_owned(),
                Err(_) => String::new(),
            };
            let bit_offset = second.saturating_mul(8);
            (*first, *second, *third) = (self.string(name.as_bytes())?.bytes(), byte, bit_offset);
        }
        Ok(())
    }

    /// Gives the record, as it is now, names that the kernel takes.
    fn rename(&mut self, ty: Type<'_>, record: &mut [u32]) -> Result<(), BuildError> {
        let of = name_of(record::kind(record));
        if of == NameOf::Other {
            return Ok(());
        }
        for place in record::names(record) {
            let Some(name) = record.get_mut(place) else { continue };
            let offset = StringOffset::new(*name);
            let own = offset.bytes().checked_sub(self.btf.string_bytes());
            let text = match own.and_then(|own| self.strings.get(usize::try_from(own).ok()?..)) {
                Some(added) => added.split(|&byte| byte == 0).next().unwrap_or_default().to_vec(),
                None => {
                    self.btf.string_bytes_from(offset, Some(ty.id())).map_err(BuildError::Damaged)?.to_vec()
                }
            };
            if let Some(other) = self.taken(&text, of) {
                *name = self.string(&other)?.bytes();
            }
        }
        Ok(())
    }

    /// A name that the kernel takes in place of this one; `None` if it takes this one.
    fn taken(&self, name: &[u8], of: NameOf) -> Option<Vec<u8>> {
        let mut used = BtfFeatures::NONE;
        features_of_name(name, of, &mut used);
        if used.intersection(self.lacking).is_empty() {
            return None;
        }
        let dots = of != NameOf::Part || !self.lacks(BtfFeature::DottedNames);
        let any = of == NameOf::Section && !self.lacks(BtfFeature::SectionNames);
        let question = of == NameOf::Section && !self.lacks(BtfFeature::QuestionMarks);
        let longest = if self.lacks(BtfFeature::LongNames) { 127 } else { 511 };
        let name = name.iter().take(longest).enumerate().map(|(at, &byte)| {
            let is_taken = match byte {
                b'_' => true,
                b'.' => dots,
                b'?' if at == 0 => question,
                b'0'..=b'9' => at > 0 || of == NameOf::Section,
                byte if byte.is_ascii_alphabetic() => true,
                byte => any && (byte.is_ascii_graphic() || byte == b' '),
            };
            if is_taken { byte } else { b'_' }
        });
        Some(name.collect())
    }

    /// The place of a string, which is added if it is not among those that were.
    fn string(&mut self, string: &[u8]) -> Result<StringOffset, BuildError> {
        if string.is_empty() {
            return Ok(StringOffset::EMPTY);
        }
        if let Some(&place) = self.places.get(string) {
            return Ok(place);
        }
        let place = u32::try_from(self.strings.len()).ok();
        let place = place.and_then(|own| self.btf.string_bytes().checked_add(own));
        let place = place.map(StringOffset::new).ok_or(BuildError::TooLarge { section: Section::Strings })?;
        self.strings.extend(string);
        self.strings.push(0);
        self.places.insert(string.to_vec(), place);
        Ok(place)
    }

    /// A type that is added once, behind all others.
    fn add(&mut self, what: Added) -> Result<TypeId, BuildError> {
        if let Some(&id) = self.known.get(&what) {
            return Ok(id);
        }
        let record = match what {
            Added::Byte => BYTE,
            Added::Word => [0, Info::new(Kind::Int, 0, false).0, 4, 32],
            Added::Variable => {
                let word = self.add(Added::Word)?.number();
                let name = self.string(b"symbol")?.bytes();
                [name, Info::new(Kind::Var, 0, false).0, word, 1]
            }
        };
        self.count = self.count.saturating_add(1);
        let number = self.btf.len().checked_add(self.count).filter(|&number| number != u32::MAX);
        let id = TypeId::new(number.ok_or(BuildError::TooLarge { section: Section::Types })?);
        // Kernels that lack sections have no variables.
        if what == Added::Variable && self.lacks(BtfFeature::Sections) {
            self.added.extend(BYTE);
        } else {
            self.added.extend(record);
        }
        self.known.insert(what, id);
        Ok(id)
    }
}

/// The record of an integer of one byte without a name: that much fits wherever a variable was, whatever its type.
const BYTE: [u32; 4] = [0, Info::new(Kind::Int, 0, false).0, 1, 8];

/// The entries of a record that has three words for each.
fn entries(record: &mut [u32]) -> &mut [[u32; 3]] {
    record.get_mut(3..).unwrap_or_default().as_chunks_mut().0
}

fn set_info(record: &mut [u32], kind: Kind, vlen: u32) {
    set(record, 1, Info::new(kind, vlen, false).0);
}

fn set(record: &mut [u32], at: usize, word: u32) {
    if let Some(place) = record.get_mut(at) {
        *place = word;
    }
}

fn set_all(record: &mut [u32], words: [u32; 4]) {
    record.iter_mut().zip(words).for_each(|(place, word)| *place = word);
}
