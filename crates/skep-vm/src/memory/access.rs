//! What a program may do at an address, and what is said if it may not.

use super::fields::{self, Direction, Field};
use super::region::{Bytes, Contents, Rights};
use super::{Memory, Region, RegionId, offset_in_region};
use crate::STACK_SIZE;
use skep_isa::Size;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Below this, an address is taken for NULL with an offset.
const NULL_PAGE: u64 = 1 << 16;

/// What was to be done with memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Access {
    /// A read.
    Read,
    /// A write.
    Write,
    /// An atomic operation, or a load or store with ordering.
    Atomic,
}

/// A wrong access to memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessFault {
    /// What was to be done.
    pub access: Access,
    /// How many bytes were to be read or written.
    pub length: usize,
    /// The address of the first one.
    pub address: u64,
    /// Why it cannot be done.
    pub problem: AccessProblem,
}

/// Why memory cannot be accessed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum AccessProblem {
    /// The address is NULL, or just above.
    Null,
    /// Nothing was ever at that address.
    Nowhere,
    /// What was there is gone.
    Gone,
    /// The access is not inside the region, or not inside the element of it that the address belongs to.
    Outside {
        /// The region's name.
        region: Arc<str>,
        /// The offset of the first byte from the beginning of the region, or of the element; in bytes with a byte of their
        /// own to count from, from that one.
        offset: i64,
        /// The bytes that may be accessed, counted in the same way.
        visible: Range<i64>,
        /// Whether it is a stack, whose bytes programs name by their distance from `r10`.
        stack: bool,
    },
    /// The region does not have this element.
    NoElement {
        /// The region's name.
        region: Arc<str>,
        /// The element's index.
        index: usize,
    },
    /// The region can only be read.
    ReadOnly {
        /// The region's name.
        region: Arc<str>,
    },
    /// There are no bytes for the program there.
    Opaque {
        /// The region's name.
        region: Arc<str>,
    },
    /// The access is not of one field, or not of a part of it that can be accessed by itself.
    NoField {
        /// The region's name.
        region: Arc<str>,
        /// The offset of the first byte.
        offset: i64,
        /// The field that has this byte, if one has it, with its first byte and its size.
        field: Option<(&'static str, usize, usize)>,
    },
    /// The field can only be read.
    ReadOnlyField {
        /// The region's name.
        region: Arc<str>,
        /// The field's name.
        field: &'static str,
    },
    /// A structure of the kernel or memory of user space, which programs only get at by helpers, or through pointers that
    /// the kernel gave as such.
    NeedsProbe {
        /// The region's name.
        region: Arc<str>,
        /// Whether it is memory of user space.
        user: bool,
    },
    /// Fields cannot be accessed in this way.
    FieldsOnly {
        /// The region's name.
        region: Arc<str>,
    },
    /// The offset is not a multiple of the access's size.
    Misaligned {
        /// The region's name.
        region: Arc<str>,
        /// The offset of the first byte.
        offset: i64,
    },
    /// A byte of the stack was never written.
    Unwritten {
        /// The offset of the first byte of the access from the beginning of the stack.
        offset: usize,
        /// The offset of the byte that was not written.
        byte: usize,
    },
}

/// A region that an access found, and where in it.
pub(super) struct Found<'m> {
    pub(super) region: &'m Region,
    pub(super) offset: i64,
    access: Access,
    length: usize,
    address: u64,
}

impl Memory {
    /// The region that an access is to.
    #[inline]
    pub(super) fn find(&self, access: Access, address: u64, length: usize) -> Result<Found<'_>, AccessFault> {
        match self.region(RegionId::of_address(address)) {
            Some(region) => Ok(Found { region, offset: offset_in_region(address), access, length, address }),
            None => Err(self.nothing_there(access, address, length)),
        }
    }

    #[cold]
    fn nothing_there(&self, access: Access, address: u64, length: usize) -> AccessFault {
        let id = RegionId::of_address(address);
        let used = |generation| id.generation < generation;
        let problem = match self.slots.get(usize::from(id.slot)) {
            _ if address < NULL_PAGE => AccessProblem::Null,
            Some(entry) if id.slot > 1 && (used(entry.generation) || entry.region.is_none()) => {
                AccessProblem::Gone
            }
            _ => AccessProblem::Nowhere,
        };
        AccessFault { access, length, address, problem }
    }

    /// The bytes that an access may write, which count as written from now on.
    #[inline]
    pub(super) fn bytes_to_write(
        &mut self,
        access: Access,
        address: u64,
        length: usize,
    ) -> Result<&mut [u8], AccessFault> {
        let place = self.find(access, address, length)?.place_to_write(length)?;
        let region = self.region_mut(RegionId::of_address(address));
        let bytes = region.and_then(|region| match &mut region.contents {
            Contents::Bytes(bytes) => bytes.bytes.get_mut(place.range),
            Contents::Elements(elements) => elements.get_mut(place.element)?.get_mut(place.range),
            Contents::Stack(stack) => Some(stack.write(place.range)),
            Contents::Fields(_) | Contents::Opaque => None,
        });
        bytes.ok_or(AccessFault { access, length, address, problem: AccessProblem::Nowhere })
    }

    /// The field that a store is to, and how far into it the store begins.
    pub(super) fn field_to_write(
        &mut self,
        address: u64,
        size: Size,
    ) -> Result<(&mut Field, usize), AccessFault> {
        let length = size.bytes();
        let found = self.find(Access::Write, address, length)?;
        let (index, within) = found.field_index(size, Direction::Store)?;
        let region = self.region_mut(RegionId::of_address(address));
        let field = region.and_then(|region| match &mut region.contents {
            Contents::Fields(fields) => fields.get_mut(index),
            _ => None,
        });
        let field = field.ok_or(AccessFault {
            access: Access::Write,
            length,
            address,
            problem: AccessProblem::Nowhere,
        })?;
        Ok((field, within))
    }
}

