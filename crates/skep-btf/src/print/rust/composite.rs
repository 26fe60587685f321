//! Structures and unions: members at their places, bitfields as methods, all that lies between as members.

use core::fmt::Write as _;

use super::names::{Names, plain};
use super::{MAX_TEXT, RustDeclarations, RustStyle, enumeration_number, in_bytes};
use crate::entries::Member;
use crate::error::BtfError;
use crate::print::layout::{Alignment, Place};
use crate::raw::Kind;
use crate::resolve::MAX_CHAIN;
use crate::shape::{Int, IntEncoding};
use crate::view::{Shape, Type};

/// A structure or union as far as it is written.
struct Body {
    name: String,
    fields: String,
    methods: String,
    assertions: String,
    field_names: Names,
    method_names: Names,
    /// The bytes laid out so far.
    end: u64,
    /// The greatest alignment of a field, as Rust aligns it on machines that align numbers by their size.
    align: u64,
    /// How many members without a name, stretches of padding and of bits there are.
    anonymous: u32,
    padding: u32,
    runs: u32,
}

/// Bitfields that share bytes or follow each other.
struct Run<'b> {
    start: u64,
    end: u64,
    fields: Vec<(Member<'b>, Place)>,
}

impl Body {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            fields: String::new(),
            methods: String::new(),
            assertions: String::new(),
            field_names: Names::default(),
            method_names: Names::default(),
            end: 0,
            align: 1,
            anonymous: 0,
            padding: 0,
            runs: 0,
        }
    }

    fn length(&self) -> usize {
        self.fields.len() + self.methods.len() + self.assertions.len()
    }

    /// A field, at this offset in bytes.
    fn field(&mut self, name: &str, of: &str, offset: u64) {
        let _ = writeln!(self.fields, "    pub {name}: {of},");
        let owner = &self.name;
        let _ =
            writeln!(self.assertions, "    assert!(::core::mem::offset_of!({owner}, {name}) == {offset});");
    }

    /// The bytes without a meaning up to here.
    fn pad(&mut self, to: u64) {
        if to > self.end {
            let name = self.field_names.give(&format!("_padding_{}", self.padding));
            self.padding = self.padding.saturating_add(1);
            let _ = writeln!(self.fields, "    #[doc(hidden)]\n    pub {name}: [u8; {}],", to - self.end);
            self.end = to;
        }
    }

    /// A field of no size that aligns the whole.
    fn align(&mut self, to: u64) {
        if to > self.align {
            let name = self.field_names.give("_alignment");
            let number = unsigned(to);
            let _ = writeln!(self.fields, "    #[doc(hidden)]\n    pub {name}: [{number}; 0],");
        }
    }

    fn left_out(&mut self, member: &Member<'_>, why: &str) {
        let name = plain(member.name().unwrap_or_default());
        let _ = writeln!(self.fields, "    // `{name}` {why}.");
    }
}

/// The unsigned number of this many bytes.
const fn unsigned(size: u64) -> &'static str {
    match size {
        16.. => "u128",
        8.. => "u64",
        4.. => "u32",
        2.. => "u16",
        _ => "u8",
    }
}

