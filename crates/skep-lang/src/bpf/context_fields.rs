//! The fields of contexts: which there are, of which size, and which can be written, is in the facts of `skep-uapi`; a test compares. Who
//! may read and write them is the kernel's rule, and asked when a program is staged.

use super::network_order::{U16Be, U32Be};
use super::packet::{Skb, SkbRef, Xdp, XdpRef};
use crate::stage::{Builder, Scalar, Slot, Val, cast, slot};
use skep_btf::Endian;
use skep_ir::{Address, BinaryOperator, ContextPlace, Type};
use skep_uapi::ContextFacts;
use std::collections::BTreeMap;

/// What the fields of a context hold natively: 0, if nothing was put there. By the field's name and the number of the element.
#[derive(Clone, Default, Debug)]
pub(super) struct Fields(BTreeMap<(&'static str, u32), u64>);

impl Fields {
    fn get(&self, name: &'static str, element: u32) -> u64 {
        self.0.get(&(name, element)).copied().unwrap_or(0)
    }

    fn set(&mut self, name: &'static str, element: u32, value: u64) {
        self.0.insert((name, element), value);
    }
}

fn place(name: &str, element: u32) -> ContextPlace {
    ContextPlace::Field(name.to_owned(), element)
}

/// A field of 4 bytes as a number of another width, whose bytes lie in it as those of a smaller number do.
fn low<T: Scalar>(builder: &mut Builder<'_>, context: SkbRef, name: &str) -> Val<T> {
    let whole: Val<u32> = Val::new(builder.function().context_load(Type::I32, context.0, place(name, 0)));
    cast(builder, whole)
}

macro_rules! number {
    ($value:expr, $ty:ty) => {
        <$ty>::try_from($value & u64::from(<$ty>::MAX)).unwrap_or(0)
    };
}

macro_rules! fields {
    ($($context:ident $handle:ident $name:literal { $($(#[$doc:meta])* $field:ident $(/ $set:ident)? : $ty:ty;)* })*) => { $(
        impl $context {
            /// Puts a value into a field of the context, to call a program with: by the field's name in the kernel, and the number of
            /// the element, which is 0 for most.
            ///
            /// # Panics
            /// If there is no such field.
            #[must_use]
            pub fn with_field(mut self, name: &str, element: u32, value: u64) -> Self {
                let facts = ContextFacts::named($name).and_then(|context| context.field(name));
                let Some(field) = facts.filter(|field| element < field.count) else {
                    panic!("`{}` has no field `{name}` with an element {element}", $name);
                };
                self.fields.set(field.name, element, value);
                self
            }

            $(
                $(#[$doc])*
                pub fn $field(&self) -> $ty {
                    number!(self.fields.get(stringify!($field), 0), $ty)
                }

                $(
                    #[doc = concat!("Writes what [`", stringify!($field), "`](Self::", stringify!($field), ") reads.")]
                    pub fn $set(&mut self, value: $ty) {
                        self.fields.set(stringify!($field), 0, value.into());
                    }
                )?
            )*
        }

        impl $handle {
            $(
                $(#[$doc])*
                pub fn $field(self, builder: &mut Builder<'_>) -> Val<$ty> {
                    let place = place(stringify!($field), 0);
                    Val::new(builder.function().context_load(<$ty as Scalar>::TYPE, self.0, place))
                }

                $(
                    #[doc = concat!("Writes what `", stringify!($field), "` reads.")]
                    pub fn $set(self, builder: &mut Builder<'_>, value: Val<$ty>) {
                        let place = place(stringify!($field), 0);
                        builder.function().context_store(value.value(), self.0, place);
                    }
                )?
            )*
        }
    )*

    /// The fields that have methods: of which context, their names, their bytes, and whether they are written.
    #[cfg(test)]
    const TABLE: &[(&str, &str, u32, bool)] = &[$($(
        ($name, stringify!($field), <$ty as Scalar>::BYTES, [false $(, { let _ = stringify!($set); true })?].len() > 1),
    )*)*];
    };
}

fields! {
    Xdp XdpRef "xdp_md" {
        /// The interface at which the packet came (Linux 4.16).
        ingress_ifindex: u32;
        /// The queue of the interface in which it came (Linux 4.16).
        rx_queue_index: u32;
    }
    Skb SkbRef "__sk_buff" {
        /// For whom it is: for this machine (0), for all (1), for some (2), for another (3), or it leaves (4).
        pkt_type: u32;
        /// A number that goes with the packet through the network stack, for netfilter and routing.
        mark / set_mark: u32;
        /// The queue of the interface that it goes to.
        queue_mapping / set_queue_mapping: u32;
        /// Whether it has a VLAN tag beside its bytes.
        vlan_present: u32;
        /// That tag.
        vlan_tci: u32;
        /// Its priority for queueing.
        priority / set_priority: u32;
        /// The interface at which it came; 0 if it came at none.
        ingress_ifindex: u32;
        /// The interface that it is on.
        ifindex: u32;
        /// A number for classifiers.
        tc_index / set_tc_index: u32;
        /// A hash of its addresses and ports, if one was made.
        hash: u32;
        /// The class that it is put into, for classifiers (Linux 4.2).
        tc_classid / set_tc_classid: u32;
        /// The part of the interface that received it (Linux 4.12).
        napi_id: u32;
        /// The address family of its socket: 2 for IPv4, 10 for IPv6 (Linux 4.13).
        family: u32;
        /// The port of its socket (Linux 4.13).
        local_port: u32;
        /// When it is to leave, or when it came: in nanoseconds (Linux 5.0).
        tstamp / set_tstamp: u64;
        /// How many bytes it has on the wire, where it will be several packets (Linux 5.0).
        wire_len: u32;
        /// How many packets it will be; 0 if it is one (Linux 5.1).
        gso_segs: u32;
        /// How many bytes each of them carries (Linux 5.7).
        gso_size: u32;
        /// Which clock `tstamp` is of (Linux 5.18).
        tstamp_type: u8;
        /// When the interface received it by its own clock (Linux 5.16).
        hwtstamp: u64;
    }
}

/// How many numbers there are for the programs of a packet's way.
const CONTROL: u32 = 5;

impl Skb {
    /// The type of what it carries, as the Ethernet header says it: [`ETH_P_IP`](super::ETH_P_IP) and others.
    pub fn protocol(&self) -> U16Be {
        self.protocol
    }

    /// The type of the VLAN tag beside its bytes.
    pub fn vlan_proto(&self) -> U16Be {
        U16Be::new(number!(self.fields.get("vlan_proto", 0), u16))
    }

    /// One of five numbers that are for the programs that see the packet. Which one is a constant.
    ///
    /// # Panics
    /// If there is no such one. (In a kernel it is refused.)
    pub fn cb(&self, element: u32) -> u32 {
        assert!(element < CONTROL, "`cb` has {CONTROL} elements, not one of number {element}");
        number!(self.fields.get("cb", element), u32)
    }

    /// Writes one of the five numbers.
    ///
    /// # Panics
    /// If there is no such one. (In a kernel it is refused.)
    pub fn set_cb(&mut self, element: u32, value: u32) {
        assert!(element < CONTROL, "`cb` has {CONTROL} elements, not one of number {element}");
        self.fields.set("cb", element, value.into());
    }

    /// The address of its socket in IPv4 (Linux 4.13). Natively the field holds the number, and not its bytes.
    pub fn local_ip4(&self) -> U32Be {
        U32Be::new(number!(self.fields.get("local_ip4", 0), u32))
    }

    /// The address that its socket speaks to, in IPv4 (Linux 4.13).
    pub fn remote_ip4(&self) -> U32Be {
        U32Be::new(number!(self.fields.get("remote_ip4", 0), u32))
    }

    /// The address of its socket in IPv6 (Linux 4.13).
    pub fn local_ip6(&self) -> [u8; 16] {
        self.address("local_ip6")
    }

    /// The address that its socket speaks to, in IPv6 (Linux 4.13).
    pub fn remote_ip6(&self) -> [u8; 16] {
        self.address("remote_ip6")
    }

    /// The port that its socket speaks to (Linux 4.13).
    pub fn remote_port(&self) -> U16Be {
        U16Be::new(number!(self.fields.get("remote_port", 0), u16))
    }

    fn address(&self, field: &'static str) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (element, part) in (0..).zip(bytes.chunks_exact_mut(4)) {
            part.copy_from_slice(&number!(self.fields.get(field, element), u32).to_be_bytes());
        }
        bytes
    }
}

impl SkbRef {
    /// The type of what it carries.
    pub fn protocol(self, builder: &mut Builder<'_>) -> Val<U16Be> {
        low(builder, self, "protocol")
    }

    /// The type of the VLAN tag beside its bytes.
    pub fn vlan_proto(self, builder: &mut Builder<'_>) -> Val<U16Be> {
        low(builder, self, "vlan_proto")
    }

    /// The address of its socket in IPv4.
    pub fn local_ip4(self, builder: &mut Builder<'_>) -> Val<U32Be> {
        low(builder, self, "local_ip4")
    }

    /// The address that its socket speaks to, in IPv4.
    pub fn remote_ip4(self, builder: &mut Builder<'_>) -> Val<U32Be> {
        low(builder, self, "remote_ip4")
    }

    /// The port that its socket speaks to: its two bytes, and two zeros behind them.
    pub fn remote_port(self, builder: &mut Builder<'_>) -> Val<U16Be> {
        if builder.endian() == Endian::Little {
            return low(builder, self, "remote_port");
        }
        let whole = builder.function().context_load(Type::I32, self.0, place("remote_port", 0));
        let bits = builder.constant(Type::I32, 16);
        let upper: Val<u32> = Val::new(builder.function().binary(BinaryOperator::ShiftRight, whole, bits));
        cast(builder, upper)
    }

    /// The address of its socket in IPv6.
    pub fn local_ip6(self, builder: &mut Builder<'_>) -> Slot<[u8; 16]> {
        self.address(builder, "local_ip6")
    }

    /// The address that its socket speaks to, in IPv6.
    pub fn remote_ip6(self, builder: &mut Builder<'_>) -> Slot<[u8; 16]> {
        self.address(builder, "remote_ip6")
    }

    fn address(self, builder: &mut Builder<'_>, field: &str) -> Slot<[u8; 16]> {
        let address = slot::<[u8; 16]>(builder);
        for element in 0..4 {
            let part = builder.function().context_load(Type::I32, self.0, place(field, element));
            let Address { base, offset } = address.as_ref().address();
            let at = Address { base, offset: offset.saturating_add(element.saturating_mul(4)) };
            builder.function().store(part, at, skep_ir::Ordering::Plain);
        }
        address
    }

    /// One of five numbers that are for the programs that see the packet.
    pub fn cb(self, builder: &mut Builder<'_>, element: Val<u32>) -> Val<u32> {
        let place = Self::control(builder, element);
        Val::new(builder.function().context_load(Type::I32, self.0, place))
    }

    /// Writes one of the five numbers.
    pub fn set_cb(self, builder: &mut Builder<'_>, element: Val<u32>, value: Val<u32>) {
        let place = Self::control(builder, element);
        builder.function().context_store(value.value(), self.0, place);
    }

    fn control(builder: &mut Builder<'_>, element: Val<u32>) -> ContextPlace {
        let known = builder.constant_of(element.value()).and_then(|element| u32::try_from(element).ok());
        let Some(element) = known else {
            builder.refuse("which element of `cb` is meant must be a constant".to_owned());
            return place("cb", 0);
        };
        place("cb", element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_uapi::{AttachType, FieldKind, ProgramType};

    /// What is not a number of its own: in bytes of the network's order, with several elements, or the packet's length.
    const OTHERS: [&str; 9] = [
        "len",
        "protocol",
        "vlan_proto",
        "cb",
        "local_ip4",
        "remote_ip4",
        "local_ip6",
        "remote_ip6",
        "remote_port",
    ];

    #[test]
    fn every_field_that_some_program_reads_has_a_method() {
        let kinds = [
            (ProgramType::XDP, Some(AttachType::XDP)),
            (ProgramType::SCHED_CLS, None),
            (ProgramType::SOCKET_FILTER, None),
            (ProgramType::CGROUP_SKB, Some(AttachType::CGROUP_INET_INGRESS)),
        ];
        for name in ["xdp_md", "__sk_buff"] {
            let context = ContextFacts::named(name).unwrap();
            for field in context.fields.iter().filter(|field| field.holds == FieldKind::Number) {
                let is_given =
                    |(program_type, _): &&(ProgramType, _)| context.programs.contains(*program_type);
                let kinds = || kinds.iter().filter(is_given);
                let reads = kinds().any(|(program_type, attach)| field.read.allows(*program_type, *attach));
                let writes = kinds().any(|(program_type, attach)| field.write.allows(*program_type, *attach));
                let row = TABLE.iter().find(|row| (row.0, row.1) == (name, field.name));
                match row {
                    Some(row) => {
                        assert_eq!((reads, row.2, row.3), (true, field.size, writes), "{}", field.name)
                    }
                    None => assert!(!reads || OTHERS.contains(&field.name), "{} has no method", field.name),
                }
            }
        }
        assert!(TABLE.iter().all(|row| ContextFacts::named(row.0).unwrap().field(row.1).is_some()));
    }
}
