//! Printing: lines for people or JSON objects for programs, each marked with the kernel it is from.

use crate::failure::Failure;
use crate::options::Format;
use serde::Serialize;
use std::io::{self, Write};

/// Where results go. Lines are kept back until [`flush`](Self::flush).
pub(crate) struct Output {
    format: Format,
    /// The kernel that the results are from, if they are from one.
    kernel: Option<&'static str>,
    writer: io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
}

/// A record as it is printed for programs.
#[derive(Serialize)]
struct Marked<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kernel: Option<&'static str>,
    event: &'static str,
    #[serde(flatten)]
    record: &'a T,
}

impl Output {
    /// The standard output, for results from this kernel: `host` or `simulated`.
    pub(crate) fn new(format: Format, kernel: &'static str) -> Self {
        Self::of(format, Some(kernel))
    }

    /// The standard output, for what is known without asking a kernel.
    pub(crate) fn of_facts(format: Format) -> Self {
        Self::of(format, None)
    }

    fn of(format: Format, kernel: Option<&'static str>) -> Self {
        let stream = anstream::AutoStream::auto(io::stdout().lock());
        Self { format, kernel, writer: io::BufWriter::new(stream) }
    }

    /// A heading, for people only. Results of a simulated kernel have a column more, which says so.
    pub(crate) fn heading(&mut self, heading: &str) -> Result<(), Failure> {
        if self.format == Format::Json {
            return Ok(());
        }
        let bold = anstyle::Style::new().bold();
        let column = if self.simulated().is_some() { "KERNEL    " } else { "" };
        writeln!(self.writer, "{bold}{column}{heading}{bold:#}")?;
        Ok(())
    }

    /// One result: the line for people, or the record for programs.
    pub(crate) fn record<T: Serialize>(
        &mut self,
        event: &'static str,
        record: &T,
        line: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut self.writer, &Marked { kernel: self.kernel, event, record })?;
                writeln!(self.writer)?;
            }
            Format::Text => match self.simulated() {
                Some(kernel) => writeln!(self.writer, "{kernel:<10}{}", line())?,
                None => writeln!(self.writer, "{}", line())?,
            },
        }
        Ok(())
    }

    /// The kernel's name, if every line must say that it is not the running one.
    fn simulated(&self) -> Option<&'static str> {
        self.kernel.filter(|kernel| *kernel != "host")
    }

    /// Writes everything that was kept back.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}
