//! `#[map]` in the wrong place.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] const M: u32 = 1; //~ error const
}
fn main() {}
