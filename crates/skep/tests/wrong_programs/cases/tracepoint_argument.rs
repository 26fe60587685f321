//! An argument that no tracepoint has, and a tracepoint without a name.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[tp_btf("sched_process_exec")]
    fn f(_: &Xdp) {} //~ E0277 &Xdp
    #[raw_tracepoint] //~ error raw_tracepoint
    fn g(_: u64) {}
}
fn main() {}
