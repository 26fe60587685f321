//! A mistake in a function that is generic over numbers.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::stage::Int;
    fn g<T: Int + PartialOrd>(a: T, b: u64) -> bool {
        a > b //~ E0308 b
    }
}
fn main() {}
