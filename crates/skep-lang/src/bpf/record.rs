//! Tracepoints' records, by the fields that are used, and the strings beside them.

use crate::stage::{
    Builder, Field, Given, Place, Proj, Scalar, Slot, Val, cast, copy, kind, literal, reads_itself, slot,
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

/// What a field of a record can be: a number, or a string beside the record.
#[diagnostic::on_unimplemented(
    message = "a tracepoint's record has no field of type `{Self}`",
    label = "numbers and `DataLoc<str>` are what there is"
)]
pub trait RecordField: 'static {
    /// What is read.
    type Out;
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

/// A string whose place is in the record (`__data_loc`).
#[derive(Debug)]
pub struct DataLoc<T: ?Sized>(Vec<u8>, PhantomData<fn() -> Box<T>>);

impl From<&str> for DataLoc<str> {
    fn from(text: &str) -> Self {
        Self(text.into(), PhantomData)
    }
}

impl DataLoc<str> {
    /// The string, cut off or filled with zeros; its last byte is zero.
    pub fn read_str<const N: usize>(&self) -> [u8; N] {
        super::user::terminated(&self.0)
    }
}

/// A string beside the record, staged: its address.
#[derive(Clone, Copy, Debug)]
pub struct DataLocRef(Value);
reads_itself! { [] DataLocRef; }

impl RecordField for DataLoc<str> {
    type Out = DataLocRef;

    fn read(builder: &mut Builder<'_>, context: Value, field: &TracepointField) -> DataLocRef {
        let from = match field.kind {
            TracepointFieldKind::DataLoc => 0,
            // Counted from the end of the field.
            TracepointFieldKind::RelLoc => u64::from(field.offset.saturating_add(field.size)),
            TracepointFieldKind::Array { .. } => {
                let start = builder.constant(Type::I64, field.offset.into());
                return at(builder, context, start);
            }
            TracepointFieldKind::Scalar => {
                let (name, ty) = (&field.name, &field.type_name);
                builder.refuse(format!("the field `{name}` of the record, `{ty}`, is no string"));
                return Self::missing(builder);
            }
        };
        let place: Val<u32> = Val::new(load(builder, context, Type::I32, field.offset));
        let place: Val<u64> = cast(builder, place);
        let low = literal(builder, 0xffff_u64);
        let offset = builder.function().binary(BinaryOperator::And, place.value(), low.value());
        let from = builder.constant(Type::I64, from);
        let offset = builder.function().binary(BinaryOperator::Add, offset, from);
        at(builder, context, offset)
    }

    fn missing(builder: &mut Builder<'_>) -> DataLocRef {
        DataLocRef(builder.constant(Type::I64, 0))
    }
}

/// So many bytes behind the start of the record.
fn at(builder: &mut Builder<'_>, context: Value, offset: Value) -> DataLocRef {
    let start = builder.function().context_address(context);
    DataLocRef(builder.function().binary(BinaryOperator::Add, start, offset))
}

impl DataLocRef {
    /// The string, cut off or filled with zeros.
    pub fn read_str<const N: usize>(self, builder: &mut Builder<'_>) -> Slot<[u8; N]> {
        read_text(builder, Helper::PROBE_READ_KERNEL_STR, self.0)
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
    type Receiver = T::Out;

    fn load(&self, builder: &mut Builder<'_>) -> T::Out {
        match find(builder, self.name) {
            Ok(field) => T::read(builder, self.context, &field),
            Err(problem) => {
                builder.refuse(problem);
                T::missing(builder)
            }
        }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> T::Out {
        self.load(builder)
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
