//! A socket is used after it was released.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[sched_cls(default = Ok)]
    fn f(ctx: &mut Skb) -> Option<TcAction> {
        let socket = helper::sk_lookup_tcp(ctx, &[0_u8; 12], 0, 0)?;
        helper::sk_release(socket);
        helper::sk_fullsock(&socket)?; //~ E0382 &socket
        None
    }
}
fn main() {}
