//! How often programs compare with the packet's end.

use skep::object::ObjectSpec;
use skep::uapi::{Target, TargetEndian, Version};
use skep_harness::Outcome;
use std::path::Path;

#[skep::bpf(license = "GPL")]
mod guards {
    use skep::bpf::*;

    #[xdp(default = Pass)]
    fn newer(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        let ip = packet.parse::<Ipv6>()?;
        let tcp = packet.parse_fixed::<Tcp>()?;
        if ethernet.ether_type == ETH_P_IPV6 && ip.next_header == IPPROTO_TCP && tcp.syn() {
            return Some(XdpAction::Drop);
        }
        None
    }

    #[xdp(default = Pass)]
    fn tagged(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if !packet.parse::<Ethernet>()?.is_tagged() || !packet.parse::<Vlan>()?.is_tagged() {
            return None;
        }
        if packet.parse::<Vlan>()?.ether_type != ETH_P_ARP || packet.parse::<Arp>()?.operation.get() != 1 {
            return None;
        }
        Some(XdpAction::Drop)
    }

    #[xdp(default = Pass)]
    fn without_options(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse_fixed::<Ipv4>()?;
        if ip.header_len() != 20 || ip.protocol != IPPROTO_TCP {
            return None;
        }
        if packet.parse::<Tcp>()?.syn() { Some(XdpAction::Drop) } else { None }
    }

    #[xdp(default = Pass)]
    fn with_options(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP
            || packet.parse::<Ipv4>()?.protocol != IPPROTO_TCP
        {
            return None;
        }
        if packet.parse::<Tcp>()?.syn() { Some(XdpAction::Drop) } else { None }
    }

    /// What `xdp_drop_port` does in C.
    #[xdp(default = Pass)]
    fn drop_port(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let mut ether_type = packet.parse::<Ethernet>()?.ether_type;
        if ether_type == ETH_P_8021Q {
            ether_type = packet.parse::<Vlan>()?.ether_type;
        }
        let protocol = match ether_type {
            ETH_P_IP => {
                let ip = packet.parse::<Ipv4>()?;
                if !ip.is_first_fragment() {
                    return None;
                }
                ip.protocol
            }
            ETH_P_IPV6 => packet.parse::<Ipv6>()?.next_header,
            _ => return None,
        };
        let port = match protocol {
            IPPROTO_TCP => packet.parse_fixed::<Tcp>()?.dst,
            IPPROTO_UDP => packet.parse::<Udp>()?.dst,
            _ => return None,
        };
        if port.get() == 9999 { Some(XdpAction::Drop) } else { None }
    }
}

/// How many instructions a program has, and how many of them compare pointers, as only those with the packet's end do.
fn counts(spec: &ObjectSpec, program: &str) -> (usize, usize) {
    let code = &spec.programs.iter().find(|one| *one.name == *program).unwrap().code;
    let text = code.to_string();
    let instructions = text.lines().filter(|line| line.starts_with(' '));
    let is_guard =
        |line: &&str| [" > r", " < r", " >= r", " <= r"].iter().any(|comparison| line.contains(comparison));
    (instructions.clone().count(), instructions.filter(is_guard).count())
}

pub(crate) fn a_run_of_headers_is_one_comparison() -> Outcome {
    let spec = guards::spec(&Target::of_version(Version::new(6, 1), TargetEndian::Little))?;
    for (program, expected) in [
        ("newer", 1),
        ("tagged", 1),
        ("without_options", 1),
        // Where TCP is depends on IPv4's options.
        ("with_options", 2),
    ] {
        assert_eq!(counts(&spec, program).1, expected, "{program}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/objects/codegen/xdp_drop_port.o");
    let clang = counts(&ObjectSpec::from_elf(&std::fs::read(path)?)?, "cq_xdp_drop_port");
    let own = counts(&spec, "drop_port");
    assert!(own.0 <= clang.0 && own.1 <= clang.1, "own {own:?}, clang's {clang:?}");
    Ok(())
}
