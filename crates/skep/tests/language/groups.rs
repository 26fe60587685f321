//! A control group of a test's own, and datagrams through its sockets.

use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::sim::PacketDirection;
use skep_harness::{Outcome, Stop, skip};
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What became of a datagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sent {
    Arrived,
    /// The kernel sent it, and it did not arrive.
    Lost,
    /// The kernel refused to send it.
    Refused,
}

/// A control group.
pub(crate) struct Group<'w> {
    world: &'w World,
    folder: PathBuf,
}

impl World {
    /// Runs a test with a control group of its own, in a network of its own.
    pub(crate) fn in_cgroup(&self, test: impl FnOnce(&Group<'_>) -> Outcome + Send) -> Outcome {
        if let Some(simulated) = self.simulated() {
            let folder = PathBuf::from("/sys/fs/cgroup/skep/group");
            simulated.world().make_cgroup(&folder)?;
            return test(&Group { world: self, folder });
        }
        let about = self.kernel.about();
        let Some(mount) = about.mounted("cgroup2").next() else {
            return skip("no file system of type cgroup2 is mounted");
        };
        let folder = mount.path.join(format!("skep-test-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let made = Made(folder.clone());
        let group = Group { world: self, folder };
        let outcome = self.in_network(|_| test(&group));
        made.remove()?;
        outcome
    }
}

/// A folder that is removed also if the test panics.
struct Made(PathBuf);

impl Made {
    fn remove(self) -> Result<(), Stop> {
        let removed = std::fs::remove_dir(&self.0);
        std::mem::forget(self);
        Ok(removed?)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Only while the test fails already: there is nobody else to be told.
        let _ = std::fs::remove_dir(&self.0);
    }
}

impl Group<'_> {
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A socket of the group: it belongs to the group in which the process is that makes it.
    fn socket(&self, port: u16) -> Result<UdpSocket, Stop> {
        let enter =
            |folder: &Path| std::fs::write(folder.join("cgroup.procs"), std::process::id().to_string());
        let own = std::fs::read_to_string("/proc/self/cgroup")?;
        let own = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap().to_owned();
        enter(&self.folder)?;
        let socket = UdpSocket::bind(("127.0.0.1", port));
        enter(&self.folder.parent().unwrap().join(own))?;
        Ok(socket?)
    }

    /// Sends a datagram from a socket of the group to one at this port.
    pub(crate) fn send(&self, port: u16, payload: &[u8]) -> Result<Sent, Stop> {
        if let Some(simulated) = self.world.simulated() {
            let udp = Udp { source: 40_000, destination: port, ..Udp::default() };
            let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp);
            let packet = packet.payload(payload).build();
            let pass = |direction| simulated.world().pass_cgroup(&self.folder, direction, &packet);
            return Ok(match pass(PacketDirection::Egress)?.passes {
                false => Sent::Refused,
                true if pass(PacketDirection::Ingress)?.passes => Sent::Arrived,
                true => Sent::Lost,
            });
        }
        let receiver = self.socket(port)?;
        // Loopback delivers at once: what is not there after this was dropped.
        receiver.set_read_timeout(Some(Duration::from_millis(200)))?;
        match self.socket(0)?.send_to(payload, ("127.0.0.1", port)) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return Ok(Sent::Refused),
            Err(error) => return Err(error.into()),
        }
        match receiver.recv(&mut [0; 2048]) {
            Ok(_) => Ok(Sent::Arrived),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(Sent::Lost),
            Err(error) => Err(error.into()),
        }
    }
}