impl<'b> RustDeclarations<'b> {
    pub(super) fn structure(&mut self, ty: Type<'b>, name: &str, depth: usize) -> Result<(), BtfError> {
        let (alignment, size) = (self.alignments.of_composite(ty, 0)?, ty.size()?);
        let mut body = Body::new(name);
        let mut run: Option<Run<'b>> = None;
        for member in ty.members()? {
            let place = self.alignments.place(self.btf, &member, 0)?;
            let start = place.offset / 8;
            let bits = place.bits.map_or(place.size.saturating_mul(8), |bits| bits.get().into());
            let end = place.offset.saturating_add(bits).div_ceil(8);
            if end > size {
                body.left_out(&member, "would lie beyond the end");
                continue;
            }
            match (&mut run, place.bits) {
                (Some(run), Some(_)) if (run.start..=run.end).contains(&start) => {
                    run.end = run.end.max(end);
                    run.fields.push((member, place));
                    continue;
                }
                _ => self.finish(&mut body, ty, run.take())?,
            }
            if start < body.end {
                body.left_out(&member, "shares bytes with what is before it");
            } else if place.bits.is_some() {
                body.pad(start);
                run = Some(Run { start, end, fields: vec![(member, place)] });
            } else if !place.offset.is_multiple_of(8) {
                body.left_out(&member, "does not begin at a byte");
            } else {
                body.pad(start);
                self.member(&mut body, ty, &member, start, depth)?;
                body.align = body.align.max(place.align);
                body.end = end;
            }
            self.limit(body.length(), ty.id())?;
        }
        self.finish(&mut body, ty, run)?;
        body.pad(size);
        if !alignment.packed {
            body.align(alignment.align);
        }
        self.write(ty, &body, alignment)
    }

    /// A member that is no bitfield.
    fn member(
        &mut self,
        body: &mut Body,
        owner: Type<'b>,
        member: &Member<'b>,
        offset: u64,
        depth: usize,
    ) -> Result<(), BtfError> {
        let name = self.member_name(body, member)?;
        let of = self.member_type(body, owner, member, &name, depth)?;
        document(body, member);
        body.field(&name, &of, offset);
        Ok(())
    }

    fn member_name(&self, body: &mut Body, member: &Member<'b>) -> Result<String, BtfError> {
        let name = member.name()?;
        if !name.is_empty() {
            return Ok(body.field_names.give(name));
        }
        body.anonymous = body.anonymous.saturating_add(1);
        Ok(body.field_names.give(&format!("anonymous_{}", body.anonymous)))
    }

    fn member_type(
        &mut self,
        body: &Body,
        owner: Type<'b>,
        member: &Member<'b>,
        name: &str,
        depth: usize,
    ) -> Result<String, BtfError> {
        let otherwise = format!("{}_{}", plain(&body.name.replace("r#", "")), name.trim_start_matches("r#"));
        let of = self.written(member.type_id(), &otherwise, "", depth)?;
        if self.is_floating(member.ty()?)? {
            self.floating.insert(owner.id());
        }
        Ok(of)
    }

    /// Whether there is a floating-point number in a type that is declared.
    fn is_floating(&self, ty: Type<'b>) -> Result<bool, BtfError> {
        let mut ty = ty.resolve()?;
        for _ in 0..=MAX_CHAIN {
            match ty.shape() {
                Shape::Array(array) => ty = self.btf.resolve(array.element)?,
                Shape::Float { size } => return Ok(matches!(size, 4 | 8)),
                _ => return Ok(self.floating.contains(&ty.id())),
            }
        }
        Err(BtfError::ChainTooLong { id: ty.id(), limit: MAX_CHAIN })
    }

    /// Writes bitfields: the bytes that they are in, and methods.
    fn finish(&mut self, body: &mut Body, owner: Type<'b>, run: Option<Run<'b>>) -> Result<(), BtfError> {
        let Some(run) = run else { return Ok(()) };
        let storage = body.field_names.give(&format!("_bits_{}", body.runs));
        body.runs = body.runs.saturating_add(1);
        body.fields.push_str("    #[doc(hidden)]\n");
        body.field(&storage, &format!("[u8; {}]", run.end - run.start), run.start);
        for (member, place) in &run.fields {
            let start = place.offset.saturating_sub(run.start.saturating_mul(8));
            let of = (format!("&self.{storage}"), format!("&mut self.{storage}"));
            self.bitfield(body, owner, member, place, start, &of)?;
        }
        body.end = run.end;
        Ok(())
    }

