//! Fields of structures of the kernel: numbers, pointers, bits, arrays, and those that not every kernel has.
//!
//! A program to which the kernel gave the structure with its type reads a field in place; another one has a helper copy it from the
//! field's address. Where a field is, the relocation says that the load resolves.

use super::kernel::{KernelPtr, KernelStruct, Ptr, pointer_type};
use crate::stage::{
    Builder, Layout, Merge, Opt, Read, Scalar, Slot, TypeId, Types, Val, cast, copy, literal, slot,
};
use skep_btf::relocation::RelocationKind;
use skep_ir::{Access, BinaryOperator, Comparison, Region, Type, Value};
use skep_uapi::Helper;
use std::num::NonZeroU8;

/// What can be a field of a structure of the kernel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a kernel type",
    label = "numbers, arrays of them, `Bits<T>`, `Ptr<T>`, `RawPtr<T>`, `UserPtr<T>`, other structures with `#[kernel_type]`, and `Option` of what can be read are what there is"
)]
pub trait KernelFieldType: 'static {
    /// How many bits it is declared with, if it is a bitfield. How many there are the kernel says.
    const BITS: Option<NonZeroU8> = None;
    /// What is read where there is nothing.
    fn zero() -> Self;
    /// Declares its type.
    fn declare(types: &mut Types<'_>) -> TypeId;
}

/// A member as it is declared: its name, its type, and how many bits it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KernelMember {
    pub(crate) name: &'static str,
    pub(crate) ty: TypeId,
    pub(crate) bits: Option<NonZeroU8>,
}

impl KernelMember {
    /// A member of this name.
    pub fn new<T: KernelFieldType>(types: &mut Types<'_>, name: &'static str) -> Self {
        Self { name, ty: T::declare(types), bits: T::BITS }
    }
}

/// Asks that a type can be a field of a structure of the kernel.
pub fn readable<T: KernelFieldType>() {}

/// What a field is where there is nothing.
pub fn field_zero<T: KernelFieldType>() -> T {
    T::zero()
}

/// What is read of a field.
#[diagnostic::on_unimplemented(message = "a field of type `{Self}` is not read as a whole in a BPF function")]
pub trait KernelField: KernelFieldType {
    /// What is read.
    type Out: Read;
    /// Reads it.
    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> Self::Out;
    /// Reads it where it may be that there is none on another way: what comes of both is of one type.
    fn read_if_any(builder: &mut Builder<'_>, at: &KernelPlace) -> Self::Out {
        Self::read(builder, at)
    }
}

/// Where a field is: in what, and by which members.
#[derive(Clone, Debug)]
pub struct KernelPlace {
    pub(crate) base: Value,
    pub(crate) access: Access,
}

impl KernelPlace {
    /// Whether the kernel gave the structure with its type.
    fn is_direct(&self, builder: &mut Builder<'_>) -> bool {
        matches!(builder.type_of(self.base), Type::Pointer { region: Region::Kernel(_), .. })
    }

    fn asked(&self, builder: &mut Builder<'_>, question: RelocationKind) -> Value {
        builder.function().relocation(question, self.access.clone())
    }

    /// The field's address.
    fn address(&self, builder: &mut Builder<'_>) -> Value {
        builder.function().field_address(self.base, self.access.clone())
    }

    /// Reads a number or pointer in place, or else one of so many bytes by its address.
    fn read(&self, builder: &mut Builder<'_>, direct: Type, bytes: u32, copied: Type) -> Value {
        if self.is_direct(builder) {
            return builder.function().read_field(direct, self.base, self.access.clone());
        }
        let place = slot::<u64>(builder).as_ref();
        let (from, to) = (self.address(builder), place.pointer(builder));
        let size = builder.constant(Type::I32, bytes.into());
        builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, from]);
        builder.function().load(copied, place.address(), skep_ir::Ordering::Plain)
    }
}

impl<T: Scalar> KernelFieldType for T {
    fn zero() -> Self {
        <T as Scalar>::zero()
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        <T as Scalar>::declare(types)
    }
}

