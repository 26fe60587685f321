//! Where probes are: at the beginning or the end of a function, of the kernel or of a program of user space.

use std::fmt;

/// What a probe is on, as the sections of objects name it. The programs of all of them have the type `kprobe`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Probe {
    /// The beginning of a function of the kernel, or a place in it.
    Kprobe,
    /// The end of a function of the kernel.
    Kretprobe,
    /// The beginning of the kernel's function that carries out a system call, by the call's name: the function's has a prefix that
    /// depends on the architecture.
    Ksyscall,
    /// The end of that function.
    Kretsyscall,
    /// The beginning of a function of a program or library, or a place in it.
    Uprobe,
    /// The end of a function of a program or library.
    Uretprobe,
}

impl Probe {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Kprobe, Self::Kretprobe, Self::Ksyscall, Self::Kretsyscall, Self::Uprobe, Self::Uretprobe];

    /// Whether it is on user space.
    pub const fn is_user(self) -> bool {
        matches!(self, Self::Uprobe | Self::Uretprobe)
    }

    /// Whether it is at the end of a function.
    pub const fn is_return(self) -> bool {
        matches!(self, Self::Kretprobe | Self::Kretsyscall | Self::Uretprobe)
    }

    /// Whether it names a system call and not a function.
    pub const fn is_syscall(self) -> bool {
        matches!(self, Self::Ksyscall | Self::Kretsyscall)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kprobe => "kprobe",
            Self::Kretprobe => "kretprobe",
            Self::Ksyscall => "ksyscall",
            Self::Kretsyscall => "kretsyscall",
            Self::Uprobe => "uprobe",
            Self::Uretprobe => "uretprobe",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|probe| probe.name() == name)
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
