//! Attaching programs to traffic control of network interfaces: by links (tcx), or as filters of a queueing discipline (clsact).

use super::interface::interface_index;
use super::without_link::{Place, WithoutLink};
use super::{Link, Means, Order, is_older};
use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::{LinkTarget, TrafficDirection, TrafficFilter};
use skep_uapi::{AttachType, Errno, Version};

/// Since when there are links to traffic control, and with them an order.
const LINKS: Version = Version::new(6, 6);

/// How a program is attached to traffic control.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrafficOptions<'a> {
    order: Order<'a>,
    means: Means,
    priority: Option<u16>,
    handle: u32,
}

impl<'a> TrafficOptions<'a> {
    /// After all that are there, by a link if the kernel has such.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where among the others. Before or after one of them needs Linux 6.6, since programs are attached by links.
    pub fn order(self, order: Order<'a>) -> Self {
        Self { order, ..self }
    }

    /// By what means.
    pub fn means(self, means: Means) -> Self {
        Self { means, ..self }
    }

    /// Attaches it as a filter with this priority, not by a link: filters with a lower number run first, and all of them after
    /// the programs of links.
    pub fn priority(self, priority: u16) -> Self {
        Self { priority: Some(priority), means: Means::WithoutLink, ..self }
    }

    /// The filter's number among those of its priority, if it is not left to the kernel.
    pub fn handle(self, handle: u32) -> Self {
        Self { handle, ..self }
    }
}

impl Program {
    /// Attaches it to traffic control of a network interface, by its name: it runs for every packet that arrives there, or that
    /// leaves. Needs Linux 4.5 and `CAP_NET_ADMIN`; it is a link since Linux 6.6.
    ///
    /// Without links it is a filter of a queueing discipline of type `clsact`, which is made if the interface has none, and removed
    /// with the filter if it was made for it and has no other filters then.
    ///
    /// # Errors
    /// If there is no such interface, the program is of another type, or this process may not.
    pub fn attach_to_traffic(&self, interface: &str, direction: TrafficDirection) -> Result<Link> {
        self.attach_to_traffic_with(interface, direction, &TrafficOptions::new())
    }

    /// The same, as these options say.
    ///
    /// # Errors
    /// As for [`attach_to_traffic`](Self::attach_to_traffic), and if this kernel cannot do what is asked for.
    pub fn attach_to_traffic_with(
        &self,
        interface: &str,
        direction: TrafficDirection,
        options: &TrafficOptions<'_>,
    ) -> Result<Link> {
        let kernel = self.kernel();
        let index = interface_index(kernel, interface)?;
        if options.means != Means::WithoutLink {
            let Some((flags, order)) = options.order.to_kernel() else {
                return Err(super::neighbour_without_link(Operation::AttachTraffic, interface.to_owned()));
            };
            let attach_type = match direction {
                TrafficDirection::Ingress => AttachType::TCX_INGRESS,
                TrafficDirection::Egress => AttachType::TCX_EGRESS,
            };
            let target = LinkTarget::Interface { index };
            match self.link_in_order(target, attach_type, flags.0, order) {
                Ok(link) => return Ok(Link::new(link)),
                Err(Errno::EINVAL) if options.means == Means::Best && !options.order.names_another() => {}
                Err(errno) => {
                    let instead = "attach it as a filter with a priority: `TrafficOptions::priority`";
                    return Err(match is_older(kernel, errno, LINKS) {
                        Some(release) => Error::lacking(
                            Operation::AttachTraffic,
                            interface,
                            "a link to traffic control, or an order among its programs,",
                            LINKS,
                            &release,
                            instead,
                        ),
                        None => Error::kernel(kernel, Operation::AttachTraffic, interface, errno),
                    });
                }
            }
        } else if options.order.names_another() {
            let problem = "filters are ordered by their priority: say that instead";
            return Err(Error::invalid(Operation::AttachTraffic, interface, problem));
        }
        self.attach_as_filter(interface, index, direction, options)
    }

    fn attach_as_filter(
        &self,
        interface: &str,
        index: u32,
        direction: TrafficDirection,
        options: &TrafficOptions<'_>,
    ) -> Result<Link> {
        let (kernel, mut said) = (self.kernel(), String::new());
        let api = kernel.api();
        let made = match api.traffic_queue_add(index, &mut said) {
            Ok(()) => true,
            Err(Errno::EEXIST) => false,
            Err(errno) => {
                return Err(Error::kernel_said(kernel, Operation::AttachTraffic, interface, errno, &said));
            }
        };
        said.clear();
        let attached = self
            .filter(index, direction, options)
            .and_then(|filter| api.traffic_filter_set(&filter, &mut said));
        match attached {
            Ok(place) => {
                let place = Place::Filter { place, made_queue: made };
                Ok(Link::without(WithoutLink::new(self, place, interface.to_owned())))
            }
            Err(errno) => {
                if made {
                    // What is told is why there is no filter.
                    let _ = api.traffic_queue_remove(index, &mut String::new());
                }
                Err(Error::kernel_said(kernel, Operation::AttachTraffic, interface, errno, &said))
            }
        }
    }

    /// The filter that the options describe.
    fn filter(
        &self,
        interface: u32,
        direction: TrafficDirection,
        options: &TrafficOptions<'_>,
    ) -> std::result::Result<TrafficFilter<'_>, Errno> {
        let priority = match (options.priority, options.order) {
            (Some(priority), _) => priority,
            (None, order) => {
                let others = self.kernel().api().traffic_filters(interface, direction)?;
                let priorities = others.iter().map(|place| place.priority);
                match order {
                    // Of those with the same priority, the kernel runs the newest one first.
                    Order::First => priorities.min().map_or(1, |first| first.saturating_sub(1).max(1)),
                    _ => match priorities.max() {
                        None => 1,
                        Some(last) => last.checked_add(1).ok_or(Errno::ERANGE)?,
                    },
                }
            }
        };
        let handle = options.handle;
        Ok(TrafficFilter {
            interface,
            direction,
            priority,
            handle,
            program: self.handle(),
            name: self.name(),
            replace: false,
        })
    }
}
