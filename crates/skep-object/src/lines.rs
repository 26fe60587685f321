//! Which instructions of an image the kernel is told a source line of.

use skep_btf::{LineColumn, LineInfo, StringOffset};
use skep_isa::{Image, Name};
use std::sync::Arc;

/// A record for each instruction whose source position differs from the one before it, and one at the beginning of each
/// function; nothing if a function begins without a position, since the kernel wants all of them to have one or none.
/// `string` gives the place of a string; a text that has none is left out.
pub(crate) fn line_records(
    image: &Image,
    mut string: impl FnMut(&Name) -> Option<StringOffset>,
) -> Option<Vec<LineInfo>> {
    let mut lines = Vec::new();
    let mut last: Option<usize> = None;
    let mut last_file: Option<(&Name, StringOffset)> = None;
    let mut function = None;
    for source in &image.sources {
        let first = function != Some(source.function);
        function = Some(source.function);
        let Some(location) = image.location(source) else {
            if first {
                return None;
            }
            continue;
        };
        // Those that share a position are the most, and are told apart soonest.
        let is_last = || {
            last == source.location
                || last.and_then(|last| image.locations.get(last)).is_some_and(|last| **last == *location)
        };
        if first || !is_last() {
            let file = match last_file {
                Some((last, file)) if Arc::ptr_eq(last, &location.file) => file,
                _ => string(&location.file)?,
            };
            last_file = Some((&location.file, file));
            lines.push(LineInfo {
                slot: u32::try_from(source.slot).ok()?,
                file,
                // Without its text, the kernel shows the file and the line.
                text: location.text.as_ref().and_then(&mut string).unwrap_or(StringOffset::new(0)),
                position: LineColumn::new(location.line, location.column),
            });
        }
        last = source.location;
    }
    Some(lines)
}
