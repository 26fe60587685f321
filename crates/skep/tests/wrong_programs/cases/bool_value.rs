//! A `bool` as a map's value.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static SEEN: HashMap<u32, bool> = HashMap::with_max_entries(8); //~ E0277 HashMap::with
}
fn main() {}
