//! Programs that are attached without a link of the kernel's own: with the same face, and undone by what they were made with.

use super::is_older;
use crate::{Error, Map, Operation, Program, Result};
#[cfg(unix)]
use skep_uapi::kernel::SocketHook;
use skep_uapi::kernel::{
    LinkPlace, LinkTarget, ProgramAttach, RouteHook, RouteProgram, TrafficDirection, TrafficFilter,
    TrafficPlace, XdpAttach,
};
use skep_uapi::{AttachFlags, AttachType, Errno, Version, XdpFlags};
use std::net::IpAddr;
#[cfg(unix)]
use std::os::fd::AsFd as _;
use std::path::PathBuf;

/// A program that is attached without a link. Dropped, it is detached, and an error of that is reported.
#[derive(Debug)]
pub(crate) struct WithoutLink {
    program: Program,
    place: Place,
    /// What it is attached to, as it is shown.
    shown: String,
    is_attached: bool,
}

/// What a program is attached to, and by what means.
#[derive(Debug)]
pub(crate) enum Place {
    /// A control group, by `BPF_PROG_ATTACH`.
    Cgroup {
        /// The folder.
        path: PathBuf,
        /// As what.
        attach_type: AttachType,
        /// How it goes with the others.
        flags: AttachFlags,
    },
    /// An interface, by netlink.
    Xdp {
        /// The interface's index.
        interface: u32,
        /// In which mode.
        flags: XdpFlags,
    },
    /// A filter of traffic control.
    Filter {
        /// Where it is.
        place: TrafficPlace,
        /// Whether its queueing discipline was made for it.
        made_queue: bool,
    },
    /// A map of sockets, by `BPF_PROG_ATTACH`.
    Map {
        /// The map.
        map: Map,
        /// As what.
        attach_type: AttachType,
    },
    /// A route that was made for it.
    Route(Route),
    /// A socket, or the group that it is of.
    #[cfg(unix)]
    Socket {
        /// The socket.
        socket: std::os::fd::OwnedFd,
        /// What the program decides.
        hook: SocketHook,
    },
}

/// A route that was made for a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(super) destination: IpAddr,
    pub(super) prefix: u8,
    pub(super) interface: u32,
    pub(super) hook: RouteHook,
}

impl Route {
    /// The route with its program.
    pub(super) fn with(self, program: &Program, replace: bool) -> RouteProgram<'_> {
        let Self { destination, prefix, interface, hook } = self;
        let (program, name) = (program.handle(), program.name());
        RouteProgram { destination, prefix, interface, program, name, hook, replace }
    }
}

