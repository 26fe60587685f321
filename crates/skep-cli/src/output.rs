//! Printing: lines for people or JSON objects for programs, each marked with the kernel it is from.

use crate::args::Format;
use crate::failure::Failure;
use serde::Serialize;
use std::io::{self, Write};

/// Where results go. Lines are kept back until [`flush`](Self::flush).
pub(crate) struct Output {
    format: Format,
    kernel: &'static str,
    writer: io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
}

/// A record as it is printed for programs.
#[derive(Serialize)]
struct Marked<'a, T> {
    kernel: &'static str,
    event: &'static str,
    #[serde(flatten)]
    record: &'a T,
}

impl Output {
    /// The standard output, for results from this kernel: `host` or `simulated`.
    pub(crate) fn new(format: Format, kernel: &'static str) -> Self {
        let stream = anstream::AutoStream::auto(io::stdout().lock());
        Self { format, kernel, writer: io::BufWriter::new(stream) }
    }

    /// A heading, for people only. Results of a simulated kernel have a column more, which says so.
    pub(crate) fn heading(&mut self, heading: &str) -> Result<(), Failure> {
        if self.format == Format::Json {
            return Ok(());
        }
        let bold = anstyle::Style::new().bold();
        let column = if self.kernel == "host" { "" } else { "KERNEL    " };
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
            Format::Text if self.kernel == "host" => writeln!(self.writer, "{}", line())?,
            Format::Text => writeln!(self.writer, "{:<10}{}", self.kernel, line())?,
        }
        Ok(())
    }

    /// Writes everything that was kept back.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}
