//! Tracepoints' records, by the fields that are used, and the strings beside them.

use crate::stage::{
    Builder, Field, Given, Layout, Place, Proj, Read, Scalar, Slot, Val, cast, copy, kind, literal,
    reads_itself, slot,
};
use skep_ir::{BinaryOperator, ContextPlace, Type, Value};
use skep_uapi::{Helper, TracepointField, TracepointFieldKind};
use std::marker::PhantomData;

/// A structure with `#[tracepoint_fields]`.
pub trait Record: 'static {
    /// Its name.
    const NAME: &'static str;
    /// The type of its table of fields.
    type Fields: 'static;
    /// Its table of fields.
    const FIELDS: &'static Self::Fields;
}

/// A record, staged.
pub struct RecordRef<T> {
    context: Value,
    of: PhantomData<fn() -> T>,
}

/// A field of a record, which is not read yet.
pub struct RecordPlace<T> {
    context: Value,
    name: &'static str,
    of: PhantomData<fn() -> T>,
}
copy!(RecordRef<T> RecordPlace<T>);
reads_itself! { [T] RecordRef<T>; }

impl<T: Record> Given<kind::Tracepoint> for &T {
    type Staged = RecordRef<T>;
    fn parameter(builder: &mut Builder<'_>, _: u32) -> RecordRef<T> {
        RecordRef { context: builder.context(), of: PhantomData }
    }
}

impl<S: Record> Proj for RecordRef<S> {
    type Fields = S::Fields;
    type At<T> = RecordPlace<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, _: &mut Builder<'_>, field: Field<T>) -> RecordPlace<T> {
        RecordPlace { context: self.context, name: field.name, of: PhantomData }
    }
}

/// What a field of a record can be: a number, an array of numbers, or text or bytes beside the record.
#[diagnostic::on_unimplemented(
    message = "a tracepoint's record has no field of type `{Self}`",
    label = "numbers, arrays of numbers, `DataLoc<str>` and `DataLoc<[u8]>` are what there is"
)]
pub trait RecordField: 'static {
    /// What is read.
    type Out: Read;
    /// Reads a field of the record.
    fn read(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> Self::Out;
    /// What stands for a field that there is not.
    fn missing(builder: &mut Builder<'_>) -> Self::Out;
}

/// Asks that a record can have a field of this type.
pub fn tracepoint_field<T: RecordField>() {}

fn load(builder: &mut Builder<'_>, context: Value, ty: Type, offset: u32) -> Value {
    builder.function().context_load(ty, context, ContextPlace::Offset(offset))
}

impl<T: Scalar> RecordField for T {
    type Out = Val<T>;

    fn read(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> Val<T> {
        let offset = field.offset;
        match (field.size, field.signed) {
            (1, false) => sized::<u8, T>(builder, context, offset),
            (1, true) => sized::<i8, T>(builder, context, offset),
            (2, false) => sized::<u16, T>(builder, context, offset),
            (2, true) => sized::<i16, T>(builder, context, offset),
            (4, false) => sized::<u32, T>(builder, context, offset),
            (4, true) => sized::<i32, T>(builder, context, offset),
            (8, _) => sized::<u64, T>(builder, context, offset),
            (size, _) => {
                let (name, ty) = (&field.name, &field.type_name);
                builder.refuse(format!(
                    "the field `{name}` of the record, `{ty}`, has {size} bytes: it is no number"
                ));
                Self::missing(builder)
            }
        }
    }

    fn missing(builder: &mut Builder<'_>) -> Val<T> {
        Val::new(builder.constant(T::TYPE, 0))
    }
}

/// Reads a number of the size that it has in the record.
fn sized<U: Scalar, T: Scalar>(builder: &mut Builder<'_>, context: Value, offset: u32) -> Val<T> {
    let number: Val<U> = Val::new(load(builder, context, U::TYPE, offset));
    cast(builder, number)
}

/// An array in the record, copied. Its numbers have the size that they have there.
impl<T: Scalar, const N: usize> RecordField for [T; N] {
    type Out = Slot<Self>;

    fn read(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> Slot<Self> {
        let place = Self::missing(builder);
        let bytes = T::BYTES.saturating_mul(u32::try_from(N).unwrap_or(u32::MAX));
        let fits = match field.kind {
            TracepointFieldKind::Array { length } => {
                u32::try_from(N).is_ok_and(|count| count == length) && bytes == field.size
            }
            _ => false,
        };
        if !fits {
            let (name, ty, size) = (&field.name, &field.type_name, field.size);
            let is = match field.kind {
                TracepointFieldKind::Array { length } => {
                    format!("an array of {length}, of {size} bytes in all")
                }
                _ => "no array in the record".to_owned(),
            };
            builder.refuse(format!(
                "the field `{name}` of the record, `{ty}`, is {is}, not one of {N}, of {bytes} bytes in all"
            ));
            return place;
        }
        let start = builder.constant(Type::I64, field.offset.into());
        let from = at(builder, context, start);
        let to = place.as_ref().pointer(builder);
        let size = builder.constant(Type::I32, bytes.into());
        builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, from]);
        place
    }

    fn missing(builder: &mut Builder<'_>) -> Slot<Self> {
        let place = slot::<Self>(builder);
        builder.function().zero(place.as_ref().address(), Self::SIZE.max(1));
        place
    }
}

/// Text (`DataLoc<str>`) or bytes (`DataLoc<[u8]>`) whose place is in the record (`__data_loc`, `__rel_loc`).
pub struct DataLoc<T: ?Sized>(&'static [u8], PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Clone for DataLoc<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for DataLoc<T> {}
impl<T: ?Sized> std::fmt::Debug for DataLoc<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DataLoc").field(&self.0).finish()
    }
}

