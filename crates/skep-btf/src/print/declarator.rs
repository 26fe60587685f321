//! Declarators: how C writes a name among the stars, brackets and parentheses of its type.

use super::c::{BUILT_IN, Printer};
use crate::error::BtfError;
use crate::id::TypeId;
use crate::resolve::MAX_CHAIN;
use crate::view::Shape;

impl Printer<'_> {
    /// The declaration of a name (or of none) with this type, without a semicolon.
    pub(super) fn declare(&mut self, id: TypeId, name: &str, depth: usize) -> Result<String, BtfError> {
        let limit = MAX_CHAIN;
        let mut declarator = name.to_owned();
        let mut qualifiers = String::new();
        // Whether the last thing put in was a star, which binds less than what follows.
        let mut star = false;
        let mut at = id;
        for _ in 0..=limit {
            let ty = self.btf.type_by_id(at)?;
            match ty.shape() {
                Shape::Const { to } => (qualifiers, at) = (format!("const {qualifiers}"), to),
                Shape::Volatile { to } => (qualifiers, at) = (format!("volatile {qualifiers}"), to),
                Shape::Restrict { to } => (qualifiers, at) = (format!("__restrict {qualifiers}"), to),
                Shape::TypeTag { to } => at = to,
                Shape::Typedef { to } if ty.name()? == BUILT_IN => at = to,
                Shape::Ptr { to } => {
                    declarator = format!("*{qualifiers}{declarator}");
                    qualifiers.clear();
                    (star, at) = (true, to);
                }
                Shape::Array(array) => {
                    if star {
                        declarator = format!("({declarator})");
                    }
                    declarator = format!("{declarator}[{}]", array.count);
                    (star, at) = (false, array.element);
                }
                Shape::FuncProto(prototype) => {
                    if depth > limit {
                        return Err(BtfError::TooDeep { id, limit });
                    }
                    let mut parameters = Vec::new();
                    for parameter in prototype.parameters {
                        parameters.push(if parameter.is_variadic() {
                            "...".to_owned()
                        } else {
                            self.declare(parameter.type_id(), "", depth + 1)?
                        });
                    }
                    // A lone `...` is no C before C23.
                    let list = match parameters.as_slice() {
                        [] => "void".to_owned(),
                        [only] if only == "..." => String::new(),
                        _ => parameters.join(", "),
                    };
                    if star {
                        declarator = format!("({declarator})");
                    }
                    declarator = format!("{declarator}({list})");
                    qualifiers.clear();
                    (star, at) = (false, prototype.returns);
                }
                _ => {
                    let base = self.base(ty, depth)?;
                    let space = if declarator.is_empty() { "" } else { " " };
                    self.limit(declarator.len().saturating_add(base.len()), id)?;
                    return Ok(format!("{qualifiers}{base}{space}{declarator}"));
                }
            }
        }
        Err(BtfError::ChainTooLong { id, limit })
    }
}