    /// The methods of a bitfield that starts at this bit of the bytes which these expressions are.
    fn bitfield(
        &mut self,
        body: &mut Body,
        owner: Type<'b>,
        member: &Member<'b>,
        place: &Place,
        start: u64,
        (shared, exclusive): &(String, String),
    ) -> Result<(), BtfError> {
        let name = member.name()?;
        let count: u64 = place.bits.map_or(0, |bits| bits.get().into());
        if name.is_empty() || count == 0 {
            return Ok(());
        }
        if count > 64 {
            body.left_out(member, "is a bitfield of more than 64 bits");
            return Ok(());
        }
        self.support.bits = true;
        let base = member.ty()?.resolve()?;
        let unsigned = format!("read_bits({shared}, {start}, {count})");
        let signed = format!("(({unsigned} << {shift}).cast_signed() >> {shift})", shift = 64 - count);
        let (of, read, value) = match base.shape() {
            Shape::Int(Int { encoding, .. }) if encoding.contains(IntEncoding::BOOL) => {
                ("bool".to_owned(), format!("{unsigned} != 0"), "value as u64".to_owned())
            }
            Shape::Int(Int { encoding, size, .. }) if encoding.contains(IntEncoding::SIGNED) => {
                let of = unsigned_or_more(size.into(), count).replace('u', "i");
                (of.clone(), format!("{signed} as {of}"), "value as u64".to_owned())
            }
            Shape::Enum { .. } | Shape::Enum64 { .. } => {
                let of = self.written(base.id(), &format!("{}_{name}", body.name), "", 0)?;
                let number = enumeration_number(base)?;
                let bits = if number.starts_with('i') { signed } else { unsigned };
                (
                    of.clone(),
                    format!("{of} {{ number: {bits} as {number} }}"),
                    "value.number as u64".to_owned(),
                )
            }
            _ => {
                let of = unsigned_or_more(place.size, count).to_owned();
                (of.clone(), format!("{unsigned} as {of}"), "value as u64".to_owned())
            }
        };
        let (get, set) = (body.method_names.give(name), body.method_names.give(&format!("set_{name}")));
        let constant = if exclusive.contains('(') { "" } else { "const " };
        let bits = if count == 1 { "1 bit".to_owned() } else { format!("{count} bits") };
        let _ = write!(
            body.methods,
            "    /// `{name}`, {bits}.\n    pub {constant}fn {get}(&self) -> {of} {{\n        {read}\n    }}\n\n    \
             /// Sets `{name}`, to the lowest {bits} of the value.\n    \
             pub {constant}fn {set}(&mut self, value: {of}) {{\n        \
             write_bits({exclusive}, {start}, {count}, {value});\n    }}\n\n",
            name = plain(name),
        );
        self.limit(body.length(), owner.id())
    }

