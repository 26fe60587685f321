//! A function that is not there: rustc misses it in both namespaces, and says so at one place.
#[skep::bpf(license = "GPL")]
mod m {
    fn g(n: u32) -> u32 {
        nope(n) //~ E0425 nope //~ E0425 nope
    }
}
fn main() {}
