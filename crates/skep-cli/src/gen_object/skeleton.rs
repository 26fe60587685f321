//! The text of a module: what is decided before a load, the load, and what is loaded.

use super::bytes::Embedded;
use super::parts::Parts;
use crate::gen_rust::ALLOWED;
use std::fmt::Write as _;

/// All that a module is made of.
pub(super) struct Skeleton<'s> {
    pub(super) parts: &'s Parts<'s>,
    /// The name of the object file.
    pub(super) name: &'s str,
    /// The command that makes the module.
    pub(super) command: &'s str,
    pub(super) embedded: Embedded<'s>,
    pub(super) legacy_maps: bool,
}

/// A field, with what is said of it, its type, and the expression it is made by.
struct Field {
    about: String,
    name: String,
    of: String,
    made: String,
}

impl Skeleton<'_> {
    /// The text. Writing to a string cannot fail.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "//! The programs, maps and variables of `{}`. Made by `{}`.\n//!\n//! `open()`, decide what must be decided \
             before the load, `.load(&kernel)`; the fields of what is loaded are typed.\n",
            one_line(self.name),
            self.command
        );
        if !self.parts.left_out.is_empty() {
            let _ =
                writeln!(text, "//!\n//! Without a field: {}.", one_line(&self.parts.left_out.join("; ")));
        }
        let _ = writeln!(text, "{ALLOWED}");
        let (open, loaded) = (self.open_fields(), self.loaded_fields());
        let _ = write!(
            text,
            "/// The object file.\npub const OBJECT: &[u8] = {};\n\n\
             /// What can be decided before the load.\n#[derive(Clone, Debug)]\npub struct Open {{\n{}    \
             object: ::skep::skeleton::OpenObject,\n}}\n\n",
            self.embedded.text(),
            declared(&open)
        );
        self.open(&mut text, &open);
        let _ = write!(
            text,
            "/// Loads the object as it is.\n///\n/// # Errors\n/// As [`Open::load`].\n\
             pub fn load(kernel: &::skep::Kernel) -> ::skep::Result<Loaded> {{\n    open().load(kernel)\n}}\n\n\
             /// What is loaded. Dropped, all that nothing else holds goes.\n#[derive(Debug)]\npub struct Loaded {{\n{}    \
             object: ::skep::Object,\n}}\n\n",
            declared(&loaded)
        );
        self.loaded(&mut text);
        if !self.parts.types.is_empty() {
            text.push_str("/// The types of C that the above are of.\npub mod types {\n");
            for line in self.parts.types.trim_end().lines() {
                let _ = if line.is_empty() { writeln!(text) } else { writeln!(text, "    {line}") };
            }
            text.push_str("}\n");
        }
        text
    }

    fn open_fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for program in &self.parts.programs {
            let Some(if_possible) = program.optional else { continue };
            let (how, about) = if if_possible {
                ("if_possible", "loaded if the kernel takes it")
            } else {
                ("left_out", "left out")
            };
            fields.push(Field {
                about: format!(
                    "The program `{}`: {about}, unless it is said otherwise.",
                    one_line(&program.spec.name)
                ),
                name: program.field.clone(),
                of: "::skep::skeleton::ProgramChoice".to_owned(),
                made: format!("::skep::skeleton::ProgramChoice::{how}({:?})", &*program.spec.name),
            });
        }
        for map in &self.parts.maps {
            fields.push(Field {
                about: format!("The map `{}`.", one_line(&map.spec.name)),
                name: map.field.clone(),
                of: "::skep::skeleton::MapChoice".to_owned(),
                made: format!("::skep::skeleton::MapChoice::new({:?})", &*map.spec.name),
            });
        }
        for variable in &self.parts.variables {
            let name = &*variable.spec.name;
            if !variable.initial {
                // What begins otherwise follows from the kernel itself.
                if name.starts_with("CONFIG_") {
                    fields.push(Field {
                        about: format!("The option `{}` of the kernel's configuration.", one_line(name)),
                        name: variable.field.clone(),
                        of: "::skep::skeleton::ConfigurationChoice".to_owned(),
                        made: format!("::skep::skeleton::ConfigurationChoice::new({name:?})"),
                    });
                }
                continue;
            }
            let what = if variable.constant { "constant" } else { "variable" };
            fields.push(Field {
                about: format!("The {what} `{}`.", one_line(name)),
                name: variable.field.clone(),
                of: format!("::skep::skeleton::InitialValue<{}>", variable.of),
                made: format!("object.initial({name:?})"),
            });
        }
        fields
    }

    fn open(&self, text: &mut String, fields: &[Field]) {
        let options = if self.legacy_maps {
            "::skep::object::ElfOptions { legacy_maps: true }"
        } else {
            "::core::default::Default::default()"
        };
        let _ = write!(
            text,
            "/// Reads the object. If there is anything wrong with it, the load says so.\npub fn open() -> Open {{\n    \
             let object = ::skep::skeleton::OpenObject::from_elf({:?}, OBJECT, {options});\n    Open {{\n",
            self.name
        );
        for Field { name, made, .. } in fields {
            let _ = writeln!(text, "        {name}: {made},");
        }
        let _ = write!(
            text,
            "        object,\n    }}\n}}\n\nimpl Open {{\n    \
             /// Has all that has no field here done with these options: pins, other types for the kernel's.\n    \
             pub fn set_options(&mut self, options: ::skep::LoadOptions) {{\n        self.object.set_options(options);\n    \
             }}\n\n    /// Loads the object as was decided.\n    ///\n    /// # Errors\n    \
             /// If the object is damaged or not the one that this module was made of, or the kernel or the verifier \
             refuses.\n    pub fn load(&self, kernel: &::skep::Kernel) -> ::skep::Result<Loaded> {{\n        \
             let object = self.object.load(kernel, &["
        );
        for Field { name, .. } in fields {
            let _ = write!(text, "\n            &self.{name},");
        }
        let end = if fields.is_empty() { "" } else { "\n        " };
        let _ = writeln!(text, "{end}])?;\n        Ok(Loaded {{");
        for Field { name, made, .. } in self.loaded_fields() {
            let _ = writeln!(text, "            {name}: {made},");
        }
        text.push_str("            object,\n        })\n    }\n}\n\n");
    }

    fn loaded_fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for program in &self.parts.programs {
            let (name, of) = (&*program.spec.name, program.spec.program_type);
            let about = format!("The program `{}`, of type {of}", one_line(name));
            let optional = program.optional.is_some();
            fields.push(Field {
                about: if optional { format!("{about}, if it is loaded.") } else { format!("{about}.") },
                name: program.field.clone(),
                of: if optional { "Option<::skep::Program>" } else { "::skep::Program" }.to_owned(),
                made: if optional {
                    format!("object.program({name:?}).ok().cloned()")
                } else {
                    format!("object.program({name:?})?.clone()")
                },
            });
        }
        for map in &self.parts.maps {
            let name = &*map.spec.name;
            fields.push(Field {
                about: format!("The map `{}`, of type {}.", one_line(name), map.spec.map_type),
                name: map.field.clone(),
                of: map.of.clone(),
                made: format!("object.map({name:?})?"),
            });
        }
        for variable in &self.parts.variables {
            let name = &*variable.spec.name;
            let (what, of, made) = if variable.constant {
                ("constant", "Constant", "constant")
            } else {
                ("variable", "Global", "global_variable")
            };
            fields.push(Field {
                about: format!("The {what} `{}`.", one_line(name)),
                name: variable.field.clone(),
                of: format!("::skep::{of}<{}>", variable.of),
                made: format!("object.{made}({name:?})?"),
            });
        }
        fields
    }

    fn loaded(&self, text: &mut String) {
        text.push_str("impl Loaded {\n");
        if self.parts.programs.iter().any(super::parts::ProgramPart::attaches) {
            let others = self.parts.programs.iter().filter(|program| program.spec.target.is_none());
            let others: Vec<String> =
                others.map(|program| format!("`{}`", one_line(&program.spec.name))).collect();
            text.push_str("    /// Attaches each program that says itself what it attaches to.");
            if !others.is_empty() {
                let _ = write!(text, " That is not said by {}.", others.join(", "));
            }
            text.push_str(
                "\n    ///\n    /// # Errors\n    /// As [`::skep::Program::attach`]; none stays attached then.\n    \
                 pub fn attach(&self) -> ::skep::Result<Vec<::skep::Link>> {\n        let mut links = Vec::new();\n",
            );
            for program in self.parts.programs.iter().filter(|program| program.attaches()) {
                let name = &program.field;
                let _ = if program.optional.is_some() {
                    writeln!(
                        text,
                        "        if let Some(program) = &self.{name} {{\n            links.push(program.attach()?);\n        }}"
                    )
                } else {
                    writeln!(text, "        links.push(self.{name}.attach()?);")
                };
            }
            text.push_str("        Ok(links)\n    }\n\n");
        }
        for (structure, field) in &self.parts.structures {
            let name = &*structure.name;
            let _ = write!(
                text,
                "    /// Has the kernel call the programs that are the functions of the structure `{}`.\n    ///\n    \
                 /// # Errors\n    /// As [`::skep::Object::register`].\n    \
                 pub fn register_{field}(&self) -> ::skep::Result<::skep::Registration> {{\n        \
                 self.object.register({name:?})\n    }}\n\n",
                one_line(name)
            );
        }
        text.push_str(
            "    /// The whole object: all by name, and what was refused.\n    pub fn object(&self) -> &::skep::Object {\n        \
             &self.object\n    }\n}\n\n",
        );
    }
}

/// The declarations of fields.
fn declared(fields: &[Field]) -> String {
    fields
        .iter()
        .map(|Field { about, name, of, .. }| format!("    /// {about}\n    pub {name}: {of},\n"))
        .collect()
}

/// A name as it can be in a comment.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
