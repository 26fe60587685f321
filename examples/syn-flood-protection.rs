//! Limits how many connections an address may begin: in each window of time only so many of its SYNs pass, over IPv4 and IPv6.
//!
//! Answers (SYN with ACK), packets of open connections and everything that is not TCP pass.
//!
//! `cargo run --example syn-flood-protection -- INTERFACE [LIMIT]`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod syn_flood_protection {
    use skep::bpf::*;

    /// How long a window is, in nanoseconds.
    #[global]
    pub static WINDOW: Constant<u64> = Constant::new(1_000_000_000);
    /// How many SYNs of one address pass in a window.
    #[global]
    pub static LIMIT: Constant<u64> = Constant::new(100);

    /// An address in a window.
    #[value]
    #[derive(PartialEq)]
    pub struct Sender {
        pub window: u64,
        /// An address of IPv4 is in the first 4 bytes.
        pub address: [u8; 16],
    }

    /// How many SYNs came of whom. Where there is no room, who was quiet for longest is forgotten.
    #[map]
    pub static SYNS: LruHashMap<Sender, Atomic<u64>> = LruHashMap::with_max_entries(65_536);

    #[xdp(default = Pass)]
    fn protect(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let (protocol, address) = match packet.parse::<Ethernet>()?.ether_type {
            ETH_P_IP => {
                let ip = packet.parse::<Ipv4>()?;
                if !ip.is_first_fragment() {
                    return None;
                }
                let [a, b, c, d] = ip.src.get().to_be_bytes();
                (ip.protocol, [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            }
            ETH_P_IPV6 => {
                let ip = packet.parse::<Ipv6>()?;
                (packet.behind_extensions(ip.next_header)?, ip.src)
            }
            _ => return None,
        };
        if protocol != IPPROTO_TCP {
            return None;
        }
        let tcp = packet.parse::<Tcp>()?;
        if !tcp.syn() || tcp.ack() {
            return None;
        }
        let sender = Sender { window: ktime() / WINDOW.get(), address };
        let mut syns = SYNS.entry(sender).or_insert(Atomic::new(0))?;
        if syns.fetch_add(1) < LIMIT.get() { None } else { Some(XdpAction::Drop) }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let interface = arguments.next().ok_or("usage: syn-flood-protection INTERFACE [LIMIT]")?;
    let mut open = syn_flood_protection::open();
    if let Some(limit) = arguments.next() {
        open.LIMIT.set(limit.parse()?);
    }
    let loaded = open.load(&Kernel::host()?)?;
    let _link = loaded.protect.attach_to_interface(&interface, XdpMode::Auto)?;
    println!("{} SYNs of each address pass in a second on {interface}; Ctrl-C ends it", loaded.LIMIT);
    loop {
        std::thread::park();
    }
}
