//! Any bytes as a recording of events: replaying ends, gives no more than there is, and a flow gets the same as an iterator.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skep::flow::{Flow, Replay};
use std::sync::Mutex;

/// A record has at least its time and its length.
const HEADER: usize = 12;

fuzz_target!(|bytes: &[u8]| {
    let Ok(replay) = Replay::<u64, _>::new(bytes) else { return };
    let (mut events, mut errors) = (vec![], 0);
    let mut left = bytes.len() / HEADER + 1;
    for event in replay {
        left = left.checked_sub(1).expect("there are more records than there is room for");
        match event {
            Ok((_, event)) => events.push(event),
            Err(error) => {
                assert!(error.to_string().contains("byte "), "{error}");
                errors += 1;
            }
        }
    }

    let replay = Replay::<u64, _>::new(bytes).expect("it was read a moment ago");
    let handled = Mutex::new(vec![]);
    let flow = Flow::new(replay).run(|event| handled.lock().expect("nothing panics").push(event));
    let ended = flow.expect("a thread is started");
    assert_eq!(handled.into_inner().expect("nothing panicked"), events);
    let counts = ended.counts;
    assert_eq!(counts.received, counts.accounted());
    assert_eq!(counts.delivered, events.len() as u64);
    assert_eq!(counts.malformed + u64::from(ended.error.is_some()), errors);
});
