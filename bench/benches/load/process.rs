//! What the process of a contestant does: it loads an object, measures, and prints what that took.

use crate::calls;
use skep_bench::raw;
use std::error::Error;
use std::path::Path;

pub type Outcome = Result<(), Box<dyn Error>>;

/// How often the object is loaded again.
const MORE: u64 = 5;

/// Loads the object that the command line names.
pub fn run(load: fn(&Path) -> Outcome) -> Outcome {
    let object = std::env::args().nth(1).ok_or("expected the name of an object")?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("objects").join(object).with_extension("o");
    let (peak, own) = (raw::peak_memory(), raw::own_memory());
    let (calls, inside) = calls::counted();
    let start = raw::cpu_time();
    load(&path)?;
    let whole = (raw::cpu_time() - start).as_nanos() as u64;
    let (calls, inside) = (calls::counted().0 - calls, calls::counted().1 - inside);
    let (peak, before) = (raw::peak_memory(), peak);
    let (outside, growth) = (whole - inside, peak - before);
    let own = raw::own_memory().saturating_sub(own) / 1024;
    let (start, before) = (raw::cpu_time(), calls::counted().1);
    for _ in 0..MORE {
        load(&path)?;
    }
    let again = ((raw::cpu_time() - start).as_nanos() as u64 - (calls::counted().1 - before)) / MORE;
    println!("{outside} {inside} {calls} {peak} {growth} {own} {again}");
    Ok(())
}

/// The process ends with it.
pub fn keep<T>(object: T) -> Outcome {
    std::mem::forget(object);
    Ok(())
}
