//! `skep run`: a tool, on the kernel that was chosen, until it is stopped.

use crate::choose::{self, Chosen};
use crate::failure::Failure;
use crate::options::{KernelChoice, Watch};
use crate::output::Output;
use crate::tools::{Tool, Watching};
use skep::Stopper;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// How often something happens in a simulated kernel.
const PACE: Duration = Duration::from_millis(400);

/// Runs a tool.
pub(crate) fn run(tool: &'static Tool, watch: &Watch) -> Result<(), Failure> {
    let refusal = match watch.kernel {
        KernelChoice::Sim => None,
        KernelChoice::Auto | KernelChoice::Host => {
            let result = choose::host(tool.name, tool.needs)
                .and_then(|kernel| on(tool, &Chosen::Host(kernel), watch).map_err(choose::on_host));
            match result {
                Err(Failure::NotHere(why)) if choose::falls_back(watch.kernel) => Some(why),
                other => return other,
            }
        }
    };
    if let Some(why) = refusal {
        anstream::eprintln!("skep: {why}. What follows is a simulated kernel: nothing of it is real.");
    }
    on(tool, &Chosen::Simulated(choose::simulated()), watch)
}

fn on(tool: &'static Tool, chosen: &Chosen, watch: &Watch) -> Result<(), Failure> {
    let kernel = chosen.kernel();
    let output = Output::new(watch.format, kernel.api().kind());
    let interrupt = Interrupt::install();
    let watching = Watching { kernel, output, duration: watch.duration, interrupt: &interrupt };
    match chosen {
        Chosen::Host(_) => (tool.run)(watching),
        Chosen::Simulated(simulated) => {
            // Dropped, it is stopped and waited for.
            let _driver = simulated.world().drive(move |world| {
                let mut turn = 0;
                while world.sleep(PACE) {
                    (tool.happen)(world, turn);
                    turn += 1;
                }
            });
            (tool.run)(watching)
        }
    }
}

/// Ctrl-C and a request to terminate stop the tool, which then detaches and prints what it has.
pub(crate) struct Interrupt {
    stopper: Sender<Stopper>,
}

impl Interrupt {
    fn install() -> Self {
        let (stopper, stoppers) = channel::<Stopper>();
        let (signalled, signals) = channel::<()>();
        // A handler that is there already is ours, from a kernel that was tried before.
        let handler = ctrlc::set_handler(move || {
            // The other end listens until the first signal; a second one has nothing to add.
            let _ = signalled.send(());
        });
        if handler.is_ok() {
            std::thread::spawn(move || {
                let Ok(stopper) = stoppers.recv() else { return };
                if signals.recv().is_ok() {
                    // If the kernel refuses this, there is no gentle end.
                    if stopper.stop().is_err() {
                        std::process::exit(1);
                    }
                }
            });
        }
        Self { stopper }
    }

    /// Says what to stop.
    pub(crate) fn stops(&self, stopper: Stopper) {
        // Nobody listens only if the handler could not be installed: then Ctrl-C ends the process at once.
        let _ = self.stopper.send(stopper);
    }
}
