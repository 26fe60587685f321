//! A mistake deep in control flow.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value] pub struct Flow { pub src: U32Be, pub dst: U32Be, pub bytes: u64 }
    #[map] static FLOWS: LruHashMap<U32Be, Flow> = LruHashMap::with_max_entries(8);
    #[xdp(default = Pass)]
    fn f(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let _eth = pkt.parse::<Ethernet>()?;
        let ip = pkt.parse::<Ipv4>()?;
        let mut n = 0u32;
        while n < 3 {
            match FLOWS.get(&ip.src) {
                Some(mut flow) if flow.bytes > 3 => flow.bytes += ip.total_len, //~ E0277 +=
                Some(_) => return None,
                None => _ = FLOWS.insert(ip.src, Flow { src: ip.src, dst: ip.dst, bytes: 1 }),
            }
            n += 1;
        }
        Some(XdpAction::Drop)
    }
}
fn main() {}
