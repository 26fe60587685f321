//! Attaching XDP programs to network interfaces.

use super::Link;
use crate::retry::{self, Call};
use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::LinkTarget;
use skep_uapi::{AttachType, XdpFlags};

/// How an XDP program is attached to an interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum XdpMode {
    /// In the driver if it can, otherwise in the network stack.
    #[default]
    Auto,
    /// In the network stack, after the packet's buffer is made: works with every driver.
    Generic,
    /// In the driver, before the packet's buffer is made; an error if the driver cannot.
    Native,
}

impl XdpMode {
    const fn flags(self) -> XdpFlags {
        match self {
            Self::Auto => XdpFlags::NONE,
            Self::Generic => XdpFlags::SKB_MODE,
            Self::Native => XdpFlags::DRV_MODE,
        }
    }
}

impl Program {
    /// Attaches it to a network interface by its name: it runs for every packet that arrives there. Needs Linux
    /// 5.9 and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is no such interface, another program is attached to it, its driver cannot do the mode, the
    /// program is of another type, or this process may not.
    pub fn attach_to_interface(&self, interface: &str, mode: XdpMode) -> Result<Link> {
        let kernel = self.kernel();
        let index = retry::call(kernel, Call::Read, || kernel.api().interface_index(interface))
            .map_err(|errno| Error::kernel(kernel, Operation::FindInterface, interface, errno))?;
        self.link(LinkTarget::Interface { index }, AttachType::XDP, mode.flags().0)
            .map_err(|errno| Error::kernel(kernel, Operation::AttachXdp, interface, errno))
    }
}
