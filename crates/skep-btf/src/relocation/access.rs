//! The local side of a relocation: what the access string names in the program's own types.

use core::fmt::{self, Write as _};

use super::error::{Problem, RelocationError};
use super::kind::{RelocationKind, Subject};
use crate::entries::{EnumValue, Member};
use crate::error::{BtfError, Named};
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::view::Type;

/// How many numbers an access string can have (`BPF_CORE_SPEC_MAX_LEN` of libbpf 1.7).
pub(crate) const MAX_STEPS: usize = 64;

/// One question about a type: as clang writes it beside the instruction that has to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Relocation<'s> {
    /// The root, a type of the local BTF.
    pub type_id: TypeId,
    /// What of it: numbers with colons between. For a field, the index of the root as an element of an array,
    /// then numbers of members and elements (`0:1:2`); for an enumerator, its number; for a type, `0`.
    pub access: &'s str,
    /// What is asked.
    pub kind: RelocationKind,
}

/// A place in a type: of a field, the bit it starts at and what was named last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'b> {
    /// Bits from the start of the root.
    pub(crate) bit_offset: u64,
    pub(crate) last: Last<'b>,
}

/// What the last number of an access string names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Last<'b> {
    /// An element of this type; the root is one.
    Element(Type<'b>),
    /// A member.
    Member(Member<'b>),
}

/// What a relocation is about, in the types of one side.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'b> {
    Field(Field<'b>),
    Type(Type<'b>),
    Enumerator(EnumValue<'b>),
}

/// A number of an access string that another layout may change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'l> {
    /// The root, or an element of an array.
    Element(u32),
    /// A member that has a name.
    Member(Member<'l>),
}

/// A relocation, read.
#[derive(Clone, Debug)]
pub(crate) struct Access<'l> {
    pub(crate) kind: RelocationKind,
    /// The type the relocation names, typedefs and all.
    pub(crate) root: Type<'l>,
    /// Of a field: the root's index first.
    pub(crate) steps: Vec<Step<'l>>,
    pub(crate) found: Found<'l>,
    text: &'l str,
}

impl<'l> Access<'l> {
    /// Reads a relocation against the BTF that it belongs to.
    pub(crate) fn read(local: &'l Btf<'l>, relocation: &Relocation<'l>) -> Result<Self, RelocationError> {
        let &Relocation { type_id, access, kind } = relocation;
        let fail =
            |problem| RelocationError { kind: Some(kind), access: describe(local, relocation), problem };
        let damaged = |error| fail(Problem::Local(error));
        let root = local.type_by_id(type_id).map_err(damaged)?;
        let numbers = numbers(access).map_err(fail)?;
        let (steps, found) = match kind.subject() {
            Subject::Type if numbers == [0] => (Vec::new(), Found::Type(root)),
            Subject::Type => return Err(fail(Problem::BadAccess { expected: "0, the type itself" })),
            Subject::Enumerator => (Vec::new(), enumerator(root, &numbers).map_err(fail)?),
            Subject::Field => field(root, &numbers).map_err(fail)?,
        };
        Ok(Self { kind, root, steps, found, text: access })
    }
}

/// `task_struct.cpus_mask.bits[0] (0:12:0:0)`
impl fmt::Display for Access<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root.name().unwrap_or("(damaged name)");
        f.write_str(if root.is_empty() { "(anon)" } else { root })?;
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                // The root is an element of an array only in name, unless its index says otherwise.
                Step::Element(0) if number == 0 => {}
                Step::Element(index) => write!(f, "[{index}]")?,
                Step::Member(member) => write!(f, ".{}", member.name().unwrap_or("(damaged name)"))?,
            }
        }
        if let Found::Enumerator(value) = self.found {
            write!(f, "::{}", value.name().unwrap_or("(damaged name)"))?;
        }
        write!(f, " ({})", self.text)
    }
}

/// The root's name, as far as there is one, and the access string: what can be said of any relocation.
fn describe(local: &Btf<'_>, relocation: &Relocation<'_>) -> String {
    let mut text = match local.type_by_id(relocation.type_id) {
        Ok(root) => root.to_string(),
        Err(_) => format!("type {}", relocation.type_id),
    };
    // Writing to a string cannot fail.
    let _ = write!(text, " ({})", relocation.access);
    text
}

/// The numbers of an access string.
fn numbers(access: &str) -> Result<Vec<u32>, Problem> {
    let expected = "1 to 64 decimal numbers with colons between";
    let bad = || Problem::BadAccess { expected };
    let mut numbers = Vec::new();
    for number in access.split(':') {
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || numbers.len() == MAX_STEPS {
            return Err(bad());
        }
        numbers.push(number.parse().map_err(|_| bad())?);
    }
    Ok(numbers)
}

