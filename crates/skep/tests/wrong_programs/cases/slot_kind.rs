//! A program of another kind in a slot.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] pub static NEXT: ProgramArray<kind::Xdp> = ProgramArray::with_length(1);
    #[sched_cls]
    fn shot(_ctx: &mut Skb) -> TcAction {
        TcAction::Shot
    }
}
fn main() -> skep::Result<()> {
    let m = m::load(&skep::Kernel::simulated())?;
    m.NEXT.set(0, &m.shot) //~ E0308 &m.shot
}
