//! That the fault matrix has what the library offers: public functions, read from its source, beside the operations that go through
//! them (`public.txt`).

use crate::operations;
use skep_harness::{Outcome, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use syn::visit::Visit;
use syn::{ImplItem, Item, ReturnType, TraitItem, Type, Visibility};

/// What functions return that may ask a kernel.
const ANSWERS: [&str; 9] =
    ["Result", "Entries", "PerCpuEntries", "Many", "Iterator", "Drain", "PerfDrain", "Support", "About"];

/// A line of the table: an operation of the matrix, or why functions are in none, and these functions.
const TABLE: &str = include_str!("public.txt");

/// The public functions of a file, as `Type::function`; of a macro, as `name!::function`.
#[derive(Default)]
struct Public(BTreeSet<String>);

/// Whether a function's answer is one of those.
fn may_ask(output: &ReturnType) -> bool {
    struct Names(bool);
    impl Visit<'_> for Names {
        fn visit_path_segment(&mut self, segment: &syn::PathSegment) {
            self.0 |= ANSWERS.iter().any(|answer| segment.ident == answer);
            syn::visit::visit_path_segment(self, segment);
        }
    }
    let mut names = Names(false);
    names.visit_return_type(output);
    names.0
}

/// The last name of a type's path.
fn name_of(of: &Type) -> Option<String> {
    let Type::Path(path) = of else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

impl Public {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                let Some(of) = name_of(&block.self_ty) else { return };
                for item in &block.items {
                    if let ImplItem::Fn(function) = item
                        && matches!(function.vis, Visibility::Public(_))
                        && may_ask(&function.sig.output)
                    {
                        self.0.insert(format!("{of}::{}", function.sig.ident));
                    }
                }
            }
            Item::Trait(of) if matches!(of.vis, Visibility::Public(_)) => {
                for item in &of.items {
                    if let TraitItem::Fn(function) = item
                        && may_ask(&function.sig.output)
                    {
                        self.0.insert(format!("{}::{}", of.ident, function.sig.ident));
                    }
                }
            }
            Item::Fn(function)
                if matches!(function.vis, Visibility::Public(_)) && may_ask(&function.sig.output) =>
            {
                self.0.insert(function.sig.ident.to_string());
            }
            Item::Mod(module) if module.ident != "tests" => {
                let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                items.iter().for_each(|item| self.item(item));
            }
            // What a macro makes has no types here: all its public functions count.
            Item::Macro(made) => {
                let Some(name) = &made.ident else { return };
                let tokens = made.mac.tokens.to_string();
                let words: Vec<&str> = tokens.split_whitespace().collect();
                for three in words.windows(3).filter(|three| three[..2] == ["pub", "fn"]) {
                    let function = three[2].split(['(', '<']).next().unwrap_or_default();
                    self.0.insert(format!("{name}!::{function}"));
                }
            }
            _ => {}
        }
    }

    /// What is in the files of a folder.
    fn folder(&mut self, folder: &Path) -> Result<(), Stop> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.folder(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = syn::parse_file(&std::fs::read_to_string(&path)?)?;
                file.items.iter().for_each(|item| self.item(item));
            }
        }
        Ok(())
    }
}

pub(crate) fn complete() -> Outcome {
    let mut public = Public::default();
    public.folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))?;
    let titles: BTreeSet<String> = operations::all().iter().map(operations::Operation::title).collect();
    let mut listed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let (mut named, mut apart) = (BTreeSet::new(), 0);
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (what, functions) =
            line.split_once(": ").ok_or_else(|| format!("`{line}` names no functions"))?;
        let functions: Vec<&str> = functions.split(", ").collect();
        match what.strip_prefix("apart, ") {
            Some(_) => apart += functions.len(),
            None => assert!(named.insert(what), "`{what}` has two lines"),
        }
        for function in functions {
            listed.entry(function).or_default().push(what);
        }
    }
    let missing: Vec<&String> =
        public.0.iter().filter(|function| !listed.contains_key(function.as_str())).collect();
    assert!(
        missing.is_empty(),
        "in no operation of the matrix, and not said why (`public.txt`): {missing:?}"
    );
    let gone: Vec<&&str> = listed.keys().filter(|function| !public.0.contains(**function)).collect();
    assert!(gone.is_empty(), "there are no such public functions: {gone:?}");
    let both: Vec<_> = listed
        .iter()
        .filter(|(_, lines)| lines.len() > 1 && lines.iter().any(|line| line.starts_with("apart, ")))
        .collect();
    assert!(both.is_empty(), "in the matrix and apart: {both:?}");
    let unknown: Vec<&&str> = named.iter().filter(|title| !titles.contains(**title)).collect();
    assert!(unknown.is_empty(), "the matrix has no such operations: {unknown:?}");
    // What is attached is also detached, in an operation of its own.
    let unnamed: Vec<&String> =
        titles.iter().filter(|t| !t.starts_with("detach from") && !named.contains(t.as_str())).collect();
    assert!(
        unnamed.is_empty(),
        "of these operations it is not said which functions they go through: {unnamed:?}"
    );
    writeln!(
        std::io::stderr(),
        "{} public functions: {} in {} operations of the fault matrix, {apart} apart",
        public.0.len(),
        listed.len() - apart,
        titles.len()
    )?;
    Ok(())
}
