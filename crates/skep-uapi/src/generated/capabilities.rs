//! A part of the power of root: the number of its bit in a capability set.
//!
//! Made by `cargo xtask codegen` from `facts/capabilities.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// A part of the power of root: the number of its bit in a capability set.
    Capability(u32);

    /// `CAP_CHOWN`.
    CHOWN = 0, Fact::named("CAP_CHOWN");

    /// `CAP_DAC_OVERRIDE`.
    DAC_OVERRIDE = 1, Fact::named("CAP_DAC_OVERRIDE");

    /// `CAP_DAC_READ_SEARCH`.
    DAC_READ_SEARCH = 2, Fact::named("CAP_DAC_READ_SEARCH");

    /// `CAP_FOWNER`.
    FOWNER = 3, Fact::named("CAP_FOWNER");

    /// `CAP_FSETID`.
    FSETID = 4, Fact::named("CAP_FSETID");

    /// `CAP_KILL`.
    KILL = 5, Fact::named("CAP_KILL");

    /// `CAP_SETGID`.
    SETGID = 6, Fact::named("CAP_SETGID");

    /// `CAP_SETUID`.
    SETUID = 7, Fact::named("CAP_SETUID");

    /// `CAP_SETPCAP`.
    SETPCAP = 8, Fact::named("CAP_SETPCAP");

    /// `CAP_LINUX_IMMUTABLE`.
    LINUX_IMMUTABLE = 9, Fact::named("CAP_LINUX_IMMUTABLE");

    /// `CAP_NET_BIND_SERVICE`.
    NET_BIND_SERVICE = 10, Fact::named("CAP_NET_BIND_SERVICE");

    /// `CAP_NET_BROADCAST`.
    NET_BROADCAST = 11, Fact::named("CAP_NET_BROADCAST");

    /// `CAP_NET_ADMIN`.
    NET_ADMIN = 12, Fact::named("CAP_NET_ADMIN");

    /// `CAP_NET_RAW`.
    NET_RAW = 13, Fact::named("CAP_NET_RAW");

    /// `CAP_IPC_LOCK`.
    IPC_LOCK = 14, Fact::named("CAP_IPC_LOCK");

    /// `CAP_IPC_OWNER`.
    IPC_OWNER = 15, Fact::named("CAP_IPC_OWNER");

    /// `CAP_SYS_MODULE`.
    SYS_MODULE = 16, Fact::named("CAP_SYS_MODULE");

    /// `CAP_SYS_RAWIO`.
    SYS_RAWIO = 17, Fact::named("CAP_SYS_RAWIO");

    /// `CAP_SYS_CHROOT`.
    SYS_CHROOT = 18, Fact::named("CAP_SYS_CHROOT");

    /// `CAP_SYS_PTRACE`.
    SYS_PTRACE = 19, Fact::named("CAP_SYS_PTRACE");

    /// `CAP_SYS_PACCT`.
    SYS_PACCT = 20, Fact::named("CAP_SYS_PACCT");

    /// `CAP_SYS_ADMIN`.
    SYS_ADMIN = 21, Fact::named("CAP_SYS_ADMIN");

    /// `CAP_SYS_BOOT`.
    SYS_BOOT = 22, Fact::named("CAP_SYS_BOOT");

    /// `CAP_SYS_NICE`.
    SYS_NICE = 23, Fact::named("CAP_SYS_NICE");

    /// `CAP_SYS_RESOURCE`.
    SYS_RESOURCE = 24, Fact::named("CAP_SYS_RESOURCE");

    /// `CAP_SYS_TIME`.
    SYS_TIME = 25, Fact::named("CAP_SYS_TIME");

    /// `CAP_SYS_TTY_CONFIG`.
    SYS_TTY_CONFIG = 26, Fact::named("CAP_SYS_TTY_CONFIG");

    /// `CAP_MKNOD`, since Linux 2.4.
    MKNOD = 27, Fact::named("CAP_MKNOD").since("2.4");

    /// `CAP_LEASE`, since Linux 2.4.
    LEASE = 28, Fact::named("CAP_LEASE").since("2.4");

    /// `CAP_AUDIT_WRITE`, since Linux 2.6.11.
    AUDIT_WRITE = 29, Fact::named("CAP_AUDIT_WRITE").since("2.6.11");

    /// `CAP_AUDIT_CONTROL`, since Linux 2.6.11.
    AUDIT_CONTROL = 30, Fact::named("CAP_AUDIT_CONTROL").since("2.6.11");

    /// `CAP_SETFCAP`, since Linux 2.6.24.
    SETFCAP = 31, Fact::named("CAP_SETFCAP").since("2.6.24");

    /// `CAP_MAC_OVERRIDE`, since Linux 2.6.25.
    MAC_OVERRIDE = 32, Fact::named("CAP_MAC_OVERRIDE").since("2.6.25");

    /// `CAP_MAC_ADMIN`, since Linux 2.6.25.
    MAC_ADMIN = 33, Fact::named("CAP_MAC_ADMIN").since("2.6.25");

    /// `CAP_SYSLOG`, since Linux 2.6.37.
    SYSLOG = 34, Fact::named("CAP_SYSLOG").since("2.6.37");

    /// `CAP_WAKE_ALARM`, since Linux 3.0.
    WAKE_ALARM = 35, Fact::named("CAP_WAKE_ALARM").since("3.0");

    /// `CAP_BLOCK_SUSPEND`, since Linux 3.5.
    BLOCK_SUSPEND = 36, Fact::named("CAP_BLOCK_SUSPEND").since("3.5");

    /// `CAP_AUDIT_READ`, since Linux 3.16.
    AUDIT_READ = 37, Fact::named("CAP_AUDIT_READ").since("3.16");

    /// `CAP_PERFMON`, since Linux 5.8.
    PERFMON = 38, Fact::named("CAP_PERFMON").since("5.8");

    /// `CAP_BPF`, since Linux 5.8.
    BPF = 39, Fact::named("CAP_BPF").since("5.8");

    /// `CAP_CHECKPOINT_RESTORE`, since Linux 5.9.
    CHECKPOINT_RESTORE = 40, Fact::named("CAP_CHECKPOINT_RESTORE").since("5.9");
}

versions!(Capability);
shown!(Capability, "capability");
