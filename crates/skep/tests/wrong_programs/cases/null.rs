//! No null check after a lookup.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
    fn g(n: u32) -> u64 {
        let v = COUNTS.get(&n);
        *v + 1 //~ E0614 *v
    }
}
fn main() {}
