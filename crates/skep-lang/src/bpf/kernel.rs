//! Structures of the kernel by the fields that are used: their places are found in the kernel at hand.

use super::kernel_field::{KernelField, KernelFieldType, KernelMember, KernelPlace};
use crate::stage::{
    AddressOf, Bpf, Builder, Field, Merge, Place, Proj, Read, TypeId, Types, Val, copy, reads_itself, stays,
};
use skep_ir::{Access, Comparison, Region, Type, Value, Variable};
use skep_uapi::Helper;
use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::Deref;

/// A pointer to a structure of the kernel. Natively it may be null: its fields are zero then, as a read that faults gives. In a kernel
/// an `Option` of one is `None` where the pointer is null.
#[derive(Debug)]
pub struct Ptr<T: 'static>(Option<&'static T>);

thread_local! {
    /// What is read where a pointer leads nowhere, by its type.
    static NOTHING: RefCell<HashMap<std::any::TypeId, &'static dyn Any>> = RefCell::default();
}

impl<T: 'static> Ptr<T> {
    /// A pointer to this, to call a program with. It is kept for as long as the process runs, as what a test makes may be.
    pub fn new(value: T) -> Self {
        Self(Some(Box::leak(Box::new(value))))
    }

    /// The pointer that leads nowhere.
    pub const fn null() -> Self {
        Self(None)
    }
}

impl<T: 'static> Clone for Ptr<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Ptr<T> {}

impl<T: KernelStruct> Deref for Ptr<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.0.unwrap_or_else(|| {
            let new = || -> &'static dyn Any { Box::leak(Box::new(T::zero())) };
            let known = NOTHING
                .with(|nothing| *nothing.borrow_mut().entry(std::any::TypeId::of::<T>()).or_insert_with(new));
            // The key is the type; if it were another one, there would be one more.
            known.downcast_ref().unwrap_or_else(|| Box::leak(Box::new(T::zero())))
        })
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
    fn members(types: &mut Types<'_>) -> Vec<KernelMember>;
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

/// The type of a pointer that the program reads directly.
pub(super) fn pointer_type<T: KernelStruct>(builder: &mut Builder<'_>) -> Type {
    let id = builder.types().kernel_struct::<T>();
    Type::pointer(Region::Kernel(id))
}

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
    type Receiver = <T::Out as Read>::Receiver;

    fn load(&self, builder: &mut Builder<'_>) -> T::Out {
        let path = std::iter::once(0).chain(self.path.into_iter().take(self.length)).collect();
        T::read(builder, &KernelPlace { base: self.base, access: Access { root: self.root, path } })
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> Self::Receiver {
        self.load(builder).receiver(builder)
    }

    fn store(&self, builder: &mut Builder<'_>, _: T::Out) {
        // `Ptr` has no `DerefMut`: rustc has refused it already.
        builder.refuse("structures of the kernel cannot be written".to_owned());
    }
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
            let ty = pointer_type::<T>(builder);
            return KernelPtr::new(builder.helper(Helper::GET_CURRENT_TASK_BTF, &[], ty));
        }
        KernelPtr::new(builder.helper(Helper::GET_CURRENT_TASK, &[], Type::I64))
    }
}
