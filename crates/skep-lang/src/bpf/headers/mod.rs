//! The headers of packets, as types. All their numbers are in the network's order, and they may lie anywhere.
//!
//! Their methods are written in the language itself, so that they are there natively and staged.

mod icmp;
mod ipv4;
mod ipv6;
mod link;
mod transport;

pub use icmp::{
    ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_PARAMETERPROB, ICMP_REDIRECT, ICMP_TIME_EXCEEDED,
    ICMP_TIMESTAMP, ICMP_TIMESTAMPREPLY, ICMPV6_DEST_UNREACH, ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST,
    ICMPV6_NEIGHBOUR_ADVERTISEMENT, ICMPV6_NEIGHBOUR_SOLICITATION, ICMPV6_PARAMPROB, ICMPV6_PKT_TOOBIG,
    ICMPV6_REDIRECT, ICMPV6_ROUTER_ADVERTISEMENT, ICMPV6_ROUTER_SOLICITATION, ICMPV6_TIME_EXCEED, Icmp,
    IcmpBpf, Icmpv6, Icmpv6Bpf,
};
pub use ipv4::{
    IPPROTO_GRE, IPPROTO_ICMP, IPPROTO_IGMP, IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_SCTP, IPPROTO_TCP,
    IPPROTO_UDP, Ipv4, Ipv4Bpf,
};
pub use ipv6::{
    IPPROTO_AH, IPPROTO_DSTOPTS, IPPROTO_ESP, IPPROTO_FRAGMENT, IPPROTO_HOPOPTS, IPPROTO_ICMPV6,
    IPPROTO_NONE, IPPROTO_ROUTING, Ipv6, Ipv6Authentication, Ipv6Bpf, Ipv6Extension, Ipv6Fragment,
    Ipv6FragmentBpf, MOST_EXTENSIONS, behind_extensions,
};
pub use link::{
    Arp, ETH_P_8021AD, ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, ETH_P_LLDP, ETH_P_MPLS_UC, Ethernet,
    EthernetBpf, Vlan, VlanBpf,
};
pub use transport::{
    TCP_ACK, TCP_CWR, TCP_ECE, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TCP_URG, Tcp, TcpBpf, Udp, UdpBpf,
};
