//! A number of 2 bytes is not added to atomically.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] pub static COUNTS: HashMap<u32, u16> = HashMap::with_max_entries(8);
    #[xdp]
    fn f(_ctx: &mut Xdp) -> XdpAction {
        COUNTS.add(1, 2); //~ E0599 add
        XdpAction::Pass
    }
}
fn main() {}
