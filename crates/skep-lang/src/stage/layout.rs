//! What has a place in memory, and how it is read and written there.

use super::{Bpf, Builder, Merge, Opt, Ref, Scalar, Slot, TypeId, Types, Val, handle::Of, literal, slot};
use skep_btf::Endian;
use skep_ir::{Address, BinaryOperator, ByteOrder, Comparison, Conversion, Ordering, Type};
use std::marker::PhantomData;

/// A type with a place in memory that programs and user space see alike: a number, an array, or a structure.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie in memory that both sides see",
    label = "a number, an array of such types, or a structure with `#[value]` or `#[event]` is needed"
)]
pub trait Layout: Sized + 'static {
    /// How many bytes it has.
    const SIZE: u32;
    /// What it is aligned to, in bytes.
    const ALIGN: u32;
    /// Its name.
    const NAME: &'static str;
    /// The handle of a value of it.
    type Owned: Merge;
    /// What methods are called on.
    type Handle;
    /// What its associated functions are called on.
    type Ns;
    /// The one value of that.
    const NS: Self::Ns;

    /// What zeroed memory holds.
    fn zero() -> Self;
    /// Declares its type.
    fn declare(types: &mut Types<'_>) -> TypeId;
    /// Reads one.
    fn load(builder: &mut Builder<'_>, from: Ref<Self>) -> Self::Owned;
    /// Writes one.
    fn store(builder: &mut Builder<'_>, to: Ref<Self>, value: Self::Owned);
    /// What is in memory, to be looked at: a number is read, an array or a structure stays where it is.
    fn lend(builder: &mut Builder<'_>, from: Ref<Self>) -> Self::Owned;
    /// The bits of a number that is known when the program is staged.
    fn known(builder: &Builder<'_>, value: Self::Owned) -> Option<u64> {
        let _ = (builder, value);
        None
    }
    /// Whether two are the same.
    fn equal(builder: &mut Builder<'_>, left: Self::Owned, right: Self::Owned) -> Val<bool>;
    /// The bytes of one that is known when the program is staged, on a machine of this byte order.
    fn bytes(&self, endian: Endian, output: &mut Vec<u8>);
    /// One of these bytes, which are known when the program is staged.
    fn of_bytes(builder: &mut Builder<'_>, bytes: Vec<u8>) -> Self::Owned {
        let declared = Self::declare(&mut builder.types());
        let global = builder.constant_memory(bytes, Self::ALIGN, declared);
        let place = Ref::new(builder.function().global_address(global));
        Self::load(builder, place)
    }
    /// What methods are called on, of one in memory.
    fn handle(builder: &mut Builder<'_>, of: Ref<Self>) -> Self::Handle;
}

/// What may lie where user space reads and writes it too: any bytes of it are a value. Of an enumeration they are not, nor of `bool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie in memory that user space writes too",
    label = "a number, `Coded<…>` around an enumeration or `bool`, a structure with `#[value]` or `#[event]`, or an array of these is needed"
)]
pub trait Stored: Layout {}

impl<T: Stored, const N: usize> Stored for [T; N] {}

/// A structure, with the table of its fields: `S::FIELDS.name` is the user's identifier in generated code.
pub trait Struct: Layout {
    /// The type of the table.
    type Fields: 'static;
    /// The table.
    const FIELDS: &'static Self::Fields;
}

/// A structure with `#[event]`: what a ring buffer's records are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "a structure with `#[event]` is needed"
)]
pub trait Event: Layout + Copy {}

/// What a number's associated functions are called on.
#[derive(Debug)]
pub struct ScalarNs<T>(Of<T>);

impl<T: Scalar> Layout for T {
    const SIZE: u32 = T::BYTES;
    const ALIGN: u32 = T::BYTES;
    const NAME: &'static str = <T as Scalar>::NAME;
    type Owned = Val<T>;
    type Handle = Val<T>;
    type Ns = ScalarNs<T>;
    const NS: ScalarNs<T> = ScalarNs(PhantomData);

    fn zero() -> Self {
        <T as Scalar>::zero()
    }

    fn declare(types: &mut Types<'_>) -> TypeId {
        <T as Scalar>::declare(types)
    }

    fn load(builder: &mut Builder<'_>, from: Ref<T>) -> Val<T> {
        let function = builder.function();
        if T::TYPE != Type::Bool {
            return Val::new(function.load(T::TYPE, from.address(), Ordering::Plain));
        }
        let byte = function.load(Type::I8, from.address(), Ordering::Plain);
        let zero = function.constant(Type::I8, 0);
        Val::new(function.compare(Comparison::NotEqual, byte, zero))
    }

    fn store(builder: &mut Builder<'_>, to: Ref<T>, value: Val<T>) {
        let function = builder.function();
        let value = match T::TYPE {
            Type::Bool => function.convert(Conversion::ZeroExtend, value.0, Type::I8),
            _ => value.0,
        };
        function.store(value, to.address(), Ordering::Plain);
    }

    fn lend(builder: &mut Builder<'_>, from: Ref<T>) -> Val<T> {
        Self::load(builder, from)
    }

    fn known(builder: &Builder<'_>, value: Val<T>) -> Option<u64> {
        builder.constant_of(value.0)
    }

    fn equal(builder: &mut Builder<'_>, left: Val<T>, right: Val<T>) -> Val<bool> {
        Val::new(builder.function().compare(Comparison::Equal, left.0, right.0))
    }

    fn bytes(&self, endian: Endian, output: &mut Vec<u8>) {
        let (bits, size) = (self.in_register(endian), usize::try_from(T::BYTES).unwrap_or(8).min(8));
        match endian {
            Endian::Little => output.extend_from_slice(&bits.to_le_bytes()[..size]),
            Endian::Big => output.extend_from_slice(&bits.to_be_bytes()[8 - size..]),
        }
    }

    fn of_bytes(builder: &mut Builder<'_>, bytes: Vec<u8>) -> Val<T> {
        let mut whole = [0; 8];
        let size = bytes.len().min(8);
        let bits = match builder.endian() {
            Endian::Little => {
                whole[..size].copy_from_slice(&bytes[..size]);
                u64::from_le_bytes(whole)
            }
            Endian::Big => {
                whole[8 - size..].copy_from_slice(&bytes[..size]);
                u64::from_be_bytes(whole)
            }
        };
        // What is known of a number with a sign has it in all upper bits.
        let unused = 64 - 8 * u32::try_from(size.max(1)).unwrap_or(8);
        let bits = if T::SIGNED { ((bits << unused).cast_signed() >> unused).cast_unsigned() } else { bits };
        Val::new(builder.constant(T::TYPE, bits))
    }

    fn handle(builder: &mut Builder<'_>, of: Ref<T>) -> Val<T> {
        Self::load(builder, of)
    }
}

impl<T: Layout, const N: usize> Layout for [T; N] {
    // An array that is larger than a stack is refused where a slot is made of it.
    #[expect(clippy::cast_possible_truncation, reason = "a larger array has no layout in a program")]
    const SIZE: u32 = T::SIZE.saturating_mul(N as u32);
    const ALIGN: u32 = T::ALIGN;
    const NAME: &'static str = "array";
    type Owned = Slot<Self>;
    type Handle = Ref<Self>;
    type Ns = ();
    const NS: () = ();

    fn zero() -> Self {
        std::array::from_fn(|_| T::zero())
    }

    fn declare(types: &mut Types<'_>) -> TypeId {
        let element = T::declare(types);
        types.array(element, u32::try_from(N).unwrap_or(u32::MAX))
    }

    fn load(builder: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        copy_out(builder, from)
    }

    fn store(builder: &mut Builder<'_>, to: Ref<Self>, value: Slot<Self>) {
        copy_in(builder, to, value);
    }

    fn lend(_: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        Slot::new(from)
    }

    fn equal(builder: &mut Builder<'_>, left: Slot<Self>, right: Slot<Self>) -> Val<bool> {
        same_bytes(builder, left.as_ref(), right.as_ref(), Self::SIZE)
    }

    fn bytes(&self, endian: Endian, output: &mut Vec<u8>) {
        for element in self {
            element.bytes(endian, output);
        }
    }

    fn handle(_: &mut Builder<'_>, of: Ref<Self>) -> Ref<Self> {
        of
    }
}

/// An array or a structure that is known when the program is staged: where it lies in memory that is only read.
pub fn constant<T: Layout>(builder: &mut Builder<'_>, value: &T) -> Ref<T> {
    let mut bytes = vec![];
    value.bytes(builder.endian(), &mut bytes);
    let declared = T::declare(&mut builder.types());
    let global = builder.constant_memory(bytes, T::ALIGN, declared);
    Ref::new(builder.function().global_address(global))
}

/// Copies what is in memory to new memory on the stack.
pub fn copy_out<T: Layout>(builder: &mut Builder<'_>, from: Ref<T>) -> Slot<T> {
    let new = slot(builder);
    copy_in(builder, new.as_ref(), Slot::new(from));
    new
}

/// Copies to memory.
pub fn copy_in<T: Layout>(builder: &mut Builder<'_>, to: Ref<T>, from: Slot<T>) {
    let (to, from) = (to.address(), from.as_ref().address());
    if to != from && T::SIZE > 0 {
        builder.function().copy(to, from, T::SIZE);
    }
}

/// Whether the first bytes of two places are the same: they are compared in pieces as large as a register, without a branch.
pub fn same_bytes<T, U>(builder: &mut Builder<'_>, left: Ref<T>, right: Ref<U>, size: u32) -> Val<bool> {
    let mut differs = None;
    let mut at = 0;
    while at < size {
        let (ty, bytes) = match size - at {
            8.. => (Type::I64, 8),
            4.. => (Type::I32, 4),
            2.. => (Type::I16, 2),
            _ => (Type::I8, 1),
        };
        let function = builder.function();
        let mut piece = |side: Address| {
            let value = function.load(ty, side, Ordering::Plain);
            if ty == Type::I64 { value } else { function.convert(Conversion::ZeroExtend, value, Type::I64) }
        };
        let (one, other) = (piece(left.part::<T>(at).address()), piece(right.part::<U>(at).address()));
        let difference = function.binary(BinaryOperator::Xor, one, other);
        differs = Some(match differs {
            None => difference,
            Some(before) => function.binary(BinaryOperator::Or, before, difference),
        });
        at += bytes;
    }
    let Some(differs) = differs else { return literal(builder, true) };
    let zero = builder.constant(Type::I64, 0);
    Val::new(builder.function().compare(Comparison::Equal, differs, zero))
}

/// The place of a value, for what takes keys and values by reference.
pub(crate) fn spill<T: Layout>(builder: &mut Builder<'_>, value: T::Owned) -> Ref<T> {
    let place = slot::<T>(builder).as_ref();
    T::store(builder, place, value);
    place
}

impl<T: Layout> Bpf for T {
    type Staged = T::Owned;
    type Reference = Ref<T>;
}

impl Bpf for () {
    type Staged = ();
    type Reference = ();
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => { $(
        impl<$($name: Bpf),*> Bpf for ($($name,)*) {
            type Staged = ($($name::Staged,)*);
            type Reference = ();
        }
    )* };
}
tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) }

impl<T: Bpf> Bpf for Option<T>
where
    T::Staged: Merge,
{
    type Staged = Opt<T::Staged>;
    type Reference = ();
}

/// A number as it is in memory of the network's order, made of and to the machine's order.
pub(crate) fn network_order<T: Scalar, U: Scalar>(builder: &mut Builder<'_>, value: Val<T>) -> Val<U> {
    if T::BYTES == 1 {
        return Val::new(value.0);
    }
    Val::new(builder.function().bytes(ByteOrder::Big, value.0))
}
