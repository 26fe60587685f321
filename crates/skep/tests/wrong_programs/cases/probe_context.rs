//! A probe without a function, and one that is to be given a packet.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[kprobe] //~ error kprobe
    fn f(_: u64) {}
    #[uprobe("/bin/bash:readline")]
    fn g(_: &mut Skb) {} //~ E0277 &mut
}
fn main() {}