impl<T: Scalar> KernelField for T {
    type Out = Val<T>;

    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> Val<T> {
        let ty = byte_for_bool(T::TYPE);
        let value = at.read(builder, ty, T::BYTES, ty);
        if T::TYPE != Type::Bool {
            return Val::new(value);
        }
        let zero = builder.constant(Type::I8, 0);
        Val::new(builder.function().compare(Comparison::NotEqual, value, zero))
    }
}

/// In memory a `bool` is a byte.
const fn byte_for_bool(ty: Type) -> Type {
    match ty {
        Type::Bool => Type::I8,
        other => other,
    }
}

impl<T: KernelStruct> KernelFieldType for Ptr<T> {
    fn zero() -> Self {
        Self::null()
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        types.kernel_pointer::<T>()
    }
}

impl<T: KernelStruct> KernelField for Ptr<T> {
    type Out = KernelPtr<T>;

    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> KernelPtr<T> {
        let direct = pointer_type::<T>(builder);
        KernelPtr::new(at.read(builder, direct, 8, Type::I64))
    }

    /// As an address: nothing else can be nothing.
    fn read_if_any(builder: &mut Builder<'_>, at: &KernelPlace) -> KernelPtr<T> {
        KernelPtr::new(read_address(builder, at))
    }
}

impl<T: Scalar, const N: usize> KernelFieldType for [T; N] {
    fn zero() -> Self {
        std::array::from_fn(|_| <T as Scalar>::zero())
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        let element = <T as Scalar>::declare(types);
        types.array(element, u32::try_from(N).unwrap_or(u32::MAX))
    }
}

/// The whole array, copied; zeros where nothing can be read.
impl<T: Scalar, const N: usize> KernelField for [T; N] {
    type Out = Slot<Self>;

    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> Slot<Self> {
        let place = slot::<Self>(builder);
        builder.function().zero(place.as_ref().address(), Self::SIZE.max(1));
        let (from, to) = (at.address(builder), place.as_ref().pointer(builder));
        let size = builder.constant(Type::I32, Self::SIZE.into());
        builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, from]);
        place
    }
}

/// A field that some kernels have: `None` where there is none of its name.
impl<T: KernelField> KernelFieldType for Option<T> {
    const BITS: Option<NonZeroU8> = T::BITS;
    fn zero() -> Self {
        None
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        T::declare(types)
    }
}

impl<T: KernelField> KernelField for Option<T>
where
    T::Out: Merge,
{
    type Out = Opt<T::Out>;

    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> Opt<T::Out> {
        let exists = at.asked(builder, RelocationKind::FieldExists);
        where_it_is(builder, exists, |builder| T::read_if_any(builder, at))
    }
}

