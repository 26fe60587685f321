//! Golden bytes of the messages, as iproute2 sends them, and answers as the kernel gives them, in the order of the machine at hand.

use super::dump::Queue;
use super::*;
use skep_uapi::kernel::{InterfaceXdp, XdpPlace};
use skep_uapi::{Handle, XdpFlags};

/// The 16-bit and 32-bit numbers of a message, written with their widths: `h` and `w`; texts and single bytes as they are.
macro_rules! bytes {
    ($($kind:ident $value:expr),* $(,)?) => {{
        let mut bytes: Vec<u8> = Vec::new();
        $(bytes!(@ bytes $kind $value);)*
        bytes
    }};
    (@ $bytes:ident h $value:expr) => { $bytes.extend_from_slice(&u16::to_ne_bytes($value)) };
    (@ $bytes:ident w $value:expr) => { $bytes.extend_from_slice(&u32::to_ne_bytes($value)) };
    (@ $bytes:ident t $value:expr) => { $bytes.extend_from_slice($value) };
}

#[test]
fn xdp_programs_are_attached_replaced_and_detached() {
    let program = Handle::new(());
    let request = XdpAttach {
        interface: 2,
        program: Some(&program),
        expected: None,
        flags: XdpFlags::SKB_MODE | XdpFlags::UPDATE_IF_NOEXIST,
    };
    let header = |length: u32| bytes![w length, h 19, h 5, w 0, w 0, t &[0; 4], w 2, w 0, w 0];
    assert_eq!(
        xdp(&request, Some(7), None),
        [header(52), bytes![h 20, h 0x802b, h 8, h 1, w 7, h 8, h 3, w 3]].concat()
    );
    let request = XdpAttach { flags: XdpFlags::REPLACE, ..request };
    assert_eq!(
        xdp(&request, Some(7), Some(6)),
        [header(60), bytes![h 28, h 0x802b, h 8, h 1, w 7, h 8, h 8, w 6, h 8, h 3, w 16]].concat()
    );
    let request = XdpAttach { program: None, flags: XdpFlags::NONE, ..request };
    assert_eq!(
        xdp(&request, None, None),
        [header(44), bytes![h 12, h 0x802b, h 8, h 1, w 0xffff_ffff]].concat()
    );
}

#[test]
fn filters_are_added_and_removed_below_their_queue() {
    let queue = |length: u32, kind: u16, flags: u16| bytes![w length, h kind, h flags, w 0, w 0, w 0, w 2, w 0xffff_0000, w 0xffff_fff1, w 0, h 11, h 1, t b"clsact\0\0"];
    assert_eq!(queue_add(2), queue(48, 36, 0x605));
    assert_eq!(queue_remove(2), queue(48, 37, 5));

    let program = Handle::new(());
    let request = TrafficFilter {
        interface: 2,
        direction: TrafficDirection::Egress,
        priority: 3,
        handle: 0,
        program: &program,
        name: "count",
        replace: false,
    };
    let all = u32::from(3_u16.to_be());
    let expected = bytes![
        w 76, h 44, h 0x60d, w 0, w 0, w 0, w 2, w 0, w 0xffff_fff3, w 3 << 16 | all, h 8, h 1, t b"bpf\0",
        h 32, h 0x8002, h 8, h 6, w 7, h 10, h 7, t b"count\0\0\0", h 8, h 8, w 1,
    ];
    assert_eq!(filter_set(&request, 7), expected);
    let place = TrafficPlace { interface: 2, direction: TrafficDirection::Ingress, priority: 3, handle: 1 };
    let expected = bytes![
        w 44, h 45, h 5, w 0, w 0, w 0, w 2, w 1, w 0xffff_fff2, w 3 << 16 | all, h 8, h 1, t b"bpf\0",
    ];
    assert_eq!(filter_remove(&place), expected);
    let answered = bytes![
        w 44, h 44, h 0, w 0, w 0, w 0, w 2, w 1, w 0xffff_fff2, w 3 << 16 | all, h 8, h 1, t b"bpf\0",
        w 20, h 2, h 0x100, w 0, w 0, w 0,
    ];
    let found = TrafficProgram {
        interface: 2,
        parent: 0xffff_fff2,
        priority: 3,
        handle: 1,
        program_id: 0,
        name: String::new(),
    };
    assert_eq!(super::place(&found), Some(place));
    assert_eq!(answers(&answered), [Answer::Filter(found), Answer::Done]);
}

#[test]
fn routes_name_their_program() {
    let program = Handle::new(());
    let request = RouteProgram {
        destination: [10, 1, 0, 0].into(),
        prefix: 16,
        interface: 2,
        program: &program,
        name: "out",
        hook: RouteHook::Out,
        replace: false,
    };
    let route = |length: u32, kind: u16, flags: u16| {
        bytes![
            w length, h kind, h flags, w 0, w 0, t &[2, 16, 0, 0, 254, 4, 253, 1], w 0, h 8, h 1, t &[10, 1, 0, 0],
            h 8, h 4, w 2,
        ]
    };
    let encap =
        bytes![h 6, h 21, h 6, h 0, h 24, h 0x8016, h 20, h 0x8002, h 8, h 1, w 7, h 8, h 2, t b"out\0"];
    assert_eq!(route_set(&request, 7), [route(76, 24, 0x605), encap].concat());
    assert_eq!(route_remove(&request), route(44, 25, 5));
}

