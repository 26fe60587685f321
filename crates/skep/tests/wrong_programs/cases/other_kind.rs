//! A tail call with another kind's context.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static NEXT: ProgramArray<kind::SchedCls> = ProgramArray::with_length(1);
    #[xdp]
    fn first(ctx: &mut Xdp) -> XdpAction {
        NEXT.tail_call(ctx, 0); //~ E0308 ctx
        XdpAction::Pass
    }
}
fn main() {}
