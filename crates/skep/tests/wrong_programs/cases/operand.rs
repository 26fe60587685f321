//! Structures have no order.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value]
    #[derive(PartialEq)]
    pub struct Key {
        pub a: u32,
        pub b: u32,
    }
    fn g(one: &Key, other: &Key) -> bool {
        one < other //~ E0369 <
    }
}
fn main() {}
