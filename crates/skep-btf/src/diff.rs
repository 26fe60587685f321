//! What two BTFs have that differs: types by kind and name, and in them members and values by name.

use std::collections::{BTreeMap, HashMap};

use crate::error::BtfError;
use crate::raw::Kind;
use crate::read::Btf;
use crate::view::{Shape, Type};

/// A type that two BTFs do not have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind of the type.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What differs.
    pub change: Change,
}

/// How a type differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the newer BTF has it.
    Added,
    /// Only the older BTF has it.
    Removed,
    /// Both have it, and these parts of it differ; never none.
    Changed(Vec<PartChange>),
}

/// A part of a type that differs: its size, a member, a value, or what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChange {
    /// Which: the name of a member or value, or `(size)`, `(type)`.
    pub part: String,
    /// What it was: place and type of a member, number of a value. `None` if it was not there.
    pub old: Option<String>,
    /// What it is. `None` if it is gone.
    pub new: Option<String>,
}

/// A type by what it is called. Of several with one kind and name, each has a number.
type Key<'b> = (&'b str, u8, u32);

impl Btf<'_> {
    /// What differs from this BTF in a newer one: structures, unions, enumerations, typedefs, integers, functions and
    /// variables, in the order of their names. What a member, typedef or function is of, is compared by its name in C,
    /// so a change within a structure is told of once, where it is.
    ///
    /// Where several types have one kind and name, the first is compared with the first, and so on.
    ///
    /// # Errors
    ///
    /// When a name is damaged or a type that is referred to does not exist, in either; and as
    /// [`c_declarations`](Self::c_declarations).
    pub fn differences(&self, newer: &Btf<'_>) -> Result<Vec<Difference>, BtfError> {
        let (old, new) = (keys(self)?, keys(newer)?);
        let mut differences = Vec::new();
        let mut tell = |ty: &Type<'_>, change| -> Result<(), BtfError> {
            differences.push(Difference { kind: ty.kind(), name: ty.name()?.to_owned(), change });
            Ok(())
        };
        let mut newer = new.iter().peekable();
        for (key, ty) in &old {
            while let Some((_, added)) = newer.next_if(|(other, _)| *other < key) {
                tell(added, Change::Added)?;
            }
            match newer.next_if(|(other, _)| *other == key) {
                None => tell(ty, Change::Removed)?,
                Some((_, other)) => {
                    let changes = changes(*ty, *other)?;
                    if !changes.is_empty() {
                        tell(ty, Change::Changed(changes))?;
                    }
                }
            }
        }
        newer.try_for_each(|(_, added)| tell(added, Change::Added))?;
        Ok(differences)
    }
}

/// The types that are compared.
fn keys<'b>(btf: &'b Btf<'b>) -> Result<BTreeMap<Key<'b>, Type<'b>>, BtfError> {
    let mut counts = HashMap::new();
    let mut keys = BTreeMap::new();
    for ty in btf.types().filter(|ty| !ty.is_anonymous()) {
        let compared = matches!(
            ty.kind(),
            Kind::Struct
                | Kind::Union
                | Kind::Enum
                | Kind::Enum64
                | Kind::Typedef
                | Kind::Int
                | Kind::Func
                | Kind::Var
        );
        if compared {
            let name = ty.name()?;
            let count = counts.entry((name, ty.kind())).or_insert(0_u32);
            keys.insert((name, ty.kind().number(), *count), ty);
            *count = count.saturating_add(1);
        }
    }
    Ok(keys)
}

/// What differs between two types of the same kind.
fn changes(old: Type<'_>, new: Type<'_>) -> Result<Vec<PartChange>, BtfError> {
    let (before, after) = (parts(old)?, parts(new)?);
    if before == after {
        return Ok(Vec::new());
    }
    let (was, is) = (by_name(&before), by_name(&after));
    let mut changes = Vec::new();
    for (part, what) in &before {
        let now = is.get(part.as_str()).copied();
        if now != Some(what) {
            changes.push(PartChange { part: part.clone(), old: Some(what.clone()), new: now.cloned() });
        }
    }
    for (part, what) in &after {
        if !was.contains_key(part.as_str()) {
            changes.push(PartChange { part: part.clone(), old: None, new: Some(what.clone()) });
        }
    }
    Ok(changes)
}

/// The parts by name; of several with one name, which only damaged types have, the first.
fn by_name(parts: &[(String, String)]) -> HashMap<&str, &String> {
    parts.iter().rev().map(|(part, what)| (part.as_str(), what)).collect()
}

/// The parts of a type, each with what it is, in their order.
fn parts(ty: Type<'_>) -> Result<Vec<(String, String)>, BtfError> {
    let btf = ty.btf();
    let mut parts = Vec::new();
    let mut tell = |part: &str, what: String| parts.push((part.to_owned(), what));
    match ty.shape() {
        Shape::Struct { size, members } | Shape::Union { size, members } => {
            tell("(size)", format!("{size} bytes"));
            for (at, member) in members.into_iter().enumerate() {
                let of = btf.c_name(member.type_id())?;
                let place = match member.bitfield_bits() {
                    Some(bits) => format!("bit {}, {bits} bits", member.bit_offset()),
                    None if member.bit_offset() % 8 != 0 => format!("bit {}", member.bit_offset()),
                    None => format!("byte {}", member.bit_offset() / 8),
                };
                let name = match member.name()? {
                    "" => format!("(anonymous member {at})"),
                    name => name.to_owned(),
                };
                tell(&name, format!("{place}: {of}"));
            }
        }
        Shape::Enum { size, values, .. } | Shape::Enum64 { size, values, .. } => {
            tell("(size)", format!("{size} bytes"));
            for value in values {
                tell(value.name()?, value.value().to_string());
            }
        }
        Shape::Int(int) => {
            tell("(type)", format!("{} bits of {} bytes, {}", int.bits, int.size, int.encoding))
        }
        _ => {
            if let Some(to) = ty.target() {
                tell("(type)", btf.c_name(to)?);
            }
        }
    }
    Ok(parts)
}
