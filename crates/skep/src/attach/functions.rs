//! Probes on functions of the kernel, many at once: by names and patterns, with a report of each.

use super::link::Held;
use super::patterns::{is_pattern, matches};
use crate::{Error, Link, Operation, Program, Result};
use skep_uapi::kernel::{FunctionTargets, LinkOrder, LinkTarget, PerfEventOpen};
use skep_uapi::{AttachType, Errno, Probe, Version};
use std::collections::{BTreeMap, BTreeSet};

/// The most functions that are attached to one after the other, where the kernel cannot do it in one step: each takes a descriptor.
const MOST_SINGLE: usize = 1000;

/// Functions of the kernel, by names and patterns: `*` stands for any number of characters, `?` for one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FunctionProbe {
    names: Vec<String>,
    patterns: Vec<String>,
    without: Vec<String>,
    at_return: bool,
}

/// What became of one function.
#[derive(Debug)]
pub struct FunctionReport {
    /// Its name.
    pub name: String,
    /// Why the program is not attached to it, if it is not.
    pub refused: Option<Error>,
}

/// A program that is attached to functions, and what became of each that was asked for.
#[derive(Debug)]
#[must_use = "a link that is dropped detaches its program at once"]
pub struct AttachedFunctions {
    /// The link.
    pub link: Link,
    /// Every function that was named or matched, in the order of their names.
    pub report: Vec<FunctionReport>,
}

impl AttachedFunctions {
    /// The functions that the program is attached to.
    pub fn attached(&self) -> impl Iterator<Item = &str> {
        self.report.iter().filter(|one| one.refused.is_none()).map(|one| one.name.as_str())
    }

    /// The functions that it is not attached to, and why.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &Error)> {
        self.report.iter().filter_map(|one| Some((one.name.as_str(), one.refused.as_ref()?)))
    }
}

impl FunctionProbe {
    /// The function of this name, or the functions of this pattern.
    pub fn named(name: impl Into<String>) -> Self {
        Self::default().and(name)
    }

    /// And these.
    #[must_use]
    pub fn and(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        if is_pattern(&name) {
            self.patterns.push(name)
        } else {
            self.names.push(name)
        }
        self
    }

    /// But not these.
    #[must_use]
    pub fn except(mut self, pattern: impl Into<String>) -> Self {
        self.without.push(pattern.into());
        self
    }

    /// Their ends.
    #[must_use]
    pub fn at_return(mut self) -> Self {
        self.at_return = true;
        self
    }

    fn operation(&self) -> Operation {
        Operation::AttachProbe(if self.at_return { Probe::Kretprobe } else { Probe::Kprobe })
    }

    fn shown(&self) -> String {
        let all: Vec<&str> = self.names.iter().chain(&self.patterns).map(String::as_str).collect();
        all.join(", ")
    }
}

/// Which functions were taken in one step or another, and why others were not.
struct Attempts<'a> {
    program: &'a Program,
    probe: &'a FunctionProbe,
    held: Vec<Held>,
    refused: Vec<(String, Error)>,
    /// Whether the kernel takes many in one step.
    together: bool,
}