#[test]
fn a_refusal_has_its_words() {
    // The message that is answered is there with its header only, or as a whole.
    for (flags, length, answered) in [(0x300, 16, 16), (0x200, 24, 24)] {
        let head = bytes![w 0, h 2, h flags, w 0, w 0, w (-22_i32).cast_unsigned(), w answered];
        let rest = vec![0; length - 4];
        let text = bytes![h 4 + 8, h 1, t b"no room\0"];
        let mut message = [head, rest, text].concat();
        let whole = u32::try_from(message.len()).unwrap();
        message[..4].copy_from_slice(&whole.to_ne_bytes());
        assert_eq!(answers(&message), [Answer::Refused(Errno::EINVAL, "no room".to_owned())]);
        // However it is cut off, that is no panic.
        for end in 0..message.len() {
            answers(&message[..end]);
            let mut cut = message[..end].to_vec();
            if let Some(length) = cut.first_chunk_mut::<4>() {
                *length = u32::try_from(end).unwrap().to_ne_bytes();
            }
            answers(&cut);
        }
    }
}

#[test]
fn what_is_listed_has_its_programs() {
    assert_eq!(interfaces(), bytes![w 32, h 18, h 0x301, w 0, w 0, w 0, w 0, w 0, w 0]);
    let queries = bytes![w 36, h 38, h 0x301, w 0, w 0, w 0, w 0, w 0, w 0, w 0];
    assert_eq!(queues(), queries);
    assert_eq!(classes(2), bytes![w 36, h 42, h 0x301, w 0, w 0, w 0, w 2, w 0, w 0, w 0]);
    assert_eq!(filters_of(2, 0x10001), bytes![w 36, h 46, h 0x301, w 0, w 0, w 0, w 2, w 0, w 0x10001, w 0]);

    // An interface of a kind, with a program in the driver.
    let answered = bytes![
        w 88, h 16, h 2, w 0, w 0, w 0, w 5, w 0, w 0, h 8, h 3, t b"nk0\0",
        h 16, h 18, h 11, h 1, t b"netkit\0\0", h 28, h 43, h 5, h 2, t &[1, 0, 0, 0], h 8, h 4, w 9, h 8, h 5, w 9,
    ];
    let mut answered = answered;
    let whole = u32::try_from(answered.len()).unwrap();
    answered[..4].copy_from_slice(&whole.to_ne_bytes());
    let xdp = vec![InterfaceXdp { place: XdpPlace::Driver, program_id: 9 }];
    let found = InterfaceInfo { index: 5, name: "nk0".into(), kind: "netkit".into(), xdp };
    assert_eq!(answers(&answered), [Answer::Interface(found)]);

    let mut answered = bytes![
        w 0, h 36, h 2, w 0, w 0, w 0, w 2, w 0xffff_0000, w 0xffff_fff1, w 1, h 11, h 1, t b"clsact\0\0",
    ];
    let whole = u32::try_from(answered.len()).unwrap();
    answered[..4].copy_from_slice(&whole.to_ne_bytes());
    let queue = Queue { interface: 2, handle: 0xffff_0000, kind: "clsact".into() };
    assert_eq!(queue.parents(), [0xffff_fff2, 0xffff_fff3]);
    assert_eq!(answers(&answered), [Answer::Queue(queue)]);

    let mut answered = bytes![
        w 0, h 44, h 2, w 0, w 0, w 0, w 2, w 1, w 0xffff_fff3, w 3 << 16, h 8, h 1, t b"bpf\0",
        h 20, h 2, h 8, h 7, t b"one\0", h 8, h 11, w 7,
    ];
    let whole = u32::try_from(answered.len()).unwrap();
    answered[..4].copy_from_slice(&whole.to_ne_bytes());
    let found = TrafficProgram {
        interface: 2,
        parent: 0xffff_fff3,
        priority: 3,
        handle: 1,
        program_id: 7,
        name: "one".into(),
    };
    assert_eq!(answers(&answered), [Answer::Filter(found)]);
    // However it is cut off, that is no panic.
    for end in 0..answered.len() {
        answers(&answered[..end]);
    }
    // What changed while it was listed is not whole.
    answered[6] = 0x10;
    assert_eq!(answers(&answered), [Answer::Interrupted]);
}

proptest::proptest! {
    /// Whatever comes instead of an answer, also where it begins as one of those that are read.
    #[test]
    fn no_bytes_panic(kind in 0_u16..200, flags: u16, mut bytes in proptest::collection::vec(0_u8.., 0..200)) {
        answers(&bytes);
        if bytes.len() >= HEADER {
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            bytes[..4].copy_from_slice(&length.to_ne_bytes());
            bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
            bytes[6..8].copy_from_slice(&(flags & !0x10).to_ne_bytes());
            proptest::prop_assert_eq!(answers(&bytes).len(), 1);
        }
    }
}
