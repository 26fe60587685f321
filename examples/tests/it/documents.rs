//! What is said of the examples.

use skep_harness::{Outcome, skip};
use std::path::Path;

pub(crate) fn every_example_is_listed_and_run() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !folder.join("Cargo.toml").is_file() {
        return skip("the sources are not where this was built, as in an emulator");
    }
    let page = std::fs::read_to_string(folder.join("../docs/examples.md"))?;
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))?;
    let tests = std::fs::read_to_string(folder.join("tests/it/main.rs"))?;
    let mut examples = 0;
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.file_name().into_string().map_err(|name| format!("{name:?}"))?;
        let Some(name) = file.strip_suffix(".rs") else { continue };
        examples += 1;
        assert!(
            page.contains(&format!("| [{name}](../examples/{file}) |")),
            "{name} is not in docs/examples.md"
        );
        assert!(manifest.contains(&format!("path = \"{file}\"")), "{name} is not in Cargo.toml");
        assert!(tests.contains(&format!("\"{name} ")), "no test begins with {name}");
    }
    assert_eq!(page.matches("](../examples/").count(), examples, "docs/examples.md lists what is not there");
    Ok(())
}
