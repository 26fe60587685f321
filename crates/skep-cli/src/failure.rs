//! Why the command ends early, and with which exit code.

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use std::fmt;
use std::io;
use std::process::ExitCode;

/// Why the command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked for cannot be done here: by this user, on this kernel. The line says why and what to do.
    NotHere(String),
    /// Something did not work.
    Skep(skep::Error),
    /// What was given cannot be used. The text says what and where.
    Input(String),
    /// The output could not be written.
    Output(io::Error),
}

/// The exit code that test harnesses and scripts take for "skipped: not possible here".
const NOT_HERE: u8 = 77;

impl Failure {
    /// Tells the user, and gives the exit code: 77 if it cannot be done here, 1 for an error, 0 if whoever read
    /// the output has gone away, which is no error.
    pub(crate) fn report(self) -> ExitCode {
        let label = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::NotHere(_) => {
                eprintln!("{label}skep:{label:#} {self}");
                ExitCode::from(NOT_HERE)
            }
            Self::Skep(_) | Self::Input(_) | Self::Output(_) => {
                eprintln!("{label}skep:{label:#} {self}");
                ExitCode::FAILURE
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere(why) | Self::Input(why) => f.write_str(why),
            Self::Skep(error) => write!(f, "{error:#}"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl From<skep::Error> for Failure {
    fn from(error: skep::Error) -> Self {
        Self::Skep(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A value that cannot be written as JSON would be a bug of ours; the error underneath is the output's.
impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}
