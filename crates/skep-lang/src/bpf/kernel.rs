//! Structures of the kernel by the fields that are used: their places are found in the kernel at hand.

use crate::stage::{
    AddressOf, Bpf, Builder, Field, Merge, Place, Proj, Scalar, TypeId, Types, Val, copy, reads_itself, slot,
    stays,
};
use skep_ir::{Access, Comparison, Region, Type, Value, Variable};
use skep_uapi::Helper;
use std::cell::OnceCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// A pointer to a structure of the kernel. Natively it may be null: its fields are zero then, as a read that faults gives. In a kernel
/// an `Option` of one is `None` where the pointer is null.
#[derive(Debug)]
pub struct Ptr<T> {
    to: Option<Arc<T>>,
    /// What is read where it leads nowhere, once it was.
    nothing: OnceCell<Box<T>>,
}

impl<T> Ptr<T> {
    /// A pointer to this, to call a program with.
    pub fn new(value: T) -> Self {
        Self { to: Some(Arc::new(value)), nothing: OnceCell::new() }
    }

    /// The pointer that leads nowhere.
    pub const fn null() -> Self {
        Self { to: None, nothing: OnceCell::new() }
    }
}

impl<T> Clone for Ptr<T> {
    fn clone(&self) -> Self {
        Self { to: self.to.clone(), nothing: OnceCell::new() }
    }
}

impl<T: KernelStruct> Deref for Ptr<T> {
    type Target = T;
    fn deref(&self) -> &T {
        match &self.to {
            Some(to) => to,
            None => self.nothing.get_or_init(|| Box::new(T::zero())),
        }
    }
}

/// A structure of the kernel.
pub trait KernelStruct: KernelFieldType {
    /// Its name.
    const NAME: &'static str;
    /// The type of its table of fields.
    type Fields: 'static;
    /// Its table of fields; the place of a field is its number.
    const FIELDS: &'static Self::Fields;
    /// Declares its members.
    fn members(types: &mut Types<'_>) -> Vec<(&'static str, TypeId)>;
}

/// What can be a field of a structure of the kernel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a kernel type",
    label = "numbers, `Ptr<T>` and other structures with `#[kernel_type]` are what there is"
)]
pub trait KernelFieldType: 'static {
    /// What is read where there is nothing.
    fn zero() -> Self;
    /// Declares its type.
    fn declare(types: &mut Types<'_>) -> TypeId;
}

/// Asks that a type can be a field of a structure of the kernel.
pub fn readable<T: KernelFieldType>() {}

/// What a field is where there is nothing.
pub fn field_zero<T: KernelFieldType>() -> T {
    T::zero()
}

