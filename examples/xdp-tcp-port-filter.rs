//! Passes TCP to one port, over IPv4 and IPv6, whatever options and extension headers stand before it.
//!
//! A fragment that is not the first has no TCP header, and is dropped with everything else.
//!
//! `cargo run --example xdp-tcp-port-filter -- INTERFACE [PORT]`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod tcp_port_filter {
    use skep::bpf::*;

    /// The destination port that is let through.
    #[global]
    pub static PORT: Constant<u16> = Constant::new(80);

    #[xdp(default = Drop)]
    fn xdp_tcp_port_filter(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let protocol = match packet.parse::<Ethernet>()?.ether_type {
            ETH_P_IP => {
                let ip = packet.parse::<Ipv4>()?;
                if !ip.is_first_fragment() {
                    return None;
                }
                ip.protocol
            }
            ETH_P_IPV6 => {
                let next = packet.parse::<Ipv6>()?.next_header;
                packet.behind_extensions(next)?
            }
            _ => return None,
        };
        if protocol != IPPROTO_TCP {
            return None;
        }
        let tcp = packet.parse::<Tcp>()?;
        if tcp.dst.get() == PORT.get() { Some(XdpAction::Pass) } else { None }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let interface = arguments.next().ok_or("usage: xdp-tcp-port-filter INTERFACE [PORT]")?;
    let mut open = tcp_port_filter::open();
    if let Some(port) = arguments.next() {
        open.PORT.set(port.parse()?);
    }
    let loaded = open.load(&Kernel::host()?)?;
    let _link = loaded.xdp_tcp_port_filter.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("only TCP to port {} passes on {interface}; Ctrl-C ends it", loaded.PORT);
    loop {
        std::thread::park();
    }
}
