//! Which kernel a tool watches, and what is said when it cannot be the running one.

use crate::failure::Failure;
use crate::options::KernelChoice;
use skep::sim::World;
use skep::{ErrorKind, Kernel, Operation, Simulated};

/// The kernel that a tool shall watch.
pub(crate) enum Chosen {
    Host(Kernel),
    Simulated(Simulated),
}

impl Chosen {
    pub(crate) fn kernel(&self) -> &Kernel {
        match self {
            Self::Host(kernel) => kernel,
            Self::Simulated(simulated) => simulated,
        }
    }
}

/// A simulated kernel in which time passes as it does outside.
pub(crate) fn simulated() -> Simulated {
    Simulated::new(World::builder().real_time().build())
}

/// The running kernel, if this process may do there what is needed.
pub(crate) fn host(who: &str, needs: &[Operation]) -> Result<Kernel, Failure> {
    let kernel = Kernel::host().map_err(|error| Failure::NotHere(error.to_string()))?;
    let missing = kernel.missing_capabilities(needs)?;
    if missing.is_empty() {
        return Ok(kernel);
    }
    let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
    Err(Failure::NotHere(format!(
        "{who} needs {} in the running kernel: run it as root, for example with `sudo`",
        names.join(", ")
    )))
}

/// A kernel to ask, whatever this process may do there: the running one, or a simulated one if that is what was chosen
/// or there is no running one and somebody is looking.
pub(crate) fn to_ask(choice: KernelChoice) -> Result<Kernel, Failure> {
    let simulated = || Kernel::clone(&Kernel::simulated());
    match (choice, Kernel::host()) {
        (KernelChoice::Sim, _) => Ok(simulated()),
        (KernelChoice::Auto | KernelChoice::Host, Ok(kernel)) => Ok(kernel),
        (KernelChoice::Auto, Err(error)) if falls_back(choice) => {
            anstream::eprintln!("skep: {error}. What follows is a simulated kernel.");
            Ok(simulated())
        }
        (KernelChoice::Auto | KernelChoice::Host, Err(error)) => Err(Failure::NotHere(error.to_string())),
    }
}

/// What an error of a tool on the running kernel means: if the kernel or its policy does not let this process do
/// it, that is no fault of the tool.
pub(crate) fn on_host(failure: Failure) -> Failure {
    match failure {
        Failure::Skep(error) if matches!(error.kind(), ErrorKind::Permission | ErrorKind::Unsupported) => {
            Failure::NotHere(error.to_string())
        }
        other => other,
    }
}

/// Whether to show a simulated kernel instead: only if it was left open which, and somebody is looking.
pub(crate) fn falls_back(choice: KernelChoice) -> bool {
    use std::io::IsTerminal;
    choice == KernelChoice::Auto && std::io::stdout().is_terminal()
}