impl<T: Scalar> KernelFieldType for T {
    fn zero() -> Self {
        <T as Scalar>::zero()
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        <T as Scalar>::declare(types)
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

/// What is read of a field: a number, or a pointer to go on from.
#[diagnostic::on_unimplemented(message = "a field of type `{Self}` is not read as a whole in a BPF function")]
pub trait KernelField: KernelFieldType {
    /// What is read.
    type Out;
    /// Its type where the program reads it directly.
    fn direct_type(builder: &mut Builder<'_>) -> Type;
    /// How many bytes it has.
    const BYTES: u32;
    /// Its type where a helper reads it.
    const COPIED_TYPE: Type;
    /// What was read.
    fn of(builder: &mut Builder<'_>, value: Value) -> Self::Out;
}

impl<T: Scalar> KernelField for T {
    type Out = Val<T>;
    const BYTES: u32 = <T as Scalar>::BYTES;
    const COPIED_TYPE: Type = byte_for_bool(T::TYPE);

    fn direct_type(_: &mut Builder<'_>) -> Type {
        byte_for_bool(T::TYPE)
    }

    fn of(builder: &mut Builder<'_>, value: Value) -> Val<T> {
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

impl<T: KernelStruct> KernelField for Ptr<T> {
    type Out = KernelPtr<T>;
    const BYTES: u32 = 8;
    const COPIED_TYPE: Type = Type::I64;

    fn direct_type(builder: &mut Builder<'_>) -> Type {
        let id = builder.types().kernel_struct::<T>();
        Type::pointer(Region::Kernel(id))
    }

    fn of(_: &mut Builder<'_>, value: Value) -> KernelPtr<T> {
        KernelPtr::new(value)
    }
}

/// A pointer to a structure of the kernel, staged: one that the program reads directly, or an address that a helper reads.
pub struct KernelPtr<T>(Value, PhantomData<fn() -> T>);

/// The longest chain of structures in structures that a field is reached by.
const MAX_PATH: usize = 8;

/// A field behind a pointer, which is not read yet: members by their numbers.
pub struct KernelPath<T> {
    base: Value,
    root: TypeId,
    path: [u32; MAX_PATH],
    length: usize,
    of: PhantomData<fn() -> T>,
}
copy!(KernelPtr<T> KernelPath<T>);
reads_itself! { [T] KernelPtr<T>; [T] KernelPath<T>; }
stays! { [T] KernelPtr<T>; }

impl<T> KernelPtr<T> {
    pub(super) const fn new(value: Value) -> Self {
        Self(value, PhantomData)
    }

    /// The pointer, or the address.
    pub(super) const fn value(self) -> Value {
        self.0
    }
}

impl<T: KernelStruct> Merge for KernelPtr<T> {
    const IS_POINTER: bool = true;
    type Variable = Variable;

    fn variable(builder: &mut Builder<'_>) -> Variable {
        builder.pointer_variable(8)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
        builder.set_pointer(variable, self.0, 8);
    }

    fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
        Self::new(builder.get(variable))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        Self::new(builder.constant(Type::I64, 0))
    }

    fn assign_nothing(builder: &mut Builder<'_>, variable: Variable) {
        builder.set_null(variable);
    }

    fn guarded(self, builder: &mut Builder<'_>, no: skep_ir::Block) -> Self {
        match builder.type_of(self.0) {
            Type::Pointer { nullable: true, .. } => Self::new(builder.function().if_null(self.0, no)),
            Type::I64 => {
                let (zero, yes) = (builder.constant(Type::I64, 0), builder.block());
                let is_there = builder.function().compare(Comparison::NotEqual, self.0, zero);
                builder.branch(Val::new(is_there), yes, no);
                builder.enter(yes);
                self
            }
            _ => self,
        }
    }
}

impl<T> AddressOf for KernelPtr<T> {
    type Out = Self;
    fn address(&self, _: &mut Builder<'_>) -> Self {
        *self
    }
}

impl<T> AddressOf for KernelPath<T> {
    type Out = Self;
    fn address(&self, _: &mut Builder<'_>) -> Self {
        *self
    }
}

impl<T: KernelStruct> Bpf for Ptr<T> {
    type Staged = KernelPtr<T>;
    type Reference = KernelPtr<T>;
}

impl<T: KernelField> Place for KernelPath<T> {
    type Out = T::Out;
    type Receiver = T::Out;

    fn load(&self, builder: &mut Builder<'_>) -> T::Out {
        let path: Vec<u32> = std::iter::once(0).chain(self.path.into_iter().take(self.length)).collect();
        let access = Access { root: self.root, path };
        let is_direct = matches!(builder.type_of(self.base), Type::Pointer { region: Region::Kernel(_), .. });
        let value = if is_direct {
            let ty = T::direct_type(builder);
            builder.function().read_field(ty, self.base, access)
        } else {
            let address = builder.function().field_address(self.base, access);
            copied(builder, address, T::BYTES, T::COPIED_TYPE)
        };
        T::of(builder, value)
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> T::Out {
        self.load(builder)
    }

    fn store(&self, builder: &mut Builder<'_>, _: T::Out) {
        // `Ptr` has no `DerefMut`: rustc has refused it already.
        builder.refuse("structures of the kernel cannot be written".to_owned());
    }
}

/// A number that a helper copies from an address of the kernel; 0 if there is nothing.
fn copied(builder: &mut Builder<'_>, address: Value, bytes: u32, ty: Type) -> Value {
    let place = slot::<u64>(builder).as_ref();
    let to = place.pointer(builder);
    let size = builder.constant(Type::I32, bytes.into());
    builder.helper_for_effect(Helper::PROBE_READ_KERNEL, &[to, size, address]);
    builder.function().load(ty, place.address(), skep_ir::Ordering::Plain)
}

fn field<S: KernelStruct, T>(builder: &mut Builder<'_>, base: Value, field: &Field<T>) -> KernelPath<T> {
    let root = builder.types().kernel_struct::<S>();
    let mut path = [0; MAX_PATH];
    path[0] = field.place;
    KernelPath { base, root, path, length: 1, of: PhantomData }
}

impl<S: KernelStruct> Proj for KernelPtr<S> {
    type Fields = S::Fields;
    type At<T> = KernelPath<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, builder: &mut Builder<'_>, one: Field<T>) -> KernelPath<T> {
        field::<S, T>(builder, self.0, &one)
    }
}

/// A field of a structure that is held by value: the path goes on.
impl<S: KernelStruct> Proj for KernelPath<S> {
    type Fields = S::Fields;
    type At<T> = KernelPath<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, builder: &mut Builder<'_>, field: Field<T>) -> KernelPath<T> {
        let Self { base, root, mut path, length, .. } = *self;
        match path.get_mut(length) {
            Some(place) => *place = field.place,
            None => builder.refuse(format!("there are more than {MAX_PATH} structures in structures here")),
        }
        KernelPath { base, root, path, length: (length + 1).min(MAX_PATH), of: PhantomData }
    }
}

/// A field behind a pointer that is a field: the pointer is read first.
impl<S: KernelStruct> Proj for KernelPath<Ptr<S>> {
    type Fields = S::Fields;
    type At<T> = KernelPath<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, builder: &mut Builder<'_>, field: Field<T>) -> KernelPath<T> {
        self.load(builder).at(builder, field)
    }
}

/// The task that runs the program, as a structure of the kernel that is named `task_struct`. Natively it is null.
pub fn current_task<T: KernelStruct>() -> Ptr<T> {
    Ptr::null()
}

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum current_task {}

impl current_task {
    #[doc(hidden)]
    pub fn stage<T: KernelStruct>(builder: &mut Builder<'_>, (): ()) -> KernelPtr<T> {
        if T::NAME != "task_struct" {
            builder.refuse(format!("the current task is a `task_struct`, not a `{}`", T::NAME));
        }
        if builder.may_call(Helper::GET_CURRENT_TASK_BTF) {
            let ty = <Ptr<T> as KernelField>::direct_type(builder);
            return KernelPtr::new(builder.helper(Helper::GET_CURRENT_TASK_BTF, &[], ty));
        }
        KernelPtr::new(builder.helper(Helper::GET_CURRENT_TASK, &[], Type::I64))
    }
}
