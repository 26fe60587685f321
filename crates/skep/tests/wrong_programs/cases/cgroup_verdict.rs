//! The verdict of traffic control in a program of control groups.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[cgroup_skb("ingress")]
    fn f(_: &Skb) -> TcAction { //~ E0277 TcAction
        TcAction::Ok
    }
}
fn main() {}
