//! An operator that natively means something else.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value]
    pub struct Key {
        pub a: u32,
        pub b: u32,
    }
    impl PartialEq for Key { //~ error PartialEq
        fn eq(&self, other: &Self) -> bool {
            self.a == other.a
        }
    }
}
fn main() {}
