//! A key of another type.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
    fn g(n: u64) -> bool {
        COUNTS.get(&n).is_some() //~ E0308 &n
    }
}
fn main() {}
