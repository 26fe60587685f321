//! A bound that is not before the loop.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let mut k = n;
        #[bound(10)] //~ error #
        let found = loop {
            k += 1;
            if k % 7 == 0 {
                break k;
            }
        };
        found
    }
}
fn main() {}
