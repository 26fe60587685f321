//! An enumerator of the kernel is asked for its value, which may not be there.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[kernel_type]
    pub enum bpf_func_id { BPF_FUNC_unspec }
    #[xdp]
    fn f(_: &Xdp) -> XdpAction {
        let number: u64 = bpf_func_id::BPF_FUNC_unspec.value(); //~ E0308 bpf_func_id
        if number == 0 { XdpAction::Drop } else { XdpAction::Pass }
    }
}
fn main() {}
