//! Attaching XDP programs to network interfaces.

use super::without_link::{Place, WithoutLink};
use super::{Link, Means, is_older};
use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Program, Result};
use skep_uapi::kernel::{LinkTarget, XdpAttach};
use skep_uapi::{AttachType, Errno, Version, XdpFlags};

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
    /// In the network card itself, for which the program must have been loaded; an error if the card cannot.
    Offloaded,
}

impl XdpMode {
    const fn flags(self) -> XdpFlags {
        match self {
            Self::Auto => XdpFlags::NONE,
            Self::Generic => XdpFlags::SKB_MODE,
            Self::Native => XdpFlags::DRV_MODE,
            Self::Offloaded => XdpFlags::HW_MODE,
        }
    }
}

/// How an XDP program is attached.
#[derive(Clone, Copy, Debug, Default)]
pub struct XdpOptions<'a> {
    mode: XdpMode,
    means: Means,
    in_place_of: Option<&'a Program>,
}

impl<'a> XdpOptions<'a> {
    /// In the driver if it can, by a link if the kernel has such, and only if no program is there.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where it runs.
    pub fn mode(self, mode: XdpMode) -> Self {
        Self { mode, ..self }
    }

    /// By what means.
    pub fn means(self, means: Means) -> Self {
        Self { means, ..self }
    }

    /// In the place of this program, which was attached without a link (Linux 5.7): by this process or by another one. It is
    /// attached without a link as well, and only if that one is still there.
    pub fn in_place_of(self, program: &'a Program) -> Self {
        Self { in_place_of: Some(program), means: Means::WithoutLink, ..self }
    }
}

impl Program {
    /// Attaches it to a network interface by its name: it runs for every packet that arrives there. Needs Linux 4.8 and
    /// `CAP_NET_ADMIN`; it is a link since Linux 5.9.
    ///
    /// # Errors
    /// If there is no such interface, another program is attached to it, its driver cannot do the mode, the
    /// program is of another type, or this process may not.
    pub fn attach_to_interface(&self, interface: &str, mode: XdpMode) -> Result<Link> {
        self.attach_to_interface_with(interface, &XdpOptions::new().mode(mode))
    }

    /// The same, as these options say.
    ///
    /// # Errors
    /// As for [`attach_to_interface`](Self::attach_to_interface), and if this kernel cannot do what is asked for.
    pub fn attach_to_interface_with(&self, interface: &str, options: &XdpOptions<'_>) -> Result<Link> {
        let kernel = self.kernel();
        let index = interface_index(kernel, interface)?;
        let flags = options.mode.flags();
        if options.means != Means::WithoutLink {
            match self.link(LinkTarget::Interface { index }, AttachType::XDP, flags.0) {
                Ok(link) => return Ok(link),
                // To a kernel without such links, they are a command or a place that it does not know.
                Err(Errno::EINVAL) if options.means == Means::Best => {}
                Err(errno) if options.is_without_card(errno) => return Err(no_card(interface)),
                Err(errno) => {
                    let instead = "attach it without a link: `Means::Best` or `Means::WithoutLink`";
                    return Err(match is_older(kernel, errno, Version::new(5, 9)) {
                        Some(release) => Error::lacking(
                            Operation::AttachXdp,
                            interface,
                            "a link to an interface",
                            Version::new(5, 9),
                            &release,
                            instead,
                        ),
                        None => Error::kernel(kernel, Operation::AttachXdp, interface, errno),
                    });
                }
            }
        }
        let only = match options.in_place_of {
            Some(_) => XdpFlags::REPLACE,
            None => XdpFlags::UPDATE_IF_NOEXIST,
        };
        let request = XdpAttach {
            interface: index,
            program: Some(self.handle()),
            expected: options.in_place_of.map(Self::handle),
            flags: flags | only,
        };
        let mut said = String::new();
        kernel.api().xdp_attach(&request, &mut said).map_err(|errno| {
            if options.is_without_card(errno) {
                return no_card(interface);
            }
            Error::kernel_said(kernel, Operation::AttachXdp, interface, errno, &said)
        })?;
        let place = Place::Xdp { interface: index, flags };
        Ok(Link::without(WithoutLink::new(self, place, interface.to_owned())))
    }
}

impl XdpOptions<'_> {
    /// Whether this answer is that there is no network card that runs programs.
    fn is_without_card(&self, errno: Errno) -> bool {
        self.mode == XdpMode::Offloaded && [Errno::EINVAL, Errno::EOPNOTSUPP].contains(&errno)
    }
}

fn no_card(interface: &str) -> Error {
    Error::unsupported(
        Operation::AttachXdp,
        interface,
        "the interface has no card that runs programs, or the program was not loaded for it",
        "use `XdpMode::Auto`: it runs in the driver or in the network stack",
    )
}

/// The index of an interface.
pub(super) fn interface_index(kernel: &Kernel, interface: &str) -> Result<u32> {
    retry::call(kernel, Call::Read, || kernel.api().interface_index(interface))
        .map_err(|errno| Error::kernel(kernel, Operation::FindInterface, interface, errno))
}
