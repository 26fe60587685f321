//! A kernel that tells of every call.

use crate::answer::Answer;
use crate::datum::Datum;
use crate::layered::{Call, Layer, Layered, Members, Verdict, label};
use crate::method::Method;
use crate::names::Names;
use skep_uapi::kernel::Instant;
use skep_uapi::{Errno, KernelApi};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How many bytes and elements of a value a trace has.
const MOST: usize = 64;

/// A call of a kernel: its method, what was asked, what was answered, and how long that took. As text it is a line:
///
/// ```text
/// 0.000012 map_update map=@1"COUNTS" key=0x01000000 value=0x0a00000000000000 flags=any -> ok (1.2 us)
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Traced {
    /// The method.
    pub method: Method,
    /// What was asked, by the names of the arguments, or the request's members.
    pub arguments: Members,
    /// What was answered.
    pub answer: Result<Datum, Errno>,
    /// What was put into the arguments, by their names.
    pub answered: Members,
    /// When the call was made, on the kernel's clock.
    pub at: Instant,
    /// How long it took on this clock.
    pub took: Duration,
}

impl Traced {
    /// What was asked by this name; also a member of an argument that is a record.
    pub fn argument(&self, name: &str) -> Option<&Datum> {
        let own = self.arguments.iter().find(|(argument, _)| argument == name).map(|(_, datum)| datum);
        own.or_else(|| self.arguments.iter().find_map(|(_, datum)| datum.member(name)))
    }
}

impl fmt::Display for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Instant(at) = self.at;
        write!(f, "{}.{:06} {}", at / 1_000_000_000, at / 1000 % 1_000_000, self.method)?;
        // What is not there, as most options of most requests, is left out.
        for (name, datum) in self.arguments.iter().filter(|(_, datum)| *datum != Datum::None) {
            write!(f, " {name}={datum}")?;
        }
        match &self.answer {
            Ok(Datum::None) => f.write_str(" -> ok")?,
            Ok(datum) => write!(f, " -> {datum}")?,
            Err(errno) => {
                write!(f, " -> {}", errno.name().map_or_else(|| errno.to_string(), ToOwned::to_owned))?
            }
        }
        for (name, datum) in &self.answered {
            write!(f, " {name}={datum}")?;
        }
        write!(f, " ({:.1?})", self.took)
    }
}

/// This kernel; every call of it is told to the sink when it is answered, in the thread that has made it.
pub fn traced(
    kernel: Arc<Box<dyn KernelApi>>,
    sink: impl Fn(&Traced) + Send + Sync + 'static,
) -> impl KernelApi {
    Layered { kernel, layer: Trace { names: Names::new(MOST), sink: Box::new(sink) } }
}

struct Trace {
    names: Names,
    sink: Box<dyn Fn(&Traced) + Send + Sync>,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").field("names", &self.names).finish_non_exhaustive()
    }
}

impl Layer for Trace {
    type Token = (Members, Instant);

    fn before(&self, kernel: &dyn KernelApi, call: Call<'_>) -> (Verdict, (Members, Instant)) {
        (Verdict::Make, (call.asked(&self.names), kernel.now()))
    }

    fn after(
        &self,
        kernel: &dyn KernelApi,
        call: Call<'_>,
        (arguments, at): (Members, Instant),
        answer: Result<&mut dyn Answer, Errno>,
    ) {
        let took = kernel.now().since(at);
        let answer = answer.map(|answer| answer.datum(&self.names, &label(&arguments)));
        let answered = call.answered(&self.names);
        (self.sink)(&Traced { method: call.method, arguments, answer, answered, at, took });
    }
}