/// What is asked for where a question is answered with anything but 0.
pub(super) fn where_it_is<S: Merge>(
    builder: &mut Builder<'_>,
    answer: Value,
    get: impl FnOnce(&mut Builder<'_>) -> S,
) -> Opt<S> {
    let is_there = not_zero(builder, answer);
    let (yes, no, meet) = (builder.block(), builder.block(), builder.block());
    let variable = S::variable(builder);
    builder.branch(is_there, yes, no);
    builder.enter(yes);
    get(builder).assign(builder, variable);
    builder.jump(meet);
    builder.enter(no);
    S::dead(builder).assign(builder, variable);
    builder.jump(meet);
    builder.enter(meet);
    Opt::Flagged(is_there, S::take(builder, variable))
}

pub(super) fn not_zero(builder: &mut Builder<'_>, value: Value) -> Val<bool> {
    let zero = builder.constant(Type::I64, 0);
    Val::new(builder.function().compare(Comparison::NotEqual, value, zero))
}

/// Some bits of a number, which a structure of the kernel has as a field (a bitfield of C). Which they are the kernel says, and it need
/// not be a bitfield there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bits<T>(T);

impl<T> Bits<T> {
    /// Bits with this value, to call a program with.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T: Scalar> Bits<T> {
    /// The number that they are.
    pub fn get(self) -> T {
        self.0
    }
}

/// Bits, staged.
pub struct BitsRef<T>(Val<T>);
copy!(BitsRef<T>);
crate::stage::reads_itself! { [T] BitsRef<T>; }

impl<T: Scalar> BitsRef<T> {
    /// The number that they are.
    pub fn get(self, _: &mut Builder<'_>) -> Val<T> {
        self.0
    }
}

impl<T: Scalar> Merge for BitsRef<T> {
    type Variable = <Val<T> as Merge>::Variable;
    fn variable(builder: &mut Builder<'_>) -> Self::Variable {
        Val::<T>::variable(builder)
    }
    fn assign(self, builder: &mut Builder<'_>, variable: Self::Variable) {
        self.0.assign(builder, variable);
    }
    fn take(builder: &mut Builder<'_>, variable: Self::Variable) -> Self {
        Self(Val::take(builder, variable))
    }
    fn dead(builder: &mut Builder<'_>) -> Self {
        Self(Val::dead(builder))
    }
}

impl<T: Scalar> KernelFieldType for Bits<T> {
    const BITS: Option<NonZeroU8> = NonZeroU8::new(1);
    fn zero() -> Self {
        Self(<T as Scalar>::zero())
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        types.integer(if T::SIGNED { "int" } else { "unsigned int" }, 4, T::SIGNED)
    }
}

impl<T: Scalar> KernelField for Bits<T> {
    type Out = BitsRef<T>;

    fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> BitsRef<T> {
        let bits: Val<u64> = if at.is_direct(builder) {
            Val::new(builder.function().read_field(Type::I64, at.base, at.access.clone()))
        } else {
            copied_bits(builder, at, T::SIGNED)
        };
        if T::TYPE != Type::Bool {
            return BitsRef(cast(builder, bits));
        }
        let is_set = not_zero(builder, bits.value());
        BitsRef(Val::new(is_set.value()))
    }
}

/// Copies the number that the bits are in, and shifts what is beside them out. How far is said for a number in the lowest bytes of a
/// register; where the first byte is the highest, the copy is in the highest.
fn copied_bits(builder: &mut Builder<'_>, at: &KernelPlace, signed: bool) -> Val<u64> {
    // More than a number has, because the bound that a mask gives is a power of two.
    let place = slot::<[u64; 2]>(builder).as_ref();
    builder.function().zero(place.address(), 16);
    let (from, to) = (at.address(builder), place.pointer(builder));
    let size = at.asked(builder, RelocationKind::FieldByteSize);
    let bounded = builder.function().mask(size, 16);
    builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, bounded, from]);
    let number = builder.function().load(Type::I64, place.address(), skep_ir::Ordering::Plain);
    let mut left = at.asked(builder, RelocationKind::FieldLeftShift);
    if builder.session().surroundings.endian == skep_btf::Endian::Big {
        let (all, eight) = (literal(builder, 64_u64), literal(builder, 8_u64));
        let bits = builder.function().binary(BinaryOperator::Multiply, size, eight.value());
        let below = builder.function().binary(BinaryOperator::Subtract, all.value(), bits);
        left = builder.function().binary(BinaryOperator::Subtract, left, below);
    }
    let right = at.asked(builder, RelocationKind::FieldRightShift);
    let shift = if signed { BinaryOperator::ShiftRightSigned } else { BinaryOperator::ShiftRight };
    let number = builder.function().binary(BinaryOperator::ShiftLeft, number, left);
    Val::new(builder.function().binary(shift, number, right))
}

/// What a text or a number in memory is for a field: a pointer of 8 bytes, to nothing that is declared.
pub(super) fn declare_address(types: &mut Types<'_>) -> TypeId {
    types.address()
}

/// Reads a pointer as the number that it is.
pub(super) fn read_address(builder: &mut Builder<'_>, at: &KernelPlace) -> Value {
    at.read(builder, Type::I64, 8, Type::I64)
}
