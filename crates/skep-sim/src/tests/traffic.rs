//! Traffic control: what becomes of packets on interfaces.

use super::*;
use crate::{PacketCounters, StimulusError, TrafficOutcome, TrafficVerdict};
use skep_isa::{Size, registers::*};
use skep_uapi::kernel::{
    AttachQuery, CapabilitySet, LinkOrder, Queries as _, TrafficDirection, TrafficFilter,
};
use skep_uapi::{Capability, Helper};

const INGRESS: AttachType = AttachType::TCX_INGRESS;
const EGRESS: AttachType = AttachType::TCX_EGRESS;

/// What is not for anybody else, of a protocol that is none.
const PACKET: [u8; 60] = [0; 60];

fn program(world: &World, write: impl FnOnce(&mut Assembler)) -> Handle {
    Load { program_type: ProgramType::SCHED_CLS, ..Load::default() }.load(world, &assemble(write)).unwrap()
}

fn returning(world: &World, verdict: i32) -> Handle {
    program(world, |asm| {
        asm.mov(R0, verdict).exit();
    })
}

/// Sends packets on: into an interface if the flags are 1.
fn sending_on(world: &World, interface: i32, flags: i32) -> Handle {
    program(world, |asm| {
        asm.mov(R1, interface).mov(R2, flags).call(Helper::REDIRECT).exit();
    })
}

fn link(world: &World, program: &Handle, attach_type: AttachType) -> Handle {
    let target = LinkTarget::Interface { index: index(world) };
    let order = LinkOrder::default();
    world.link_create(&LinkCreate { program, target, attach_type, flags: 0, order }).unwrap()
}

fn index(world: &World) -> u32 {
    world.shared.lock().find_interface("sim0").unwrap()
}

fn receive(world: &World, packet: &[u8]) -> TrafficOutcome {
    world.receive("sim0", packet).unwrap().traffic.unwrap()
}

fn counters(world: &World) -> [u64; 4] {
    let PacketCounters { passed, dropped, transmitted, redirected } = world.packet_counters("sim0").unwrap();
    [passed, dropped, transmitted, redirected]
}

#[test]
fn packets_that_go_round_end() {
    let world = trusting();
    let this = i32::try_from(index(&world)).unwrap();
    let into = sending_on(&world, this, 1);
    let _link = link(&world, &into, INGRESS);
    let mut outcome = &receive(&world, &PACKET);
    let mut hops = 0;
    while let Some(next) = &outcome.redirected {
        assert_eq!((next.interface, next.direction), (index(&world), TrafficDirection::Ingress));
        outcome = &next.outcome;
        hops += 1;
    }
    assert_eq!((hops, outcome.verdict), (8, TrafficVerdict::Redirect));
    // All but the last one were sent on.
    assert_eq!(counters(&world), [0, 1, 0, 8]);
}

#[test]
fn a_packet_is_sent_back_out_with_its_mark() {
    let world = trusting();
    let this = i32::try_from(index(&world)).unwrap();
    let marks = program(&world, |asm| {
        asm.mov(R6, 77).store(Size::Word, R1, 8, R6);
        asm.mov(R1, this).mov(R2, 0).call(Helper::REDIRECT).exit();
    });
    // Gives the mark and where the packet has come from, as a verdict that is none.
    let tells = program(&world, |asm| {
        asm.load(Size::Word, R0, R1, 8).load(Size::Word, R1, R1, 36).add(R0, R1).exit();
    });
    let (_in, _out) = (link(&world, &marks, INGRESS), link(&world, &tells, EGRESS));
    let outcome = receive(&world, &PACKET);
    let sent = outcome.redirected.unwrap();
    assert_eq!(
        (sent.direction, sent.outcome.runs[0].value),
        (TrafficDirection::Egress, 77 + u64::from(index(&world)))
    );
    assert_eq!(sent.outcome.passed(), Some(&PACKET[..]));
    assert_eq!(counters(&world), [0, 0, 1, 1]);
    // What is sent from here has come from nowhere.
    assert_eq!(world.send("sim0", &PACKET).unwrap().runs[0].value, 0);
}

