//! Kernels around a kernel: traces, recordings and their replay, and faults.

use crate::Kernel;
use skep_scripted::{Faults, Recorder, Recording, Replay, Traced};

impl Kernel {
    /// This kernel; every call of it is told to the sink when it is answered, in the thread that has made it. Objects that were
    /// made by other handles on the kernel have the number 0 in it.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let (lines, told) = std::sync::mpsc::channel();
    /// let kernel = Kernel::simulated().traced(move |call| { let _ = lines.send(call.to_string()); });
    /// let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    /// counts.insert(&1, &10)?;
    /// let last = told.try_iter().last().expect("an insertion is a call");
    /// assert!(last.contains("map_update map=@1\"COUNTS\" key=0x01000000 value=0x0a00000000000000"), "{last}");
    /// assert!(last.contains("-> ok"), "{last}");
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn traced(&self, sink: impl Fn(&Traced) + Send + Sync + 'static) -> Self {
        Self::new(skep_scripted::traced(self.shared_api(), sink))
    }

    /// This kernel, and what is recorded of it: every call and its answer, and what is read from ring buffers. A recording has a
    /// text, is read back from it, and can be [replayed](Self::replayed).
    ///
    /// What is no call cannot be recorded: this kernel says that it has no memory to be mapped but that of ring buffers, and no
    /// descriptors. Values of arrays are reached by calls then; there are no perf buffers and no arenas.
    #[must_use]
    pub fn recorded(&self) -> (Self, Recorder) {
        let (kernel, recorder) = skep_scripted::recorded(self.shared_api());
        (Self::new(kernel), recorder)
    }

    /// A kernel that gives a recording's answers: what was run on another kernel runs here as it did there, without privileges and
    /// on any system, as long as it asks the same. If it asks something else, the error names both, and [`Replay::finish`] does so
    /// also if it asks less.
    ///
    /// ```
    /// use skep::prelude::*;
    /// use skep::scripted::Recording;
    ///
    /// fn run(kernel: &Kernel) -> Result<Option<u64>> {
    ///     let counts = HashMap::<u32, u64>::create(kernel, "COUNTS", 8)?;
    ///     counts.insert(&1, &10)?;
    ///     counts.get(&1)
    /// }
    ///
    /// let (kernel, recorder) = Kernel::simulated().recorded();
    /// assert_eq!(run(&kernel)?, Some(10));
    /// let text = recorder.recording().to_string();
    ///
    /// let recording: Recording = text.parse().expect("the text of a recording");
    /// let (kernel, replay) = Kernel::replayed(&recording);
    /// assert_eq!(run(&kernel)?, Some(10));
    /// replay.finish().expect("the same was asked");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn replayed(recording: &Recording) -> (Self, Replay) {
        let (kernel, replay) = skep_scripted::replayed(recording);
        (Self::new(kernel), replay)
    }

    /// This kernel, with calls that fail, take longer or do less as the faults say, whose script can be changed later.
    ///
    /// ```
    /// use skep::prelude::*;
    /// use skep::scripted::{Fault, Faults, Method};
    /// use skep::uapi::Errno;
    ///
    /// let faults = Faults::default();
    /// let kernel = Kernel::simulated().with_faults(&faults);
    /// let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    /// faults.set([Fault::of(Method::MapUpdate).call(2).fails(Errno::ENOMEM)]);
    /// counts.insert(&1, &10)?;
    /// assert_eq!(counts.insert(&2, &20).unwrap_err().errno(), Some(Errno::ENOMEM));
    /// assert_eq!((faults.made(Method::MapUpdate), counts.get(&2)?), (2, None));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn with_faults(&self, faults: &Faults) -> Self {
        Self::new(skep_scripted::with_faults(self.shared_api(), faults))
    }
}