/// Where in a region the bytes of an access are.
pub(super) struct PlaceInRegion {
    element: usize,
    range: Range<usize>,
}

impl<'m> Found<'m> {
    /// The bytes of the access, as far as they may be read.
    #[inline]
    pub(super) fn contents_to_read(&self, length: usize) -> Result<&'m [u8], AccessFault> {
        let place = self.place(length)?;
        match &self.region.contents {
            Contents::Bytes(bytes) if bytes.rights.need_a_probe() => Err(self.needs_probe(bytes.rights)),
            Contents::Bytes(bytes) => Ok(&bytes.bytes[place.range]),
            Contents::Elements(elements) => {
                let element = elements.get(place.element);
                element.map(|element| &element[place.range]).ok_or_else(|| {
                    self.fault(AccessProblem::NoElement { region: self.name(), index: place.element })
                })
            }
            Contents::Stack(stack) => {
                let offset = place.range.start;
                stack.read(place.range).map_err(|byte| self.fault(AccessProblem::Unwritten { offset, byte }))
            }
            Contents::Fields(_) => Err(self.fault(AccessProblem::FieldsOnly { region: self.name() })),
            Contents::Opaque => Err(self.fault(AccessProblem::Opaque { region: self.name() })),
        }
    }

    #[inline]
    pub(super) fn place_to_write(&self, length: usize) -> Result<PlaceInRegion, AccessFault> {
        let read_only = match &self.region.contents {
            Contents::Bytes(bytes) => bytes.rights != Rights::ReadWrite,
            Contents::Elements(elements) => elements.read_only,
            Contents::Stack(_) | Contents::Fields(_) | Contents::Opaque => false,
        };
        if read_only {
            return Err(self.fault(AccessProblem::ReadOnly { region: self.name() }));
        }
        self.place(length)
    }

    /// Where the bytes of the access are, if they are all visible.
    #[inline]
    fn place(&self, length: usize) -> Result<PlaceInRegion, AccessFault> {
        let visible = match &self.region.contents {
            Contents::Bytes(bytes) => bytes.visible.clone(),
            Contents::Stack(_) => 0..STACK_SIZE,
            Contents::Elements(elements) => {
                let start = usize::try_from(self.offset).map_err(|_| self.outside(0..elements.size()))?;
                let (element, within) = elements.place(start);
                if element >= elements.count() {
                    return Err(self.fault(AccessProblem::NoElement { region: self.name(), index: element }));
                }
                return match within.checked_add(length) {
                    Some(end) if end <= elements.size() => Ok(PlaceInRegion { element, range: within..end }),
                    _ => Err(self.outside_at(within as i64, 0..elements.size())),
                };
            }
            Contents::Fields(_) => return Err(self.fault(AccessProblem::FieldsOnly { region: self.name() })),
            Contents::Opaque => return Err(self.fault(AccessProblem::Opaque { region: self.name() })),
        };
        let range = usize::try_from(self.offset).ok().and_then(|start| {
            let end = start.checked_add(length)?;
            (start >= visible.start && end <= visible.end).then_some(start..end)
        });
        let Some(range) = range else {
            return Err(self.outside(visible));
        };
        Ok(PlaceInRegion { element: 0, range })
    }

    /// A load from a record is aligned to its size.
    #[inline]
    pub(super) fn check_load(&self) -> Result<(), AccessFault> {
        match &self.region.contents {
            Contents::Bytes(Bytes { rights: Rights::LoadAligned | Rights::LoadPointers, .. }) => {
                self.check_alignment()
            }
            _ => Ok(()),
        }
    }

    /// The number that a load through a pointer of the kernel's gives.
    pub(super) fn kernel_number(&self, length: usize) -> Result<&'m [u8], AccessFault> {
        let place = self.place(length)?;
        match &self.region.contents {
            Contents::Bytes(bytes) if bytes.rights == Rights::Kernel => Ok(&bytes.bytes[place.range]),
            _ => self.contents_to_read(length),
        }
    }

    #[cold]
    fn needs_probe(&self, rights: Rights) -> AccessFault {
        self.fault(AccessProblem::NeedsProbe { region: self.name(), user: rights == Rights::User })
    }

    #[inline]
    pub(super) fn check_alignment(&self) -> Result<(), AccessFault> {
        // Regions begin at multiples of 8, and elements at multiples of a power of two that is greater than they are.
        if self.address.is_multiple_of(self.length as u64) {
            return Ok(());
        }
        Err(self.fault(AccessProblem::Misaligned { region: self.name(), offset: self.offset }))
    }

    /// The value of the field, or the part of one, that the access is of.
    pub(super) fn field(&self, size: Size) -> Result<u64, AccessFault> {
        let (index, within) = self.field_index(size, Direction::Load)?;
        match &self.region.contents {
            Contents::Fields(fields) => Ok(fields[index].load(within, size)),
            _ => Err(self.fault(AccessProblem::FieldsOnly { region: self.name() })),
        }
    }

    fn field_index(&self, size: Size, direction: Direction) -> Result<(usize, usize), AccessFault> {
        let Contents::Fields(fields) = &self.region.contents else {
            return Err(self.fault(AccessProblem::FieldsOnly { region: self.name() }));
        };
        fields::find(fields, &self.region.name, self.offset, size, direction)
            .map_err(|problem| self.fault(problem))
    }

    fn name(&self) -> Arc<str> {
        self.region.name.clone()
    }

    fn outside(&self, visible: Range<usize>) -> AccessFault {
        self.outside_at(self.offset, visible)
    }

    #[cold]
    fn outside_at(&self, offset: i64, visible: Range<usize>) -> AccessFault {
        let stack = matches!(self.region.contents, Contents::Stack(_));
        // No region has more than 2 GiB.
        let origin = match &self.region.contents {
            Contents::Bytes(bytes) => bytes.origin as i64,
            _ => 0,
        };
        let (offset, visible) = (offset - origin, visible.start as i64 - origin..visible.end as i64 - origin);
        self.fault(AccessProblem::Outside { region: self.name(), offset, visible, stack })
    }

    #[cold]
    pub(super) fn fault(&self, problem: AccessProblem) -> AccessFault {
        AccessFault { access: self.access, length: self.length, address: self.address, problem }
    }
}