impl<T: ?Sized> DataLoc<T> {
    /// These bytes, which are kept for as long as the process runs.
    fn kept(bytes: &[u8]) -> Self {
        Self(Box::leak(bytes.into()), PhantomData)
    }
}

impl From<&str> for DataLoc<str> {
    fn from(text: &str) -> Self {
        Self::kept(text.as_bytes())
    }
}

impl DataLoc<str> {
    /// The string, cut off or filled with zeros; its last byte is zero.
    pub fn read_str<const N: usize>(self) -> [u8; N] {
        super::user::terminated(self.0)
    }
}

impl From<&[u8]> for DataLoc<[u8]> {
    fn from(bytes: &[u8]) -> Self {
        Self::kept(bytes)
    }
}

impl DataLoc<[u8]> {
    /// How many bytes there are.
    #[expect(clippy::len_without_is_empty, reason = "a program compares it with 0")]
    pub fn len(self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The bytes, cut off or filled with zeros.
    pub fn read_bytes<const N: usize>(self) -> [u8; N] {
        std::array::from_fn(|at| self.0.get(at).copied().unwrap_or(0))
    }
}

/// What is beside the record, staged: its address, and how many bytes it has.
pub struct DataLocRef<T: ?Sized> {
    address: Value,
    length: Val<u64>,
    of: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Clone for DataLocRef<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for DataLocRef<T> {}
impl<T: ?Sized> std::fmt::Debug for DataLocRef<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DataLocRef").field("address", &self.address).finish_non_exhaustive()
    }
}
reads_itself! { [] DataLocRef<str>; [] DataLocRef<[u8]>; }

impl<T: ?Sized> DataLocRef<T> {
    const fn new(address: Value, length: Val<u64>) -> Self {
        Self { address, length, of: PhantomData }
    }

