//! A packet moved through a shared reference to the context.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls]
    fn f(ctx: &Skb) -> TcAction {
        ctx.change_tail(60); //~ E0596 ctx
        TcAction::Ok
    }
}
fn main() {}
