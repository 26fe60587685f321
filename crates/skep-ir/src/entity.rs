//! The numbers by which the things of a module refer to each other, and the tables that they index.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A number that stands for one thing of a table.
pub trait Entity: Copy + Eq + fmt::Display {
    /// The thing at this place of its table.
    fn new(index: u32) -> Self;

    /// Its place in the table.
    fn index(self) -> usize;
}

macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub struct $name(pub u32);

            impl Entity for $name {
                fn new(index: u32) -> Self {
                    Self(index)
                }

                fn index(self) -> usize {
                    usize::try_from(self.0).unwrap_or(usize::MAX)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, concat!($prefix, "{}"), self.0)
                }
            }
        )*
    };
}

entities! {
    /// What an instruction or a block's parameter defines, once; printed as `v3`. Numbered within a function.
    Value, "v";
    /// A straight run of instructions; printed as `b1`. A function begins with `b0`.
    Block, "b";
    /// A place in the frame of a function; printed as `s0`.
    Slot, "s";
    /// A map of the module; printed by its name in the module's text.
    MapId, "map";
    /// A global variable of the module; printed by its name in the module's text.
    GlobalId, "global";
    /// A function of the module; printed by its name in the module's text.
    FunctionId, "function";
    /// A function of the kernel that the module declares; printed by its name in the module's text.
    KernelFunctionId, "kfunc";
    /// A type that the module declares; printed as `t2`.
    TypeId, "t";
    /// A file of the source; printed as `file0`.
    FileId, "file";
    /// A place in the source; printed as `!4`.
    LocationId, "!";
}

/// Things of one kind, by their numbers: dense, in order of their numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table<K, T> {
    items: Vec<T>,
    key: PhantomData<K>,
}

impl<K: Entity, T> Table<K, T> {
    /// An empty table.
    pub const fn new() -> Self {
        Self { items: Vec::new(), key: PhantomData }
    }

    /// Adds a thing and gives it the next number.
    ///
    /// # Panics
    /// If there are 2³² things already.
    pub fn push(&mut self, item: T) -> K {
        let key =
            K::new(u32::try_from(self.items.len()).expect("invariant: fewer than 2^32 things fit in memory"));
        self.items.push(item);
        key
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The thing of this number, if there is one.
    pub fn get(&self, key: K) -> Option<&T> {
        self.items.get(key.index())
    }

    /// The thing of this number, to change it, if there is one.
    pub fn get_mut(&mut self, key: K) -> Option<&mut T> {
        self.items.get_mut(key.index())
    }

    /// The numbers, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + use<K, T> {
        (0..u32::try_from(self.items.len()).unwrap_or(u32::MAX)).map(K::new)
    }

    /// The things, in order of their numbers.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The things, to change them, in order of their numbers.
    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The numbers and the things, in order.
    pub fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        self.keys().zip(&self.items)
    }
}

impl<K: Entity, T> Default for Table<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Entity, T> FromIterator<T> for Table<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), key: PhantomData }
    }
}

/// The things, in order of their numbers.
impl<K, T> IntoIterator for Table<K, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// The thing of a number that is known to be in the table.
impl<K: Entity, T> Index<K> for Table<K, T> {
    type Output = T;

    fn index(&self, key: K) -> &T {
        &self.items[key.index()]
    }
}

impl<K: Entity, T> IndexMut<K> for Table<K, T> {
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.items[key.index()]
    }
}
