//! `?` in a function that returns no Option.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
    fn g(n: u32) -> u64 {
        let v = COUNTS.get(&n)?; //~ E0277 ?;
        *v
    }
}
fn main() {}
