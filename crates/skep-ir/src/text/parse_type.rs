//! Reads types of values.

use super::parse::{Parser, Result};
use crate::{Region, Slot, SocketKind, Type};

impl Parser {
    pub(super) fn ty(&mut self) -> Result<Type> {
        let word = self.word("a type")?;
        let plain = match &*word {
            "bool" => Type::Bool,
            "i8" => Type::I8,
            "i16" => Type::I16,
            "i32" => Type::I32,
            "i64" => Type::I64,
            "below" => Type::Below(self.number()?),
            "ptr" => {
                let nullable = self.takes('?');
                Type::Pointer { region: self.region()?, nullable }
            }
            other => {
                return self
                    .error(format!("expected a type such as `i32` or `ptr context`, found `{other}`"));
            }
        };
        Ok(plain)
    }

    fn region(&mut self) -> Result<Region> {
        let word = self.word("where the pointer leads")?;
        Ok(match &*word {
            "stack" => {
                let slot: Slot = self.entity("s", "a slot")?;
                Region::Stack { slot, offset: self.behind()? }
            }
            "context" => Region::Context,
            "map_value" => Region::MapValue { map: self.map()?, offset: self.behind()? },
            "global" => Region::Global { global: self.global()?, offset: self.behind()? },
            "packet" => Region::Packet(self.number()?),
            "packet_end" => Region::PacketEnd,
            "record" => Region::Record(self.number()?),
            "reserved" => Region::Reserved(self.number()?),
            "kernel" => Region::Kernel(self.type_id()?),
            "untrusted" => Region::Untrusted(self.type_id()?),
            "user" => Region::User,
            "memory" => Region::Memory(self.number()?),
            "constant" => Region::Constant(self.number()?),
            "map" => Region::Map(self.map()?),
            "socket" | "owned_socket" => {
                let kind = match &*self.word("what is known of the socket")? {
                    "common" => SocketKind::Common,
                    "full" => SocketKind::Full,
                    "tcp" => SocketKind::Tcp,
                    other => {
                        return self.error(format!("expected `common`, `full` or `tcp`, found `{other}`"));
                    }
                };
                Region::Socket { kind, owned: *word == *"owned_socket" }
            }
            other => return self.error(format!("`{other}` is no region that a pointer leads to")),
        })
    }
}
