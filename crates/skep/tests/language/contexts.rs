//! The fields of contexts, in test runs that say what they hold.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]

use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep::{SkbContext, XdpContext};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod fields {
    use skep::bpf::*;

    /// Reads what it is given, and writes of it what it may.
    #[sched_cls]
    pub fn classifies(ctx: &mut Skb) -> TcAction {
        if ctx.protocol() != ETH_P_IP || ctx.len() < 60 || ctx.pkt_type() != 0 {
            return TcAction::Shot;
        }
        if ctx.ifindex() != 1 || ctx.ingress_ifindex() != 0 || ctx.vlan_present() != 0 || ctx.hash() != 0 {
            return TcAction::Stolen;
        }
        if ctx.gso_size() != 24 || ctx.gso_segs() != 3 || ctx.wire_len() != 100 {
            return TcAction::Pipe;
        }
        ctx.set_mark(ctx.mark() + ctx.priority());
        ctx.set_priority(9);
        ctx.set_cb(1, ctx.cb(4) + 1);
        ctx.set_tstamp(ctx.tstamp() * 2);
        TcAction::Ok
    }

    /// The interface from which packets are let through.
    #[global]
    pub static INTERFACE: Constant<u32> = Constant::new(1);

    #[xdp]
    fn arrives(ctx: &Xdp) -> XdpAction {
        if ctx.ingress_ifindex() == INTERFACE.get() && ctx.rx_queue_index() == 0 {
            XdpAction::Pass
        } else {
            XdpAction::Drop
        }
    }

    /// The addresses of sockets.
    #[map]
    pub static LOCAL: HashMap<u32, [u8; 16]> = HashMap::with_max_entries(4);

    #[cgroup_skb("egress")]
    fn sends(ctx: &Skb) -> CgroupAction {
        let family = ctx.family();
        if family == 10 {
            LOCAL.insert(family, ctx.local_ip6());
        } else if ctx.local_ip4() != U32Be::new(0x7f00_0001) {
            return CgroupAction::Drop;
        }
        CgroupAction::Pass
    }
}

fn udp() -> Packet {
    let ip = Ipv4 { source: [127, 0, 0, 1].into(), ..Ipv4::default() };
    Packet::new().with(Ethernet::default()).with(ip).with(Udp::default())
}

pub(crate) fn fields_of_contexts_are_read_and_written(world: &World) -> Outcome {
    let fields = fields::load(&world.kernel)?;
    let frame = udp().payload([0; 30]).build();
    let mut context = SkbContext::default();
    (context.mark, context.priority, context.cb, context.tstamp) = (40, 2, [1, 2, 3, 4, 5], 21);
    (context.gso_size, context.gso_segs, context.wire_len) = (24, 3, 100);
    let run =
        |context: &SkbContext| fields.classifies.test_run(&TestRun::new().packet(&frame).context(context));
    let output = run(&context)?;
    assert_eq!(output.result, 0);
    let left: SkbContext = output.context().unwrap();
    assert_eq!((left.mark, left.priority, left.cb, left.tstamp), (42, 9, [1, 6, 3, 4, 5], 42));
    context.gso_segs = 4;
    assert_eq!(run(&context)?.result, 3);
    let mut multicast = frame.clone();
    multicast[0] = 1;
    assert_eq!(fields.classifies.test_run(&TestRun::new().packet(&multicast))?.result, 2);

    let arrives = |fields: &fields::Loaded, interface| {
        let arrival = XdpContext { ingress_ifindex: interface, ..XdpContext::of(&frame) };
        Ok::<_, Error>(fields.arrives.test_run(&TestRun::new().packet(&frame).context(&arrival))?.action())
    };
    // If none is said it is the loopback interface.
    assert_eq!((arrives(&fields, 0)?, arrives(&fields, 1)?), (XdpAction::PASS, XdpAction::PASS));
    let mut open = fields::open();
    open.INTERFACE.set(2);
    assert_eq!(arrives(&open.load(&world.kernel)?, 1)?, XdpAction::DROP);

    assert_eq!(fields.sends.test_run(&TestRun::new().packet(&frame))?.result, 1);
    let other = Packet::new()
        .with(Ethernet::default())
        .with(Ipv4 { source: [10, 0, 0, 1].into(), ..Ipv4::default() });
    assert_eq!(fields.sends.test_run(&TestRun::new().packet(&other.payload([0; 30]).build()))?.result, 0);
    let source = [0xfd, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    let ip = Ipv6 { source: source.into(), ..Ipv6::default() };
    let newer =
        Packet::new().with(Ethernet::default()).with(ip).with(Udp::default()).payload([0; 30]).build();
    assert_eq!(fields.sends.test_run(&TestRun::new().packet(&newer))?.result, 1);
    assert_eq!(fields.LOCAL.get(&10)?, Some(source));
    Ok(())
}

pub(crate) fn fields_of_contexts_are_there_natively() -> Outcome {
    use skep::bpf::{Skb, TcAction, World};
    let _world = World::new();
    let frame = udp().payload([0; 30]).build();
    let fields =
        [("ifindex", 1), ("gso_size", 24), ("gso_segs", 3), ("wire_len", 100), ("mark", 1), ("priority", 5)];
    let context =
        fields.iter().fold(Skb::new(&frame), |context, (name, value)| context.with_field(name, 0, *value));
    let mut context = context.with_field("cb", 4, 7).with_field("tstamp", 0, 1 << 40);
    assert_eq!(fields::classifies(&mut context), TcAction::Ok);
    assert_eq!((context.mark(), context.priority(), context.cb(1), context.tstamp()), (6, 9, 8, 1 << 41));
    Ok(())
}

/// Modules with one program each, which does not get what it asks for.
macro_rules! refused {
    ($($name:ident $attribute:ident $(($($which:literal)?))? |$ctx:ident| $body:expr, $verdict:ty: $result:expr;)*) => { $(
        #[skep::bpf(license = "GPL")]
        mod $name {
            use skep::bpf::*;

            #[$attribute $(($($which)?))?]
            fn refused($ctx: &mut Skb) -> $verdict {
                $body;
                $result
            }
        }
    )* };
}

refused! {
    family sched_cls |ctx| ctx.family(), TcAction: TcAction::Ok;
    class cgroup_skb("ingress") |ctx| ctx.set_tc_classid(1), CgroupAction: CgroupAction::Pass;
    element sched_cls |ctx| ctx.cb(5), TcAction: TcAction::Ok;
    variable sched_cls |ctx| ctx.cb(ctx.len()), TcAction: TcAction::Ok;
}

pub(crate) fn fields_that_a_program_does_not_have_are_refused(world: &World) -> Outcome {
    for (loaded, said) in [
        (family::load(&world.kernel).map(drop), "programs of type sched_cls do not read `family`"),
        (class::load(&world.kernel).map(drop), "programs of type cgroup_skb do not write `tc_classid`"),
        (element::load(&world.kernel).map(drop), "`cb` has 5 elements, not one of number 5"),
        (variable::load(&world.kernel).map(drop), "which element of `cb` is meant must be a constant"),
    ] {
        let error = loaded.unwrap_err().to_string();
        assert!(error.contains("contexts.rs:") && error.contains(said), "{error}");
    }
    Ok(())
}