impl Attempts<'_> {
    /// Attaches to all of these, or to those that can be: where one is refused among many, they are parted until it is alone.
    fn attach(&mut self, names: &[&str]) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        if !self.together {
            return names.iter().try_for_each(|name| {
                self.one(name);
                Ok(())
            });
        }
        let (program, at_return) = (self.program, self.probe.at_return);
        let cookies = if program.cookie() == 0 { Vec::new() } else { vec![program.cookie(); names.len()] };
        let target =
            LinkTarget::Functions(FunctionTargets { functions: names, cookies: &cookies, at_return });
        let errno = match program.link_in_order(target, program.attach_type(), 0, LinkOrder::default()) {
            Ok(link) => {
                self.held.push(Held::Link(link));
                return Ok(());
            }
            Err(errno) => errno,
        };
        if errno == Errno::EOPNOTSUPP
            || super::is_older(program.kernel(), errno, Version::new(5, 18)).is_some()
        {
            return self.without_many(names, errno);
        }
        match names {
            [one] => {
                let error = Error::kernel(program.kernel(), self.probe.operation(), *one, errno);
                self.refused.push(((*one).to_owned(), error));
                Ok(())
            }
            // What is not about a single function would be asked again and again.
            _ if matches!(errno, Errno::EPERM | Errno::EACCES | Errno::ENOMEM | Errno::E2BIG) => {
                Err(Error::kernel(program.kernel(), self.probe.operation(), self.probe.shown(), errno))
            }
            _ => {
                let (first, second) = names.split_at(names.len() / 2);
                self.attach(first)?;
                self.attach(second)
            }
        }
    }

    /// The kernel has no links to many functions.
    fn without_many(&mut self, names: &[&str], errno: Errno) -> Result<()> {
        let (operation, shown) = (self.probe.operation(), self.probe.shown());
        let session = self.program.attach_type() == AttachType::TRACE_KPROBE_SESSION;
        if session || names.len() > MOST_SINGLE {
            let (what, since) =
                if session { ("sessions", "6.10") } else { ("links to many functions", "5.18") };
            let problem = format!("this kernel has no {what} of probes on its functions ({errno})");
            let remedy = if session {
                format!(
                    "they came with Linux {since} (CONFIG_FPROBE); attach one program to the beginnings and one to the ends"
                )
            } else {
                format!(
                    "they came with Linux {since} (CONFIG_FPROBE); ask for fewer than {MOST_SINGLE}, which are attached to \
                     one after the other"
                )
            };
            return Err(Error::unsupported(operation, &shown, problem, &remedy));
        }
        self.together = false;
        self.attach(names)
    }

    fn one(&mut self, function: &str) {
        let request = PerfEventOpen::Kprobe { function, offset: 0, at_return: self.probe.at_return };
        match self.program.attach_to_probe_event(&request, self.probe.operation(), function) {
            Ok(held) => self.held.push(held),
            Err(error) => self.refused.push((function.to_owned(), error)),
        }
    }
}

impl Program {
    /// Attaches it to functions of the kernel, by names and patterns: in one step if it was loaded for that (the attach types
    /// `trace_kprobe_multi` and, to run at their ends as well, `trace_kprobe_session`; Linux 5.18 and 6.10), otherwise to one after the
    /// other, by a perf event (Linux 4.17) or by a tracepoint that is made for it.
    ///
    /// What cannot be probed among what a pattern matches is left out, and the report says so.
    ///
    /// # Errors
    /// If no function is named or matched, none of them can be probed, or the kernel has no probes.
    pub fn attach_to_functions(&self, probe: &FunctionProbe) -> Result<AttachedFunctions> {
        let (kernel, operation, shown) = (self.kernel(), probe.operation(), probe.shown());
        let mut names: BTreeSet<String> = probe.names.iter().cloned().collect();
        if !probe.patterns.is_empty() {
            let known = kernel
                .api()
                .functions()
                .map_err(|errno| Error::kernel(kernel, Operation::ListFunctions, shown.as_str(), errno))?;
            let wanted = |name: &String| probe.patterns.iter().any(|pattern| matches(pattern, name));
            names.extend(known.into_iter().filter(wanted));
        }
        names.retain(|name| !probe.without.iter().any(|pattern| matches(pattern, name)));
        if names.is_empty() {
            return Err(Error::invalid(operation, shown, "no function of the kernel has such a name"));
        }
        let mut attempts = Attempts {
            program: self,
            probe,
            held: Vec::new(),
            refused: Vec::new(),
            together: self.is_for_many(),
        };
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        attempts.attach(&all)?;
        let Attempts { held, refused, .. } = attempts;
        let Some(link) = Link::of_all(held) else {
            let first = refused.into_iter().next();
            return Err(first.map_or_else(
                || Error::invalid(operation, shown, "no function of the kernel has such a name"),
                |(_, error)| error,
            ));
        };
        let mut refused: BTreeMap<String, Error> = refused.into_iter().collect();
        let report = names.into_iter().map(|name| {
            let refused = refused.remove(&name);
            FunctionReport { name, refused }
        });
        Ok(AttachedFunctions { link, report: report.collect() })
    }
}
