//! Programs that are attached without a link of the kernel's own: with the same face, and undone by what they were made with.

use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::{LinkPlace, LinkTarget, ProgramAttach};
use skep_uapi::{AttachFlags, AttachType, Errno};
use std::path::PathBuf;

/// A program that is attached without a link. Dropped, it is detached, and an error of that is reported.
#[derive(Debug)]
pub(crate) struct WithoutLink {
    program: Program,
    place: Place,
    /// What it is attached to, as it is shown.
    shown: String,
    is_attached: bool,
}

/// What a program is attached to, and by what means.
#[derive(Debug)]
pub(crate) enum Place {
    /// A control group, by `BPF_PROG_ATTACH`.
    Cgroup {
        /// The folder.
        path: PathBuf,
        /// As what.
        attach_type: AttachType,
        /// How it goes with the others.
        flags: AttachFlags,
    },
}

impl WithoutLink {
    /// A program that was just attached there.
    pub(super) fn new(program: &Program, place: Place, shown: String) -> Self {
        Self { program: program.clone(), place, shown, is_attached: true }
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    pub(super) fn place(&self) -> LinkPlace {
        match &self.place {
            Place::Cgroup { attach_type, .. } => LinkPlace::Cgroup { id: 0, attach_type: *attach_type },
        }
    }

    /// Detaches it; whatever comes of it, that is not tried again.
    pub(super) fn detach(mut self) -> Result<()> {
        self.undo()
    }

    /// Leaves it attached.
    pub(super) fn leave(mut self) {
        self.is_attached = false;
    }

    pub(super) fn update(&mut self, expected: Option<&Program>, program: &Program) -> Result<()> {
        let error = |errno| Error::kernel(program.kernel(), Operation::UpdateLink, &self.shown, errno);
        // What is there is known only as what this has put there.
        if let Some(expected) = expected
            && expected.info()?.id != self.program.info()?.id
        {
            return Err(error(Errno::EPERM));
        }
        match &self.place {
            Place::Cgroup { path, attach_type, flags } => {
                let several = flags.contains(AttachFlags::ALLOW_MULTI);
                let request = ProgramAttach {
                    program: program.handle(),
                    target: LinkTarget::Cgroup { path },
                    attach_type: *attach_type,
                    flags: if several { *flags | AttachFlags::REPLACE } else { *flags },
                    replace: several.then_some(self.program.handle()),
                };
                program.kernel().api().program_attach(&request).map_err(error)?;
            }
        }
        self.program = program.clone();
        Ok(())
    }

    fn undo(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.is_attached, false) {
            return Ok(());
        }
        let api = self.program.kernel().api();
        let undone = match &self.place {
            Place::Cgroup { path, attach_type, .. } => api.program_detach(&ProgramAttach {
                program: self.program.handle(),
                target: LinkTarget::Cgroup { path },
                attach_type: *attach_type,
                flags: AttachFlags::NONE,
                replace: None,
            }),
        };
        undone.map_err(|errno| Error::kernel(self.program.kernel(), Operation::Detach, &self.shown, errno))
    }
}

impl Drop for WithoutLink {
    fn drop(&mut self) {
        if let Err(error) = self.undo() {
            self.program.kernel().failed_drops().report(error);
        }
    }
}
