//! A program that sends what it is told to, when it is run on made-up input.

use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep_harness::Stop;

/// A loaded program that sends records of the bytes that are in an element of `TEXT`.
pub(crate) struct Sender {
    pub(crate) object: Object,
}

/// The longest record.
const LONGEST: usize = 256;

impl Sender {
    /// With a ring `RING` of so many bytes.
    pub(crate) fn new(world: &World, byte_size: u32) -> Result<Self, Stop> {
        let code = Assembler::new()
            .store(Size::Word, R10, -4, 0)
            .load_map(R1, "TEXT")
            .mov(R2, R10)
            .add(R2, -4)
            .call(Helper::MAP_LOOKUP_ELEM)
            .jump(Condition::Equal, R0, 0, "out")
            .mov(R6, R0)
            .load(Size::Double, R3, R6, 0)
            .jump(Condition::Equal, R3, 0, "out")
            .jump(Condition::Greater, R3, i32::try_from(LONGEST)?, "out")
            .mov(R2, R6)
            .add(R2, 8)
            .load_map(R1, "RING")
            .mov(R4, 0)
            .call(Helper::RINGBUF_OUTPUT)
            .exit()
            .label("out")
            .mov(R0, 1)
            .exit()
            .build()?;
        let object = ObjectSpec::new("GPL")
            .with_map(RingBuffer::<u64>::spec("RING", byte_size))
            .with_map(Array::<[u64; LONGEST / 8 + 1]>::spec("TEXT", 1))
            .with_program(ProgramSpec::xdp("send", code))
            .load(&world.kernel)?;
        Ok(Self { object })
    }

    /// Sends a record of these bytes so many times; returns the program's answer to the last: 0 if there was room.
    pub(crate) fn send(&self, bytes: &[u8], times: u32) -> Result<u32, Stop> {
        let mut text = [0; LONGEST / 8 + 1];
        text[0] = bytes.len() as u64;
        for (word, chunk) in text[1..].iter_mut().zip(bytes.chunks(8)) {
            let mut whole = [0; 8];
            whole[..chunk.len()].copy_from_slice(chunk);
            *word = u64::from_ne_bytes(whole);
        }
        self.object.map::<Array<[u64; LONGEST / 8 + 1]>>("TEXT")?.set(0, &text)?;
        let run = TestRun::new().packet(&[0; 64]).repeat(times);
        Ok(self.object.program("send")?.test_run(&run)?.result)
    }
}
