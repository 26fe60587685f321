//! Arrays of programs that other programs go on to.

use super::packet::{Skb, SkbRef, Xdp, XdpRef};
use super::statics::statics;
use crate::stage::{Builder, Kind, Read, Val, addresses, copy, kind, reads_itself};
use skep_ir::{Map, MapId, Value};
use skep_uapi::MapType;
use std::marker::PhantomData;

/// A kind of program whose context can be handed on to another program.
#[diagnostic::on_unimplemented(
    message = "programs of the kind `{Self}` do not go on to others",
    label = "`kind::Xdp`, `kind::SchedCls`, `kind::SocketFilter`, `kind::CgroupSkbIngress` and `kind::CgroupSkbEgress` do"
)]
pub trait GoesOn: Kind {
    /// The context.
    type Context;
    /// The context, staged.
    type ContextRef;
    /// Its value.
    fn context(context: Self::ContextRef) -> Value;
}

macro_rules! go_on {
    ($($kind:ident $context:ident $staged:ident;)*) => { $(
        impl GoesOn for kind::$kind {
            type Context = $context;
            type ContextRef = $staged;
            fn context(context: $staged) -> Value {
                context.0
            }
        }
    )* };
}
go_on! { Xdp Xdp XdpRef; SchedCls Skb SkbRef; SocketFilter Skb SkbRef; CgroupSkbIngress Skb SkbRef; CgroupSkbEgress Skb SkbRef; }

/// An array of programs of one kind, which programs of that kind go on to (`BPF_MAP_TYPE_PROG_ARRAY`, Linux 4.2). User space puts the
/// programs in. The kernel empties the array when user space has no more descriptor of it: keep what was loaded.
///
/// ```ignore
/// #[map]
/// pub static NEXT: ProgramArray<kind::Xdp> = ProgramArray::with_length(2);
/// ```
#[derive(Debug)]
pub struct ProgramArray<K> {
    name: &'static str,
    length: u32,
    of: PhantomData<fn() -> K>,
}

statics! { [K] ProgramArray; }

impl<K> ProgramArray<K> {
    /// An array of so many slots, which are empty.
    pub const fn with_length(length: u32) -> Self
    where
        K: GoesOn,
    {
        Self { name: "", length, of: PhantomData }
    }
}

impl<K: GoesOn> ProgramArray<K> {
    /// Goes on with the program in a slot, and does not come back. If there is none, or 33 programs went on to others already, this
    /// program goes on itself behind the call. Natively all slots are empty.
    pub fn tail_call(&self, context: &K::Context, slot: u32) {
        let _ = (context, slot, self.address());
    }
}

/// An array of programs, staged.
pub struct ProgramArrayRef<K> {
    map: MapId,
    of: PhantomData<fn() -> K>,
}
copy!(ProgramArrayRef<K>);
reads_itself! { [K] ProgramArrayRef<K>; }
addresses! { [K] ProgramArrayRef<K> => Self: |this, _builder| *this; }

impl<K: GoesOn> Read for ProgramArray<K> {
    type Out = ProgramArrayRef<K>;
    type Receiver = ProgramArrayRef<K>;

    fn read(&self, builder: &mut Builder<'_>) -> ProgramArrayRef<K> {
        let map = builder.map(self.address(), || Map {
            name: self.name.to_owned(),
            map_type: MapType::PROG_ARRAY,
            key_size: 4,
            value_size: 4,
            max_entries: self.length,
            flags: 0,
            key_type: None,
            value_type: None,
        });
        ProgramArrayRef { map, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> ProgramArrayRef<K> {
        self.read(builder)
    }
}

impl<K: GoesOn> ProgramArrayRef<K> {
    /// Goes on with the program in a slot.
    pub fn tail_call(self, builder: &mut Builder<'_>, context: K::ContextRef, slot: Val<u32>) {
        if let Some(program) = builder.session().program
            && (program.program_type, program.attach_type) != (K::PROGRAM_TYPE, K::ATTACH_TYPE)
        {
            let message = format!(
                "programs of type {} do not go on to programs of type {}",
                program.program_type,
                K::PROGRAM_TYPE
            );
            builder.refuse(message);
            return;
        }
        let map = builder.function().map_address(self.map);
        builder.function().tail_call(K::context(context), map, slot.value());
    }
}
