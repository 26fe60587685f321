//! A program of control groups that does not say which packets it sees.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[cgroup_skb] //~ error cgroup_skb
    fn f(_: &Skb) -> CgroupAction {
        CgroupAction::Pass
    }
    #[cgroup_skb("inward")] //~ error "inward"
    fn g(_: &Skb) -> CgroupAction {
        CgroupAction::Pass
    }
}
fn main() {}