fn enumerator<'l>(root: Type<'l>, numbers: &[u32]) -> Result<Found<'l>, Problem> {
    let &[index] = numbers else {
        return Err(Problem::BadAccess { expected: "the number of an enumerator" });
    };
    let ty = root.resolve().map_err(Problem::Local)?;
    let Ok(mut values) = ty.values() else {
        return Err(Problem::NoSuchPart { step: 0, index, owner: ty.to_string(), count: None });
    };
    let count = values.len();
    match usize::try_from(index).ok().and_then(|index| values.nth(index)) {
        Some(value) => Ok(Found::Enumerator(value)),
        None => Err(no_such_part(0, index, ty, count)),
    }
}

fn field<'l>(root: Type<'l>, numbers: &[u32]) -> Result<(Vec<Step<'l>>, Found<'l>), Problem> {
    let mut ty = root.resolve().map_err(Problem::Local)?;
    let [first, rest @ ..] = numbers else {
        return Err(Problem::BadAccess { expected: "the root's index, then members and elements" });
    };
    let mut steps = vec![Step::Element(*first)];
    let mut field =
        Field { bit_offset: element_offset(0, ty, *first).map_err(Problem::Local)?, last: Last::Element(ty) };
    for (&index, step) in rest.iter().zip(1..) {
        let (next, found) = match ty.kind() {
            Kind::Struct | Kind::Union => {
                let mut members = ty.members().map_err(Problem::Local)?;
                let count = members.len();
                let member = usize::try_from(index).ok().and_then(|index| members.nth(index));
                let member = member.ok_or_else(|| no_such_part(step, index, ty, count))?;
                let bit_offset = field.bit_offset.checked_add(member.bit_offset().into());
                let bit_offset = bit_offset.ok_or(Problem::Local(BtfError::SizeOverflow { id: ty.id() }))?;
                if !member.is_anonymous() {
                    steps.push(Step::Member(member));
                }
                (member.ty(), Field { bit_offset, last: Last::Member(member) })
            }
            Kind::Array => {
                let array = ty.array().map_err(Problem::Local)?;
                if index >= array.count && !is_flexible(field.last, array.count) {
                    return Err(no_such_part(
                        step,
                        index,
                        ty,
                        usize::try_from(array.count).unwrap_or(usize::MAX),
                    ));
                }
                let element = ty.follow(array.element).and_then(|ty| ty.resolve()).map_err(Problem::Local)?;
                let bit_offset = element_offset(field.bit_offset, element, index).map_err(Problem::Local)?;
                steps.push(Step::Element(index));
                (Ok(element), Field { bit_offset, last: Last::Element(element) })
            }
            _ => return Err(Problem::NoSuchPart { step, index, owner: ty.to_string(), count: None }),
        };
        field = found;
        ty = next.and_then(|ty| ty.resolve()).map_err(Problem::Local)?;
    }
    if let Last::Member(member) = field.last
        && member.is_anonymous()
    {
        return Err(Problem::BadAccess { expected: "one that ends at a member with a name" });
    }
    Ok((steps, Found::Field(field)))
}

fn no_such_part(step: usize, index: u32, owner: Type<'_>, count: usize) -> Problem {
    let count = Some(u32::try_from(count).unwrap_or(u32::MAX));
    Problem::NoSuchPart { step, index, owner: owner.to_string(), count }
}

/// Where, in bits, the element of this index starts, in an array of these that starts at a bit.
pub(crate) fn element_offset(start: u64, element: Type<'_>, index: u32) -> Result<u64, BtfError> {
    if index == 0 {
        // What has no size can still be pointed to.
        return Ok(start);
    }
    let bits = element.size()?.checked_mul(8).and_then(|bits| bits.checked_mul(index.into()));
    bits.and_then(|bits| bits.checked_add(start)).ok_or(BtfError::SizeOverflow { id: element.id() })
}

/// Whether an array of this many elements goes on beyond its end: it has none, and is the last member.
pub(crate) fn is_flexible(of: Last<'_>, count: u32) -> bool {
    let Last::Member(member) = of else { return false };
    let Ok(mut members) = member.owner().members() else { return false };
    let last = members.len().checked_sub(1).and_then(|index| members.nth(index));
    let identity =
        |member: Member<'_>| (member.bit_offset(), member.type_id(), member.name().ok().map(str::to_owned));
    count == 0 && last.is_some_and(|last| identity(last) == identity(member))
}

/// `STRUCT 'task_struct'`: a type as messages about another BTF name it, without its number.
pub(crate) fn kind_and_name(ty: Type<'_>) -> String {
    format!("{} {}", ty.kind(), Named(ty.name().unwrap_or("(damaged name)")))
}
