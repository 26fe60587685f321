//! Room before a packet, asked for in traffic control.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls]
    fn f(ctx: &mut Skb) -> TcAction {
        ctx.adjust_meta(-8); //~ E0599 adjust_meta
        TcAction::Ok
    }
}
fn main() {}
