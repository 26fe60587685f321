//! How the bytes of an object file get into a module: by the path of the file, or as they are.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// How many bytes are on a line.
const ON_A_LINE: usize = 24;

/// The bytes of an object file in a module.
pub(super) enum Embedded<'b> {
    /// Included from the file of this path, seen from the module.
    Path(String),
    /// Written out.
    Inline(&'b [u8]),
}

impl Embedded<'_> {
    /// An expression of type `&[u8]`.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Path(path) => format!("include_bytes!({path:?})"),
            Self::Inline(bytes) => {
                let mut text = "b\"".to_owned();
                for line in bytes.chunks(ON_A_LINE) {
                    text.push_str("\\\n    ");
                    // Writing to a string cannot fail.
                    line.iter().for_each(|byte| _ = write!(text, "\\x{byte:02x}"));
                }
                text.push('"');
                text
            }
        }
    }
}

/// The path of a file seen from a folder, both of them without links and from the root on.
pub(super) fn relative(folder: &Path, file: &Path) -> PathBuf {
    let (folder, file): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let same = folder.iter().zip(&file).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n(Component::ParentDir, folder.len() - same);
    up.chain(file.into_iter().skip(same)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_a_folder() {
        for (folder, file, expected) in [
            ("/a/src", "/a/src/x.o", "x.o"),
            ("/a/src", "/a/bpf/x.o", "../bpf/x.o"),
            ("/a/b/c", "/x.o", "../../../x.o"),
            ("/", "/a/x.o", "a/x.o"),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(file)), Path::new(expected));
        }
    }

    #[test]
    fn bytes_are_written_out_in_lines() {
        assert_eq!(Embedded::Inline(b"\x7fE").text(), "b\"\\\n    \\x7f\\x45\"");
        assert_eq!(Embedded::Inline(&[0; 25]).text().lines().count(), 3);
        assert_eq!(Embedded::Path("a \"b\".o".to_owned()).text(), r#"include_bytes!("a \"b\".o")"#);
    }
}