impl WithoutLink {
    /// A program that was just attached there.
    pub(super) fn new(program: &Program, place: Place, shown: String) -> Self {
        Self { program: program.clone(), place, shown, is_attached: true }
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    pub(super) fn place(&self) -> LinkPlace {
        match &self.place {
            Place::Cgroup { attach_type, .. } => LinkPlace::Cgroup { id: 0, attach_type: *attach_type },
            Place::Xdp { interface, .. } => LinkPlace::Xdp { interface: *interface },
            Place::Filter { place, .. } => LinkPlace::Filter(*place),
            Place::Map { map, attach_type } => {
                LinkPlace::Map { id: map.info().id, attach_type: *attach_type }
            }
            Place::Route(_) => LinkPlace::Other,
            #[cfg(unix)]
            Place::Socket { .. } => LinkPlace::Other,
        }
    }

    /// Detaches it; whatever comes of it, that is not tried again.
    pub(super) fn detach(mut self) -> Result<()> {
        self.undo()
    }

    /// Leaves it attached.
    pub(super) fn leave(mut self) {
        self.is_attached = false;
    }

    pub(super) fn update(&mut self, expected: Option<&Program>, program: &Program) -> Result<()> {
        let mut said = String::new();
        let error = |errno, said: &str| {
            Error::kernel_said(program.kernel(), Operation::UpdateLink, &self.shown, errno, said)
        };
        // What is there is known only as what this has put there.
        if let Some(expected) = expected
            && expected.info()?.id != self.program.info()?.id
        {
            return Err(error(Errno::EPERM, ""));
        }
        let api = program.kernel().api();
        let updated = match &self.place {
            Place::Cgroup { path, attach_type, flags } => {
                let several = flags.contains(AttachFlags::ALLOW_MULTI);
                api.program_attach(&ProgramAttach {
                    program: program.handle(),
                    target: LinkTarget::Cgroup { path },
                    attach_type: *attach_type,
                    flags: if several { *flags | AttachFlags::REPLACE } else { *flags },
                    replace: several.then_some(self.program.handle()),
                })
            }
            Place::Xdp { interface, flags } => {
                let request = XdpAttach {
                    interface: *interface,
                    program: Some(program.handle()),
                    expected: Some(self.program.handle()),
                    flags: *flags | XdpFlags::REPLACE,
                };
                api.xdp_attach(&request, &mut said)
            }
            Place::Filter { place, .. } => api
                .traffic_filter_set(
                    &TrafficFilter {
                        interface: place.interface,
                        direction: place.direction,
                        priority: place.priority,
                        handle: place.handle,
                        program: program.handle(),
                        name: program.name(),
                        replace: true,
                    },
                    &mut said,
                )
                .map(drop),
            Place::Map { map, attach_type } => api.program_attach(&ProgramAttach {
                program: program.handle(),
                target: LinkTarget::Map { map: &map.object.handle },
                attach_type: *attach_type,
                flags: AttachFlags::NONE,
                replace: None,
            }),
            Place::Route(route) => api.route_set(&route.with(program, true), &mut said),
            #[cfg(unix)]
            Place::Socket { socket, hook } => {
                api.socket_program(socket.as_fd(), *hook, Some(program.handle()))
            }
        };
        updated.map_err(|errno| error(errno, &said))?;
        self.program = program.clone();
        Ok(())
    }

    fn undo(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.is_attached, false) {
            return Ok(());
        }
        let (api, mut said) = (self.program.kernel().api(), String::new());
        let undone = match &self.place {
            Place::Cgroup { path, attach_type, .. } => api.program_detach(&ProgramAttach {
                program: self.program.handle(),
                target: LinkTarget::Cgroup { path },
                attach_type: *attach_type,
                flags: AttachFlags::NONE,
                replace: None,
            }),
            Place::Xdp { interface, flags } => self.undo_xdp(*interface, *flags, &mut said),
            Place::Filter { place, made_queue } => {
                let removed = api.traffic_filter_remove(place, &mut said);
                if *made_queue && removed.is_ok() {
                    self.remove_queue(place.interface, &mut said)
                } else {
                    removed
                }
            }
            Place::Map { map, attach_type } => api.program_detach(&ProgramAttach {
                program: self.program.handle(),
                target: LinkTarget::Map { map: &map.object.handle },
                attach_type: *attach_type,
                flags: AttachFlags::NONE,
                replace: None,
            }),
            Place::Route(route) => api.route_remove(&route.with(&self.program, false), &mut said),
            #[cfg(unix)]
            Place::Socket { socket, hook } => api.socket_program(socket.as_fd(), *hook, None),
        };
        undone.map_err(|errno| {
            Error::kernel_said(self.program.kernel(), Operation::Detach, &self.shown, errno, &said)
        })
    }

    /// Detaches the program if it is the one that is there. Before Linux 5.7, whichever is there.
    fn undo_xdp(&self, interface: u32, flags: XdpFlags, said: &mut String) -> std::result::Result<(), Errno> {
        let request = XdpAttach {
            interface,
            program: None,
            expected: Some(self.program.handle()),
            flags: flags | XdpFlags::REPLACE,
        };
        let kernel = self.program.kernel();
        match kernel.api().xdp_attach(&request, said) {
            Err(errno) if is_older(kernel, errno, Version::new(5, 7)).is_some() => {
                kernel.api().xdp_attach(&XdpAttach { expected: None, flags, ..request }, said)
            }
            // Another one has taken its place: it is not attached any more.
            Err(Errno::EEXIST) => Ok(()),
            answer => answer,
        }
    }

    /// Removes the queueing discipline that was made for a filter, unless somebody else has put others there.
    fn remove_queue(&self, interface: u32, said: &mut String) -> std::result::Result<(), Errno> {
        let api = self.program.kernel().api();
        for direction in [TrafficDirection::Ingress, TrafficDirection::Egress] {
            if !api.traffic_filters(interface, direction)?.is_empty() {
                return Ok(());
            }
        }
        api.traffic_queue_remove(interface, said)
    }
}

impl Drop for WithoutLink {
    fn drop(&mut self) {
        if let Err(error) = self.undo() {
            self.program.kernel().failed_drops().report(error);
        }
    }
}
