//! What programs are attached to that bpf(2) does not make.

use crate::object::Object;
use crate::{Linux, sys};
use skep_uapi::kernel::{Attachments, PerfEventOpen};
use skep_uapi::{Handle, Result};

impl Attachments for Linux {
    fn perf_event_open(&self, request: &PerfEventOpen) -> Result<Handle> {
        Ok(Object::PerfEvent(sys::perf_event_open(request)?).into())
    }
}
