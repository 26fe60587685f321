//! Verdicts of programs that see packets.

use skep_macros::value;

/// What becomes of a packet that an XDP program has seen (`enum xdp_action`).
#[value]
#[derive(PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum XdpAction {
    /// It is dropped, and a tracepoint says that something was wrong.
    Aborted = 0,
    /// It is dropped.
    Drop = 1,
    /// It goes on to the network stack.
    Pass = 2,
    /// It is sent from the interface where it arrived.
    Tx = 3,
    /// It goes where the program said.
    Redirect = 4,
}

/// What becomes of a packet that a program in traffic control has seen (`TC_ACT_*`).
#[value]
#[derive(PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum TcAction {
    /// As the classifier's configuration says.
    Unspecified = -1,
    /// It goes on.
    Ok = 0,
    /// The next classifiers are asked.
    Reclassify = 1,
    /// It is dropped.
    Shot = 2,
    /// It goes on to the next action.
    Pipe = 3,
    /// It is taken; nobody else sees it.
    Stolen = 4,
    /// It goes where the program said.
    Redirect = 7,
}

/// What becomes of a packet that a program of a control group has seen.
#[value]
#[derive(PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum CgroupAction {
    /// It is dropped; who sends one is told (`EPERM`).
    Drop = 0,
    /// It goes on, unless another program of the group, or of one above it, has it dropped.
    Pass = 1,
}