    pub(super) fn union(&mut self, ty: Type<'b>, name: &str, depth: usize) -> Result<(), BtfError> {
        let (alignment, size) = (self.alignments.of_composite(ty, 0)?, ty.size()?);
        let mut body = Body::new(name);
        let mut bits: Option<Body> = None;
        for member in ty.members()? {
            let place = self.alignments.place(self.btf, &member, 0)?;
            let end = match place.bits {
                Some(bits) => place.offset.saturating_add(bits.get().into()).div_ceil(8),
                None => place.offset.div_ceil(8).saturating_add(place.size),
            };
            if end > size || (place.bits.is_none() && place.offset != 0) {
                body.left_out(&member, "would lie beyond the end");
                continue;
            }
            match (self.style, place.bits) {
                (RustStyle::Plain, None) => {
                    self.member(&mut body, ty, &member, 0, depth)?;
                    body.align = body.align.max(place.align);
                    body.end = body.end.max(end);
                }
                // Read through a structure, a bitfield needs no `unsafe` of its own.
                (RustStyle::Plain, Some(_)) => {
                    let bits = match &mut bits {
                        Some(bits) => bits,
                        None => bits.insert(Body::new(&self.given.give(&format!("{}_bits", plain(name))))),
                    };
                    let of = ("&self._bits_0".to_owned(), "&mut self._bits_0".to_owned());
                    self.bitfield(bits, ty, &member, &place, place.offset, &of)?;
                    bits.end = bits.end.max(end);
                }
                (RustStyle::Values { zerocopy }, Some(_)) => {
                    let of = (
                        format!("{zerocopy}::IntoBytes::as_bytes(&self._storage)"),
                        format!("{zerocopy}::IntoBytes::as_mut_bytes(&mut self._storage)"),
                    );
                    self.bitfield(&mut body, ty, &member, &place, place.offset, &of)?;
                }
                (RustStyle::Values { .. }, None) => self.part(&mut body, ty, &member, depth)?,
            }
            self.limit(body.length(), ty.id())?;
        }
        if let Some(mut bits) = bits {
            let storage = format!("[u8; {}]", bits.end);
            bits.field("_bits_0", &storage, 0);
            self.write_bits(ty, &bits);
            let name = body.field_names.give("bits");
            body.end = body.end.max(bits.end);
            body.field(&name, &bits.name, 0);
        }
        match self.style {
            RustStyle::Plain => {
                if !alignment.packed {
                    body.align(alignment.align);
                }
                // A union has at least a field.
                if size > body.end || body.fields.is_empty() {
                    let name = body.field_names.give("_size");
                    let _ = writeln!(body.fields, "    #[doc(hidden)]\n    pub {name}: [u8; {size}],");
                }
            }
            RustStyle::Values { .. } => {
                let align = alignment.align.clamp(1, 16);
                let (number, align) =
                    if size.is_multiple_of(align) { (unsigned(align), align) } else { ("u8", 1) };
                let _ = writeln!(
                    body.fields,
                    "    #[doc(hidden)]\n    pub _storage: [{number}; {}],",
                    size / align
                );
            }
        }
        self.write(ty, &body, alignment)
    }

    /// The methods of a union's member, in the style of values.
    fn part(
        &mut self,
        body: &mut Body,
        owner: Type<'b>,
        member: &Member<'b>,
        depth: usize,
    ) -> Result<(), BtfError> {
        self.support.parts = true;
        let field = self.member_name(body, member)?;
        let of = self.member_type(body, owner, member, &field, depth)?;
        let bare = field.trim_start_matches("r#");
        let (get, set) = (body.method_names.give(bare), body.method_names.give(&format!("set_{bare}")));
        let _ = write!(
            body.methods,
            "    /// The union as `{bare}`.\n    pub fn {get}(&self) -> {of} {{\n        \
             read_part(&self._storage)\n    }}\n\n    /// Sets the union to a `{bare}`; bytes beyond it stay.\n    \
             pub fn {set}(&mut self, value: {of}) {{\n        write_part(&mut self._storage, &value);\n    }}\n\n",
        );
        Ok(())
    }

    /// The structure through which the bitfields of a union are read.
    fn write_bits(&mut self, union: Type<'b>, body: &Body) {
        let name = &body.name;
        let _ = write!(
            self.text,
            "/// The bitfields of `{}`.\n#[repr(C)]\n#[derive(Clone, Copy, Debug)]\npub struct {name} {{\n    \
             #[doc(hidden)]\n{}}}\n\nimpl {name} {{\n{}}}\n\n",
            plain(union.name().unwrap_or_default()),
            body.fields,
            body.methods.trim_end_matches('\n').to_owned() + "\n",
        );
    }

