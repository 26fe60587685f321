//! One mistake, used three times after.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(8);
    fn g(n: u32) -> u64 {
        let v = COUNTS.gett(&n); //~ E0599 gett
        let w = v + 1;
        if w > 3 { w } else { v }
    }
}
fn main() {}