#[test]
fn tags_go_along_beside_the_packet() {
    let world = trusting();
    let mut tagged = PACKET.to_vec();
    tagged[12..18].copy_from_slice(&[0x81, 0, 0x12, 0x34, 0x08, 0x06]);
    // The number of the tag, and the protocol behind it.
    let tells = program(&world, |asm| {
        asm.load(Size::Word, R0, R1, 24).load(Size::Word, R1, R1, 0).shift_left(R1, 16).or(R0, R1).exit();
    });
    let telling = link(&world, &tells, INGRESS);
    let outcome = receive(&world, &tagged);
    // Without its tag it is 4 bytes shorter for programs; here it is whole again.
    assert_eq!((outcome.runs[0].value, outcome.passed()), (56 << 16 | 0x1234, Some(&tagged[..])));
    drop(telling);
    let pushes = program(&world, |asm| {
        asm.mov(R2, 0x0081).mov(R3, 5).call(Helper::SKB_VLAN_PUSH).mov(R0, 0).exit();
    });
    let _pushing = link(&world, &pushes, EGRESS);
    let sent = world.send("sim0", &PACKET).unwrap().packet;
    assert_eq!((sent.len(), &sent[12..16]), (64, &[0x81, 0, 0, 5][..]));
}

#[test]
fn a_filter_takes_what_links_leave_undecided() {
    let world = trusting();
    // 3 is no verdict of links, and what comes behind it is not asked.
    let (none, shot) = (returning(&world, 3), returning(&world, 2));
    let _links = [link(&world, &none, INGRESS), link(&world, &shot, INGRESS)];
    assert_eq!(receive(&world, &PACKET).verdict, TrafficVerdict::Pass);
    world.traffic_queue_add(index(&world), &mut String::new()).unwrap();
    let filter = |program: &Handle, priority| {
        let (interface, direction) = (index(&world), TrafficDirection::Ingress);
        let request =
            TrafficFilter { interface, direction, priority, handle: 0, program, name: "", replace: false };
        world.traffic_filter_set(&request, &mut String::new()).unwrap()
    };
    let stolen = returning(&world, 4);
    filter(&none, 1);
    let place = filter(&stolen, 2);
    let outcome = receive(&world, &PACKET);
    assert_eq!((outcome.verdict, outcome.runs.len()), (TrafficVerdict::Taken, 3));
    assert_eq!(outcome.passed(), None);
    assert_eq!(counters(&world), [1, 0, 0, 0], "what is taken is not dropped");
    // A filter holds its program.
    let programs = world.object_counts().programs;
    drop(stolen);
    assert_eq!(world.object_counts().programs, programs);
    world.traffic_filter_remove(&place, &mut String::new()).unwrap();
    assert_eq!(world.object_counts().programs, programs - 1);
}

#[test]
fn filters_need_a_capability_and_links_a_newer_kernel() {
    let world = World::builder().capabilities(CapabilitySet::default().with(Capability::BPF)).build();
    let mut said = String::new();
    assert_eq!(world.traffic_queue_add(index(&world), &mut said), Err(Errno::EPERM));
    assert_eq!(world.traffic_queue_remove(index(&world), &mut said), Err(Errno::EPERM));
    let world = World::builder().release("6.1.0").build();
    let program = returning(&world, 0);
    let (target, attach_type) = (LinkTarget::Interface { index: index(&world) }, INGRESS);
    let (program, order) = (&program, LinkOrder::default());
    let request = LinkCreate { program, target, attach_type, flags: 0, order };
    assert_eq!(world.link_create(&request).map(drop), Err(Errno::EINVAL));
    let query = AttachQuery { target, attach_type, effective: false };
    assert_eq!(world.programs_attached(&query), Err(Errno::EINVAL));
}

#[test]
fn what_traffic_control_cannot_take_is_said() {
    let world = trusting();
    assert!(matches!(world.send("sim0", &PACKET[..13]), Err(StimulusError::BadValue { .. })));
    assert!(matches!(world.send("sim9", &PACKET), Err(StimulusError::NoInterface { .. })));
    // Without programs nobody looks at a packet that arrives.
    assert!(world.receive("sim0", &PACKET[..13]).is_ok());
    let wrong = program(&world, |asm| {
        asm.load(Size::Word, R0, R1, 76).load(Size::Byte, R0, R0, 60).exit();
    });
    let _link = link(&world, &wrong, INGRESS);
    assert!(matches!(world.receive("sim0", &PACKET[..13]), Err(StimulusError::BadValue { .. })));
    let fault = world.receive("sim0", &PACKET).unwrap_err().to_string();
    assert!(fault.contains("read of 1 byte at offset 60 of the packet, which has 60 bytes"), "{fault}");
    assert_eq!(counters(&world), [1, 2, 0, 0]);
}
