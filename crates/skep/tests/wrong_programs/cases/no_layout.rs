//! A value without layout.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[derive(Clone, Copy)] pub struct V { pub a: u32 }
    #[map] static M: HashMap<u32, V> = HashMap::with_max_entries(8); //~ E0277 HashMap::with
    fn g(n: u32) -> u32 {
        if let Some(v) = M.get(&n) { v.a } else { 0 }
    }
}
fn main() {}
