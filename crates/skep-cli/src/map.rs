//! `skep map`: the maps that a kernel holds, and what is in them, by their types.

use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use serde::Serialize;
use skep::uapi::UpdateFlags;
use skep::uapi::kernel::{MapInfo, ObjectKind};
use skep::{DynamicMap, Kernel, Map, Pins};
use std::path::PathBuf;

/// What `skep map` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct MapArguments {
    #[command(subcommand)]
    action: Action,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t, global = true)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// List all maps.
    List,
    /// Show what is known of a map.
    Show {
        /// Its number, its name, or the path of a pin.
        map: String,
    },
    /// Show all entries of a map.
    Dump {
        /// Its number, its name, or the path of a pin.
        map: String,
    },
    /// Show the value of a key.
    Lookup {
        /// The map's number, its name, or the path of a pin.
        map: String,
        /// The key, as `dump` shows keys.
        key: String,
    },
    /// Set the value of a key.
    Update {
        /// The map's number, its name, or the path of a pin.
        map: String,
        /// The key, as `dump` shows keys.
        key: String,
        /// The value, as `dump` shows values; members that are not named are zero. Where each CPU has a part, each has this one.
        value: String,
        /// Only if the key is not there yet.
        #[arg(long, conflicts_with = "existing")]
        new: bool,
        /// Only if the key is there.
        #[arg(long)]
        existing: bool,
    },
    /// Remove a key.
    Delete {
        /// The map's number, its name, or the path of a pin.
        map: String,
        /// The key, as `dump` shows keys.
        key: String,
    },
    /// Let no process change a map any more; programs can as before.
    Freeze {
        /// The map's number, its name, or the path of a pin.
        map: String,
    },
    /// Keep a map by a pin.
    Pin {
        /// The map's number, its name, or the path of another pin.
        map: String,
        /// Where to pin it, in a bpf file system.
        path: PathBuf,
    },
}

/// A map.
#[derive(Serialize)]
struct Record<'a> {
    id: u32,
    #[serde(rename = "type")]
    map_type: String,
    name: &'a str,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    flags: String,
    extra: u64,
    types: Option<u32>,
    pins: Vec<String>,
}

impl<'a> Record<'a> {
    fn new(info: &'a MapInfo, pins: &Pins) -> Self {
        let pins = pins.pins.iter().filter(|pin| (pin.kind, pin.id) == (ObjectKind::Map, info.id));
        Self {
            id: info.id,
            map_type: info.map_type.to_string(),
            name: &info.name,
            key_size: info.key_size,
            value_size: info.value_size,
            max_entries: info.max_entries,
            flags: info.flags.to_string(),
            extra: info.extra,
            types: Some(info.btf_id).filter(|id| *id != 0),
            pins: pins.map(|pin| pin.path.display().to_string()).collect(),
        }
    }

    fn line(&self) -> String {
        let Self { id, map_type, name, key_size, value_size, max_entries, .. } = self;
        let name = if name.is_empty() { "-" } else { name };
        let pin = self.pins.first().map_or("-", |pin| pin);
        format!("{id:>6}  {map_type:<22}{name:<17}{key_size:>5}{value_size:>8}{max_entries:>11}  {pin}")
    }

    fn all(&self) -> String {
        let or_none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
        [
            ("number", self.id.to_string()),
            ("type", self.map_type.clone()),
            ("name", or_none(self.name.to_owned())),
            ("key", format!("{} bytes", self.key_size)),
            ("value", format!("{} bytes", self.value_size)),
            ("entries", format!("at most {}", self.max_entries)),
            ("flags", self.flags.clone()),
            ("extra", self.extra.to_string()),
            ("types", self.types.map_or_else(|| "-".to_owned(), |id| id.to_string())),
            ("pinned at", or_none(self.pins.join(", "))),
        ]
        .map(|(name, value)| format!("{name:<12}{value}"))
        .join("\n")
    }
}

/// An entry, as text and as bytes.
#[derive(Serialize)]
struct Entry<'a> {
    key: String,
    value: String,
    key_bytes: &'a [u8],
    value_bytes: &'a [u8],
}

/// What was done to a map.
#[derive(Serialize)]
struct Done<'a> {
    id: u32,
    done: &'a str,
}