    /// The place that a field says, or the field itself if the text is in the record.
    fn of_field(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> Self {
        let from = match field.kind {
            TracepointFieldKind::DataLoc => 0,
            // Counted from the end of the field.
            TracepointFieldKind::RelLoc => u64::from(field.offset.saturating_add(field.size)),
            TracepointFieldKind::Array { .. } => {
                let start = builder.constant(Type::I64, field.offset.into());
                let length = literal(builder, u64::from(field.size));
                return Self::new(at(builder, context, start), length);
            }
            TracepointFieldKind::Scalar => {
                let (name, ty) = (&field.name, &field.type_name);
                builder
                    .refuse(format!("the field `{name}` of the record, `{ty}`, has neither text nor bytes"));
                return Self::nothing(builder);
            }
        };
        let place: Val<u32> = Val::new(load(builder, context, Type::I32, field.offset));
        let place: Val<u64> = cast(builder, place);
        let (low, bits) = (literal(builder, 0xffff_u64), literal(builder, 16_u64));
        let offset = builder.function().binary(BinaryOperator::And, place.value(), low.value());
        let from = builder.constant(Type::I64, from);
        let offset = builder.function().binary(BinaryOperator::Add, offset, from);
        let length = builder.function().binary(BinaryOperator::ShiftRight, place.value(), bits.value());
        Self::new(at(builder, context, offset), Val::new(length))
    }

    fn nothing(builder: &mut Builder<'_>) -> Self {
        Self::new(builder.constant(Type::I64, 0), literal(builder, 0_u64))
    }
}

macro_rules! beside {
    ($($ty:ty)*) => { $(
        impl RecordField for DataLoc<$ty> {
            type Out = DataLocRef<$ty>;

            fn read(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> Self::Out {
                DataLocRef::of_field(builder, context, field)
            }

            fn missing(builder: &mut Builder<'_>) -> Self::Out {
                DataLocRef::nothing(builder)
            }
        }
    )* };
}
beside!(str[u8]);

/// So many bytes behind the start of the record.
fn at(builder: &mut Builder<'_>, context: Value, offset: Value) -> Value {
    let start = builder.function().context_address(context);
    builder.function().binary(BinaryOperator::Add, start, offset)
}

impl DataLocRef<str> {
    /// The string, cut off or filled with zeros.
    pub fn read_str<const N: usize>(self, builder: &mut Builder<'_>) -> Slot<[u8; N]> {
        read_text(builder, Helper::PROBE_READ_KERNEL_STR, self.address)
    }
}

impl DataLocRef<[u8]> {
    /// How many bytes there are.
    pub fn len(self, builder: &mut Builder<'_>) -> Val<u32> {
        cast(builder, self.length)
    }

    /// The bytes, cut off or filled with zeros.
    pub fn read_bytes<const N: usize>(self, builder: &mut Builder<'_>) -> Slot<[u8; N]> {
        let bytes = slot::<[u8; N]>(builder);
        let most = u32::try_from(N).unwrap_or(u32::MAX);
        let to = bytes.as_ref().pointer(builder);
        builder.function().zero(bytes.as_ref().address(), most.max(1));
        let (more, meet) = (builder.block(), builder.block());
        let size = builder.function().if_below(self.length.value(), most.saturating_add(1), more);
        builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, self.address]);
        builder.jump(meet);
        builder.enter(more);
        let size = builder.constant(Type::I32, most.into());
        builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, self.address]);
        builder.jump(meet);
        builder.enter(meet);
        bytes
    }
}

/// Reads a string from an address, by a helper that stops at a zero; what is behind it is zero as well.
pub(super) fn read_text<const N: usize>(
    builder: &mut Builder<'_>,
    helper: Helper,
    address: Value,
) -> Slot<[u8; N]> {
    let text = slot::<[u8; N]>(builder);
    let size = u32::try_from(N).unwrap_or(u32::MAX);
    let to = text.as_ref().pointer(builder);
    builder.function().zero(text.as_ref().address(), size.max(1));
    let size = builder.constant(Type::I32, size.into());
    builder.helper_for_effect(helper, &[to, size, address]);
    text
}

impl<T: RecordField> Place for RecordPlace<T> {
    type Out = T::Out;
    type Receiver = <T::Out as Read>::Receiver;

    fn load(&self, builder: &mut Builder<'_>) -> T::Out {
        match find(builder, self.name) {
            Ok(field) => T::read(builder, self.context, &field),
            Err(problem) => {
                builder.refuse(problem);
                T::missing(builder)
            }
        }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> Self::Receiver {
        self.load(builder).receiver(builder)
    }

    fn store(&self, builder: &mut Builder<'_>, _: T::Out) {
        // A record is given by `&`: rustc has refused it already.
        builder.refuse(format!("the field `{}` of a tracepoint's record cannot be written", self.name));
    }
}

/// A field of the record of the program that is staged.
fn find(builder: &mut Builder<'_>, name: &str) -> Result<TracepointField, String> {
    let session = builder.session();
    let target = session.program.map_or("", |program| program.target);
    let format = session.surroundings.formats.get(target).ok_or_else(|| {
        format!("the format of the tracepoint `{target}` is not known: a kernel that has it is needed")
    })?;
    let found = format.fields.iter().find(|field| field.name == name);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = format.fields.iter().map(|field| field.name.as_str()).collect();
        format!("the record of `{target}` has no field `{name}`; it has {}", names.join(", "))
    })
}
