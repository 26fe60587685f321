//! Versions of Linux, as kernels and distributions write them.

use std::fmt;
use std::str::FromStr;

/// A version of Linux.
///
/// Kernels of distributions have features of later versions, so what a version has is asked of the kernel; a version
/// only says what to expect.
///
/// ```
/// use skep_uapi::Version;
///
/// let version: Version = "5.10.0-28-cloud-amd64".parse()?;
/// assert_eq!((version.major, version.minor, version.patch), (5, 10, 0));
/// assert!(version < "5.15".parse()?);
/// assert_eq!(version.to_string(), "5.10");
/// # Ok::<(), skep_uapi::VersionError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The third number: 0 for the release itself. Long-lived releases have ones above 255.
    pub patch: u32,
}

impl Version {
    /// The version that has these first two numbers.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor, patch: 0 }
    }

    /// The version as one number, as the kernel's `LINUX_VERSION_CODE` has it: old kernels want it of programs at
    /// kprobes. A third number above 255 counts as 255 there.
    pub const fn code(self) -> u32 {
        let patch = if self.patch > 255 { 255 } else { self.patch };
        (self.major & 0xffff) << 16 | (self.minor & 0xff) << 8 | patch
    }
}

impl FromStr for Version {
    type Err = VersionError;

    /// Reads a version such as `6.18`, `5.10.0-28-amd64`, `6.9.0+` or `7.0-rc1`. What follows the numbers does not matter.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let refused = || VersionError { text: text.to_owned() };
        let mut numbers = [None; 3];
        let mut rest = text;
        for number in &mut numbers {
            let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            if digits.is_empty() {
                break;
            }
            *number = Some(digits.parse().map_err(|_| refused())?);
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None => break,
            }
        }
        match numbers {
            [Some(major), Some(minor), patch] => Ok(Self { major, minor, patch: patch.unwrap_or(0) }),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

/// A text that is no version of Linux.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionError {
    text: String,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version of Linux: expected two or three numbers, such as `5.8` or `6.1.0-13-amd64`",
            self.text
        )
    }
}

impl std::error::Error for VersionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_as_their_numbers() {
        for (text, expected) in [
            ("6.18.44-fc-v669", [6, 18, 44]),
            ("5.10.0+", [5, 10, 0]),
            ("6.8.0+", [6, 8, 0]),
            ("6.8.0-45-generic", [6, 8, 0]),
            ("4.9.1234", [4, 9, 1234]),
            ("7.0-rc1", [7, 0, 0]),
            ("4.14.336-generic", [4, 14, 336]),
            ("3.19", [3, 19, 0]),
            ("6.1.", [6, 1, 0]),
            ("5.4.0.1", [5, 4, 0]),
            ("2.6.32-754.el6.x86_64", [2, 6, 32]),
        ] {
            let version: Version = text.parse().unwrap();
            assert_eq!([version.major, version.minor, version.patch], expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "6", "v6.1", "6.x", ".1", "99999999999.1", "six.one"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_ordered_by_number() {
        let mut versions: Vec<Version> =
            ["6.1", "5.15", "5.8", "5.10.3"].map(|text| text.parse().unwrap()).to_vec();
        versions.sort();
        let texts: Vec<String> = versions.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["5.8", "5.10.3", "5.15", "6.1"]);
    }

    #[test]
    fn the_code_keeps_its_fields_apart() {
        assert_eq!(Version::new(5, 8).code(), 0x0005_0800);
        assert_eq!("4.14.336".parse::<Version>().unwrap().code(), 0x0004_0eff);
    }
}
