//! A field of a context that is written through a shared reference, one that nobody writes, and one that there is not.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls]
    fn f(ctx: &Skb) -> TcAction {
        ctx.set_mark(1); //~ E0596 ctx
        TcAction::Ok
    }
    #[sched_cls]
    fn g(ctx: &mut Skb) -> TcAction {
        ctx.set_hash(1); //~ E0599 set_hash
        TcAction::Ok
    }
    #[xdp]
    fn h(ctx: &Xdp) -> XdpAction {
        if ctx.mark() == 1 { XdpAction::Drop } else { XdpAction::Pass } //~ E0599 mark
    }
}
fn main() {}
