//! Names as they are compared: without what a program put behind them to tell its own variants apart.

use crate::error::BtfError;
use crate::view::Type;

/// The name without its flavor: `task_struct` of `task_struct___old`.
///
/// A flavor begins at the last three underscores that have something else on either side.
pub fn essential_name(name: &str) -> &str {
    let essential = essential_bytes(name.as_bytes());
    // What is cut off begins with an underscore, so the rest ends at a character's end.
    name.get(..essential.len()).unwrap_or(name)
}

/// As [`essential_name`], of bytes.
#[inline]
pub(crate) fn essential_bytes(name: &[u8]) -> &[u8] {
    // Most names have no three underscores, and end sooner than a search from behind would.
    let flavor = name.windows(5).rposition(
        |window| matches!(window, [before, b'_', b'_', b'_', after] if *before != b'_' && *after != b'_'),
    );
    match flavor.and_then(|start| name.get(..start.saturating_add(1))) {
        Some(essential) => essential,
        None => name,
    }
}

/// The bytes of a type's name, which are read without asking whether they are UTF-8.
pub(crate) fn type_name<'b>(ty: Type<'b>) -> Result<&'b [u8], BtfError> {
    ty.btf().string_bytes_from(ty.name_offset(), Some(ty.id()))
}

#[cfg(test)]
mod tests {
    use super::essential_name;

    #[test]
    fn a_flavor_is_what_follows_the_last_three_underscores() {
        let check = |name, essential| assert_eq!(essential_name(name), essential, "{name}");
        check("task_struct", "task_struct");
        check("task_struct___old", "task_struct");
        check("a___b", "a");
        check("a___b___c", "a___b");
        check("", "");
        check("___", "___");
        check("___x", "___x");
        check("x___", "x___");
        check("x____y", "x____y");
        check("x__y", "x__y");
        check("größe___ä", "größe");
    }
}
