//! Handles: what a kernel gives for an open object.

use std::any::Any;
use std::fmt;

/// An open object of a kernel: a map, a program, a link, an event. Opaque, and closed when it is dropped.
///
/// A handle belongs to the kernel that gave it. Given to another kernel it is as bad as a closed one, and
/// answered with [`EBADF`](crate::Errno::EBADF).
pub struct Handle(Box<dyn Object>);

trait Object: Any + Send + Sync + fmt::Debug {}

impl<T: Any + Send + Sync + fmt::Debug> Object for T {}

impl Handle {
    /// Wraps what a kernel needs to know of an open object. Dropping the object closes it.
    pub fn new(object: impl Any + Send + Sync + fmt::Debug) -> Self {
        Self(Box::new(object))
    }

    /// The object, if it is one of this kernel's.
    pub fn get<T: Any>(&self) -> Option<&T> {
        let object: &dyn Any = &*self.0;
        object.downcast_ref()
    }

    /// Where the object is in this process's memory: the same as long as it is open, and another one than that of everything
    /// else that is open (but for objects without a size).
    pub fn address(&self) -> usize {
        std::ptr::from_ref(&*self.0).addr()
    }

    /// Takes the object out.
    ///
    /// # Errors
    /// The handle itself, if it is not one of this kernel's.
    pub fn into_object<T: Any>(self) -> Result<T, Self> {
        if self.get::<T>().is_none() {
            return Err(self);
        }
        let object: Box<dyn Any> = self.0;
        Ok(*object.downcast().expect("invariant: the type was checked above"))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_gives_its_object_only_as_what_it_is() {
        let handle = Handle::new(7_u32);
        assert_eq!(handle.get::<u32>(), Some(&7));
        assert_eq!(handle.get::<u64>(), None);
        let (address, moved) = (handle.address(), Some(handle));
        let handle = moved.unwrap();
        assert_eq!(handle.address(), address);
        assert_ne!(Handle::new(7_u32).address(), address);
        let handle = handle.into_object::<u64>().unwrap_err();
        assert_eq!(handle.into_object::<u32>().unwrap(), 7);
    }
}
