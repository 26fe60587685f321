//! A format that is not printed in a kernel.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) {
        trace_printk!("{:?}", n); //~ error "{:?}"
    }
}
fn main() {}
