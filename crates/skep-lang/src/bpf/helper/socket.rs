//! Sockets that helpers find, and what may stand for one.

use super::argument::{Answered, Context, Handed};
use super::call::{Call, Native};
use crate::bpf::Ptr;
use crate::bpf::world::unanswered;
use crate::stage::{Bpf, Builder, Merge, Opt, addresses, reads_itself, stays};
use skep_ir::{Block, Region, SocketKind, Type, Value, Variable};
use skep_uapi::{Helper, ResultKind};

/// A socket that a helper found. One that was looked up is released on every path ([`sk_release`](super::sk_release)): the kernel, and
/// before it the staging, refuses a program that keeps it.
#[derive(Debug)]
#[must_use = "release it if it was looked up: the kernel refuses a program that keeps it"]
pub struct Socket(());

/// A socket, staged.
#[derive(Clone, Copy, Debug)]
pub struct SocketRef(Value);

reads_itself! { [] SocketRef; }
stays! { [] SocketRef; }
addresses! { [] SocketRef => Self: |this, _builder| *this; }

impl Bpf for Socket {
    type Staged = SocketRef;
    type Reference = SocketRef;
}

/// What helpers take for a socket: one that was found, a pointer to one of the kernel's structures, and in some programs the context.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a socket",
    label = "a `Socket` or a `Ptr` to a socket is expected; in some programs the context"
)]
pub trait SocketLike {}
impl SocketLike for Socket {}
impl<T> SocketLike for Ptr<T> {}
impl<C: Context> SocketLike for C {}

impl Native for Socket {
    fn answer(helper: Helper) -> Self {
        unanswered(helper)
    }
}

impl Native for Option<Socket> {
    fn answer(helper: Helper) -> Self {
        unanswered(helper)
    }
}

impl Handed for SocketRef {
    fn hand(self, call: &mut Call<'_, '_>) {
        call.value(self.0);
    }
}

impl Answered for Opt<SocketRef> {
    fn of(call: Call<'_, '_>) -> Self {
        let kind = match call.result() {
            Some(ResultKind::TcpSock) => SocketKind::Tcp,
            Some(ResultKind::SockCommon) => SocketKind::Common,
            _ => SocketKind::Full,
        };
        let owned = call.is_lookup();
        Self::Nullable(SocketRef(call.make(Type::nullable(Region::Socket { kind, owned }))))
    }
}

impl Merge for SocketRef {
    const IS_POINTER: bool = true;
    type Variable = Variable;

    fn variable(builder: &mut Builder<'_>) -> Variable {
        builder.pointer_variable(0)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
        builder.set_pointer(variable, self.0, 0);
    }

    fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
        Self(builder.get(variable))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        let region = Region::Socket { kind: SocketKind::Full, owned: false };
        Self(builder.constant(Type::pointer(region), 0))
    }

    fn assign_nothing(builder: &mut Builder<'_>, variable: Variable) {
        builder.set_null(variable);
    }

    fn guarded(self, builder: &mut Builder<'_>, no: Block) -> Self {
        match builder.type_of(self.0) {
            Type::Pointer { nullable: true, .. } => Self(builder.function().if_null(self.0, no)),
            _ => self,
        }
    }
}
