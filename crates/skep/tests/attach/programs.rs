//! The programs that most tests here attach.

use skep::prelude::*;
use skep::registers::*;

/// A program that returns this and does nothing else.
pub(crate) fn returning(verdict: i32) -> Code {
    Assembler::new().mov(R0, verdict).exit().build().unwrap()
}

/// A program that counts its runs at an index of `COUNTS`, and returns this.
pub(crate) fn counting(index: u32, verdict: i32) -> Code {
    let mut code = Assembler::new();
    code.load_map_value(R1, "COUNTS", 8 * index).mov(R2, 1).atomic(Atomic::Add, Size::Double, R1, 0, R2);
    code.mov(R0, verdict).exit().build().unwrap()
}

/// The map that [`counting`] programs count in.
pub(crate) fn counts() -> MapSpec {
    Array::<[u64; 4]>::spec("COUNTS", 1)
}

/// What they have counted.
pub(crate) fn counted(object: &Object) -> Result<[u64; 4]> {
    Ok(object.map::<Array<[u64; 4]>>("COUNTS")?.get(0)?.unwrap_or_default())
}
