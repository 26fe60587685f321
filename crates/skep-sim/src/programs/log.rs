//! The verifier's log, and how it is handed over (`kernel/bpf/log.c`).

use skep_uapi::kernel::Log;
use skep_uapi::{Errno, Result};

/// `BPF_LOG_LEVEL2`: every instruction.
const ALL: u32 = 2;
/// `BPF_LOG_FIXED`: a log that is too long keeps its beginning, not its end.
const FIXED: u32 = 8;
/// Those and the statistics (`BPF_LOG_MASK`).
const KNOWN: u32 = 15;

/// How much is to be said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Level {
    /// Anything at all.
    pub(super) any: bool,
    /// Every instruction.
    pub(super) all: bool,
}

/// The level that is asked for, if the kernel takes it: a place for the log goes with a level.
pub(super) fn level(log: Option<&Log<'_>>) -> Result<Level> {
    let Some(log) = log else { return Ok(Level { any: false, all: false }) };
    if log.level & !KNOWN != 0 || log.level == 0 && !log.buffer.is_empty() {
        return Err(Errno::EINVAL);
    }
    Ok(Level { any: log.level != 0, all: log.level & ALL != 0 })
}

/// Hands the log over. If it does not fit, as much of its end as fits (or of its beginning, if the level says so), and
/// `ENOSPC`. Without a place, only its size.
pub(super) fn write(log: &mut Log<'_>, text: &str) -> Result<()> {
    if log.level == 0 {
        log.true_size = 0;
        return Ok(());
    }
    let whole = text.len() + 1;
    log.true_size = u32::try_from(whole).unwrap_or(u32::MAX);
    let Some(room) = log.buffer.len().checked_sub(1) else { return Ok(()) };
    let bytes = text.as_bytes();
    let kept = match bytes.len().checked_sub(room) {
        None | Some(0) => bytes,
        Some(_) if log.level & FIXED != 0 => &bytes[..room],
        Some(beyond) => &bytes[beyond..],
    };
    log.buffer[..kept.len()].copy_from_slice(kept);
    log.buffer[kept.len()] = 0;
    if whole > log.buffer.len() { Err(Errno::ENOSPC) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: u32, room: usize, result: Result<()>, text: &str, true_size: u32) {
        let mut buffer = vec![b'x'; room];
        let mut log = Log { level, buffer: &mut buffer, true_size: 0 };
        assert_eq!(write(&mut log, "one\ntwo\n"), result);
        assert_eq!((log.text().as_str(), log.true_size), (text, true_size));
    }

    #[test]
    fn a_log_that_does_not_fit_keeps_its_end_and_tells_its_size() {
        check(1, 9, Ok(()), "one\ntwo\n", 9);
        check(1, 100, Ok(()), "one\ntwo\n", 9);
        check(1, 8, Err(Errno::ENOSPC), "ne\ntwo\n", 9);
        check(9, 8, Err(Errno::ENOSPC), "one\ntwo", 9);
        check(1, 1, Err(Errno::ENOSPC), "", 9);
        check(1, 0, Ok(()), "", 9);
    }

    #[test]
    fn a_level_goes_with_a_place() {
        let mut place = [0; 4];
        let mut check = |level_asked, room: usize| {
            level(Some(&Log { level: level_asked, buffer: &mut place[..room], true_size: 0 }))
        };
        assert_eq!(check(0, 4), Err(Errno::EINVAL));
        assert_eq!(check(16, 4), Err(Errno::EINVAL));
        assert_eq!(check(0, 0), Ok(Level { any: false, all: false }));
        assert_eq!(check(1, 4), Ok(Level { any: true, all: false }));
        assert_eq!(check(3, 0), Ok(Level { any: true, all: true }));
    }
}
