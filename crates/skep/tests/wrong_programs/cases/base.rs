//! A structure's base that is computed.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value]
    pub struct Key {
        pub a: u32,
        pub b: u32,
    }
    fn zero() -> Key {
        Key { a: 0, b: 0 }
    }
    fn g(n: u32) -> u32 {
        let key = Key { a: n, ..zero() }; //~ error zero
        key.b
    }
}
fn main() {}