/// A distance from `r10`, as programs write it.
struct FromTop(i64);

impl fmt::Display for FromTop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let distance = self.0 - STACK_SIZE as i64;
        let sign = if distance < 0 { '-' } else { '+' };
        write!(f, "r10 {sign} {}", distance.unsigned_abs())
    }
}

impl fmt::Display for AccessFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, length, address, problem } = self;
        let what = match access {
            Access::Read => "read",
            Access::Write => "write",
            Access::Atomic => "atomic access",
        };
        let bytes = if *length == 1 { "byte" } else { "bytes" };
        write!(f, "{what} of {length} {bytes} ")?;
        match problem {
            AccessProblem::Null if *address == 0 => f.write_str("at NULL"),
            AccessProblem::Null => write!(f, "at NULL + {address}"),
            AccessProblem::Nowhere => write!(f, "at {address:#x}, which is no address of anything"),
            AccessProblem::Gone => write!(f, "at {address:#x}, where nothing is any more"),
            AccessProblem::Outside { region, offset, visible, stack } => {
                let offset: &dyn fmt::Display =
                    if *stack { &format!("{offset} ({})", FromTop(*offset)) } else { offset };
                write!(f, "at offset {offset} of {region}, ")?;
                match visible.start {
                    0 => write!(f, "which has {} bytes", visible.end),
                    start => write!(f, "of which bytes {start} to {} can be accessed", visible.end),
                }
            }
            AccessProblem::NoElement { region, index } => {
                write!(f, "at {address:#x}, {region}: there is no element {index}")
            }
            AccessProblem::ReadOnly { region } => write!(f, "of {region}, which can only be read"),
            AccessProblem::Opaque { region } => write!(f, "of {region}, which is no memory of bytes"),
            AccessProblem::NoField { region, offset, field: None } => {
                write!(f, "at offset {offset} of {region}, where no field is")
            }
            AccessProblem::NoField { region, offset, field: Some((name, start, size)) } => write!(
                f,
                "at offset {offset} of {region}, where the field `{name}` has {size} bytes from offset {start} on: \
                 it can only be accessed as a whole"
            ),
            AccessProblem::ReadOnlyField { region, field } => {
                write!(f, "of the field `{field}` of {region}, which can only be read")
            }
            AccessProblem::NeedsProbe { region, user: true } => {
                write!(f, "of {region}, which is memory of user space: bpf_probe_read_user copies it")
            }
            AccessProblem::NeedsProbe { region, user: false } => write!(
                f,
                "of {region}, a structure of the kernel, through a number: bpf_probe_read_kernel copies it (loads need a \
                 pointer that a typed argument or bpf_get_current_task_btf gave)"
            ),
            AccessProblem::FieldsOnly { region } => {
                write!(f, "of {region}, whose fields can only be loaded and stored")
            }
            AccessProblem::Misaligned { region, offset } => {
                write!(f, "at offset {offset} of {region}, which is not a multiple of {length}")
            }
            AccessProblem::Unwritten { offset, byte } => write!(
                f,
                "at offset {offset} ({}) of the stack, whose byte {byte} was never written",
                FromTop(i64::try_from(*offset).unwrap_or(i64::MAX))
            ),
        }
    }
}

impl Error for AccessFault {}