/// Carries out `skep map`.
pub(crate) fn map(arguments: &MapArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let mut output = Output::new(arguments.format, kernel.api().kind());
    let done = |output: &mut Output, map: &Map, done: &str| {
        output.record("map", &Done { id: map.info().id, done }, || format!("{} is {done}", map.name()))
    };
    match &arguments.action {
        Action::List => {
            let maps = kernel.maps().map_err(|error| choose::on_host(error.into()))?;
            let pins = kernel.pins()?;
            output.heading(&format!(
                "{:>6}  {:<22}{:<17}{:>5}{:>8}{:>11}  PINNED AT",
                "NUMBER", "TYPE", "NAME", "KEY", "VALUE", "ENTRIES"
            ))?;
            for info in &maps {
                let record = Record::new(info, &pins);
                output.record("map", &record, || record.line())?;
            }
        }
        Action::Show { map } => {
            let map = find(&kernel, map)?;
            let record = Record::new(map.info(), &kernel.pins()?);
            output.record("map", &record, || record.all())?;
        }
        Action::Dump { map } => {
            let map = DynamicMap::new(find(&kernel, map)?)?;
            map.for_each::<Failure>(|key, value| entry(&mut output, &map, key, value))?;
        }
        Action::Lookup { map, key } => {
            let map = DynamicMap::new(find(&kernel, map)?)?;
            let key_bytes = map.read_key(key)?;
            let value = map.get(&key_bytes)?.ok_or_else(|| missing_key(&map, key))?;
            entry(&mut output, &map, &key_bytes, &value)?;
        }
        Action::Update { map, key, value, new, existing } => {
            let map = DynamicMap::new(find(&kernel, map)?)?;
            let flags = match (new, existing) {
                (true, _) => UpdateFlags::NOEXIST,
                (false, true) => UpdateFlags::EXIST,
                (false, false) => UpdateFlags::ANY,
            };
            map.insert(&map.read_key(key)?, &map.read_value(value)?, flags)?;
            done(&mut output, map.map(), "updated")?;
        }
        Action::Delete { map, key } => {
            let map = DynamicMap::new(find(&kernel, map)?)?;
            if !map.remove(&map.read_key(key)?)? {
                return Err(missing_key(&map, key));
            }
            done(&mut output, map.map(), "without that key")?;
        }
        Action::Freeze { map } => {
            let map = find(&kernel, map)?;
            map.freeze()?;
            done(&mut output, &map, "frozen")?;
        }
        Action::Pin { map, path } => {
            let map = find(&kernel, map)?;
            map.pin(path)?;
            done(&mut output, &map, "pinned")?;
        }
    }
    output.flush()
}

fn missing_key(map: &DynamicMap, key: &str) -> Failure {
    Failure::Input(format!("the map `{}` has no key `{key}`", map.map().name()))
}

fn entry(output: &mut Output, map: &DynamicMap, key_bytes: &[u8], value_bytes: &[u8]) -> Result<(), Failure> {
    let (key, value) = (map.show_key(key_bytes), map.show_value(value_bytes));
    let record = Entry { key, value, key_bytes, value_bytes };
    output.record("entry", &record, || format!("{}: {}", record.key, record.value))
}

/// The map of this number, name or pin.
fn find(kernel: &Kernel, wanted: &str) -> Result<Map, Failure> {
    let missing =
        || Failure::Input(format!("there is no map `{wanted}`; `skep map list` shows those that there are"));
    if wanted.starts_with('/') {
        return Ok(Map::open_pin(kernel, wanted)?);
    }
    if let Ok(id) = wanted.parse() {
        return Map::open_id(kernel, id).map_err(|error| choose::on_host(error.into()))?.ok_or_else(missing);
    }
    let mut named = Map::named(kernel, wanted).map_err(|error| choose::on_host(error.into()))?;
    match named.len() {
        0 | 1 => named.pop().ok_or_else(missing),
        _ => {
            let ids: Vec<String> = named.iter().map(|map| map.info().id.to_string()).collect();
            let problem =
                format!("there are several maps `{wanted}`: name one by its number, {}", ids.join(" or "));
            Err(Failure::Input(problem))
        }
    }
}