    /// Writes a whole declaration.
    fn write(&mut self, ty: Type<'b>, body: &Body, alignment: Alignment) -> Result<(), BtfError> {
        self.limit(body.length().min(MAX_TEXT), ty.id())?;
        let (name, size) = (&body.name, ty.size()?);
        let keyword = if ty.kind() == Kind::Union { "union" } else { "struct" };
        let _ = match ty.name()? {
            "" => writeln!(self.text, "/// A `{keyword}` without a name, {}.", in_bytes(size)),
            name => writeln!(self.text, "/// `{keyword} {}`, {}.", plain(name), in_bytes(size)),
        };
        self.text.push_str(if alignment.packed { "#[repr(C, packed)]\n" } else { "#[repr(C)]\n" });
        let is_union = keyword == "union" && self.style == RustStyle::Plain;
        if let Some(derives) = self.style.derives() {
            let equal = if self.floating.contains(&ty.id()) { "PartialEq" } else { "PartialEq, Eq, Hash" };
            let _ = writeln!(self.text, "{derives}#[derive(Clone, Copy, Debug, {equal})]");
        } else if is_union {
            self.text.push_str("#[derive(Clone, Copy)]\n");
        } else {
            self.text.push_str("#[derive(Clone, Copy, Debug)]\n");
        }
        let keyword = if is_union { "union" } else { "struct" };
        let _ = writeln!(self.text, "pub {keyword} {name} {{\n{}}}\n", body.fields);
        if !body.methods.is_empty() {
            let _ = writeln!(self.text, "impl {name} {{\n{}\n}}\n", body.methods.trim_end_matches('\n'));
        }
        if let RustStyle::Values { zerocopy } = self.style {
            let _ = writeln!(
                self.text,
                "impl ::core::default::Default for {name} {{\n    /// All bytes 0.\n    fn default() -> Self {{\n        \
                 {zerocopy}::FromZeros::new_zeroed()\n    }}\n}}\n"
            );
        } else if is_union {
            let _ = writeln!(
                self.text,
                "impl ::core::fmt::Debug for {name} {{\n    \
                 fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{\n        \
                 f.debug_struct(\"{name}\").finish_non_exhaustive()\n    }}\n}}\n"
            );
        }
        let assertions = &body.assertions;
        let _ = writeln!(
            self.text,
            "const _: () = {{\n    assert!(::core::mem::size_of::<{name}>() == {size});\n{assertions}}};\n"
        );
        Ok(())
    }
}

/// The unsigned number that a bitfield's type is, or one that has as many bits as it.
fn unsigned_or_more(size: u64, count: u64) -> &'static str {
    unsigned(size.max(count.div_ceil(8).next_power_of_two()).min(8))
}

/// Says what cannot be seen in the Rust type: what a pointer points to, that an array has no end.
fn document(body: &mut Body, member: &Member<'_>) {
    let Ok(ty) = member.ty().and_then(|ty| ty.resolve()) else { return };
    match ty.shape() {
        Shape::Array(array) if array.count == 0 => {
            body.fields.push_str("    /// As many as there is room for.\n");
        }
        Shape::Ptr { .. } => {
            if let Some(pointee) = pointee(ty) {
                let _ = writeln!(body.fields, "    /// `{pointee}`");
            }
        }
        _ => {}
    }
}

/// How C writes a pointer to what has a name.
fn pointee(ty: Type<'_>) -> Option<String> {
    let (mut ty, mut stars) = (ty, String::new());
    for _ in 0..=MAX_CHAIN {
        let keyword = match ty.shape() {
            Shape::Ptr { to } => {
                stars.push('*');
                ty = ty.follow(to).ok()?;
                continue;
            }
            Shape::Const { to } | Shape::Volatile { to } | Shape::Restrict { to } | Shape::TypeTag { to } => {
                ty = ty.follow(to).ok()?;
                continue;
            }
            Shape::Void => return Some(format!("void {stars}")),
            Shape::Struct { .. } => "struct ",
            Shape::Union { .. } => "union ",
            Shape::Enum { .. } | Shape::Enum64 { .. } => "enum ",
            Shape::Fwd(crate::shape::FwdKind::Struct) => "struct ",
            Shape::Fwd(crate::shape::FwdKind::Union) => "union ",
            Shape::Typedef { .. } | Shape::Int(_) | Shape::Float { .. } => "",
            _ => return None,
        };
        let name = ty.name().ok().filter(|name| !name.is_empty())?;
        let name: String =
            name.chars().map(|c| if c.is_ascii_graphic() && c != '`' { c } else { ' ' }).collect();
        return Some(format!("{keyword}{name} {stars}"));
    }
    None
}
