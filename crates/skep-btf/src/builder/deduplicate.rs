//! Deduplication: types that nothing tells apart become one.
//!
//! Types refer to each other in cycles, so whether two are the same cannot be found by looking at one after the other.
//! Instead, all types that say the same by themselves are taken for the same at first, and then those are told apart that
//! refer, at some place, to types that were told apart. What is never told apart is the same. Each time that a set of types
//! is divided, its largest part keeps its number, so that a type gets a new one, and those that refer to it are looked
//! at again, at most as often as the number of types can be halved.
//!
//! A declaration counts as the type that it declares for as long as all definitions of its name are taken for the same:
//! two structures are the same if one refers to the declaration and the other to the definition. Once the
//! definitions are told apart, it is a type of its own.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{BtfBuilder, TypeMap};
use crate::id::TypeId;
use crate::raw::{Info, Kind};
use crate::record;

impl BtfBuilder {
    /// Makes one type of all that are the same, and says which number each type has now. Types keep their order, each at
    /// the place of the first of its kind; those of the base are not looked at.
    ///
    /// Two types are the same if no difference is found on any way along what they refer to: in kinds, names, sizes,
    /// offsets, values. Declarations (`struct name;`, an enumeration without values) become the definition of that
    /// name if there is only one. Variables are the same only if they have the same place in a section of the same
    /// name as well: files can each have a variable of one name.
    ///
    /// Time and memory grow little more than with the number of types and members. Types that are added later are not
    /// compared with those that are there; deduplicate again for that.
    pub fn deduplicate(&mut self) -> TypeMap {
        let graph = Graph::new(self);
        let mut classes = Classes::new(self, &graph);
        classes.refine(&graph);
        let first = classes.first_of_each();

        // New numbers, in the order of those types that stay.
        let mut next = self.base_types;
        let mut numbers = vec![TypeId::VOID; first.len()];
        for (own, &first) in first.iter().enumerate() {
            if own == first as usize {
                next = next.saturating_add(1);
                if let Some(number) = numbers.get_mut(own) {
                    *number = TypeId::new(next);
                }
            }
        }
        let numbers =
            first.iter().map(|&first| numbers.get(first as usize).copied().unwrap_or_default()).collect();
        let map = TypeMap::new(self.base_types, numbers);
        self.keep_first(&first, &map);
        map
    }

    /// Leaves out all types that are not the first of what they are the same as, and makes the rest refer to the first.
    fn keep_first(&mut self, first: &[u32], map: &TypeMap) {
        let mut words = Vec::new();
        let mut records = Vec::new();
        for (own, place) in self.records.iter().enumerate() {
            if first.get(own).is_none_or(|&first| first as usize != own) {
                continue;
            }
            let start = words.len();
            words.extend_from_slice(self.words.get(place.clone()).unwrap_or_default());
            let record = words.get_mut(start..).unwrap_or_default();
            for place in record::references(record) {
                if let Some(number) = record.get_mut(place) {
                    *number = map.get(TypeId::new(*number)).unwrap_or_default().number();
                }
            }
            records.push(start..words.len());
        }
        self.words = words;
        self.records = records;
        // The records that were written once have other numbers now.
        self.seen.clear();
    }

    /// The words of a type, counted from 0 without the base.
    fn own_record(&self, own: usize) -> &[u32] {
        self.records.get(own).and_then(|place| self.words.get(place.clone())).unwrap_or_default()
    }
}

/// Which types refer to which, all counted from 0 without the base.
struct Graph {
    /// Numbers of types as records have them, for each type in turn.
    references: Lists,
    /// The types that refer to a type.
    referrers: Lists,
    base_types: u32,
}

/// Lists of numbers, one after the other.
struct Lists {
    /// Where each starts, and the end of the last.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lists {
    fn get(&self, list: u32) -> &[u32] {
        let bounds = self.starts.get(list as usize..).and_then(|rest| rest.first_chunk());
        let [start, end] = bounds.copied().unwrap_or_default();
        self.numbers.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl Graph {
    fn new(builder: &BtfBuilder) -> Self {
        let types = builder.records.len();
        let mut starts = Vec::with_capacity(types + 1);
        let mut numbers = Vec::new();
        // One place ahead, for the sums below.
        let mut counts = vec![0_u32; types + 2];
        let base_types = builder.base_types;
        let own = |number: u32| number.checked_sub(base_types).and_then(|own| own.checked_sub(1));
        for place in &builder.records {
            starts.push(small(numbers.len()));
            let record = builder.words.get(place.clone()).unwrap_or_default();
            for number in record::references(record).filter_map(|place| record.get(place).copied()) {
                numbers.push(number);
                if let Some(count) = own(number).and_then(|own| counts.get_mut(own as usize + 2)) {
                    *count += 1;
                }
            }
        }
        starts.push(small(numbers.len()));
        let references = Lists { starts, numbers };

        let mut sum = 0;
        for count in &mut counts {
            sum += *count;
            *count = sum;
        }
        let mut referrers = vec![0; sum as usize];
        for referrer in 0..small(types) {
            for &number in references.get(referrer) {
                let next = own(number).and_then(|own| counts.get_mut(own as usize + 1));
                if let Some(next) = next {
                    if let Some(place) = referrers.get_mut(*next as usize) {
                        *place = referrer;
                    }
                    *next += 1;
                }
            }
        }
        counts.truncate(types + 1);
        Self { references, referrers: Lists { starts: counts, numbers: referrers }, base_types }
    }
}

/// Types in sets, each of types that are taken for the same.
struct Classes {
    /// The types, those of a class next to each other.
    types: Vec<u32>,
    /// For each type, where in `types` it is.
    places: Vec<u32>,
    /// For each type, its class.
    of: Vec<u32>,
    /// For each class, where in `types` it is.
    bounds: Vec<(u32, u32)>,
    /// For each class of declarations, the class of what they declare, if there is one.
    declared: Vec<Option<u32>>,
    /// For each class that is declared by some, the classes of the declarations.
    declarations: HashMap<u32, Vec<u32>>,
}

impl Classes {
    /// The classes of types that say the same by themselves.
    fn new(builder: &BtfBuilder, graph: &Graph) -> Self {
        let types = builder.records.len();
        let places_of_variables = places_of_variables(builder, graph);
        // What each type says by itself.
        let mut said = Vec::new();
        let mut starts = Vec::with_capacity(types + 1);
        for own in 0..types {
            starts.push(said.len());
            let start = said.len();
            said.extend_from_slice(builder.own_record(own));
            let record = said.get_mut(start..).unwrap_or_default();
            for place in record::references(record) {
                if let Some(word) = record.get_mut(place) {
                    *word = 0;
                }
            }
            if let Some(place) = u32::try_from(own).ok().and_then(|own| places_of_variables.get(&own)) {
                said.extend(place.iter().flatten());
            }
        }
        starts.push(said.len());
        let mut numbers: HashMap<&[u32], u32> = HashMap::with_capacity(types);
        let of: Vec<u32> = starts
            .array_windows()
            .map(|&[start, end]| {
                let next = small(numbers.len());
                *numbers.entry(said.get(start..end).unwrap_or_default()).or_insert(next)
            })
            .collect();

        let mut bounds = vec![(0, 0); numbers.len()];
        for &class in &of {
            if let Some((_, count)) = bounds.get_mut(class as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for (start, end) in &mut bounds {
            // Until the types are put in, the end is where the next one goes.
            let count = *end;
            (*start, *end) = (sum, sum);
            sum += count;
        }
        let mut classes = Self {
            types: vec![0; types],
            places: vec![0; types],
            of,
            declared: vec![None; bounds.len()],
            bounds,
            declarations: HashMap::new(),
        };
        for own in 0..small(types) {
            let class = classes.class(own);
            let place = classes.bounds.get_mut(class as usize).map(|(_, end)| {
                *end += 1;
                *end - 1
            });
            if let Some(place) = place {
                classes.put(own, place);
            }
        }
        classes.find_declared(builder);
        classes
    }

    /// Finds for each class of declarations the only class that defines the name.
    fn find_declared(&mut self, builder: &BtfBuilder) {
        let mut definitions: HashMap<(Declared, u32), Option<u32>> = HashMap::new();
        let mut declarations = Vec::new();
        for class in 0..small(self.bounds.len()) {
            let Some(&[name, info, ..]) =
                self.types_of(class).first().map(|&own| builder.own_record(own as usize))
            else {
                continue;
            };
            match (name, declaration(Info(info))) {
                (0, _) | (_, None) => {}
                (_, Some((what, true))) => declarations.push((class, (what, name))),
                (_, Some((what, false))) => match definitions.entry((what, name)) {
                    Entry::Vacant(entry) => {
                        entry.insert(Some(class));
                    }
                    Entry::Occupied(mut entry) => {
                        entry.insert(None);
                    }
                },
            }
        }
        for (class, name) in declarations {
            if let (Some(&Some(definition)), Some(declared)) =
                (definitions.get(&name), self.declared.get_mut(class as usize))
            {
                *declared = Some(definition);
                self.declarations.entry(definition).or_default().push(class);
            }
        }
    }

    /// Divides classes until all types of each refer, at each place, to types of one class.
    fn refine(&mut self, graph: &Graph) {
        let mut waiting: Vec<u32> = (0..small(self.types.len())).collect();
        let mut is_waiting = vec![true; self.types.len()];
        while !waiting.is_empty() {
            let mut batch = std::mem::take(&mut waiting);
            batch.sort_unstable_by_key(|&own| self.class(own));
            for &own in &batch {
                set(&mut is_waiting, own, false);
            }
            let mut moved = Vec::new();
            let mut rest = &*batch;
            while let Some(&first) = rest.first() {
                let class = self.class(first);
                // Types that were divided off meanwhile are of classes of their own: those of this one are in a row.
                let end = rest.iter().position(|&own| self.class(own) != class).unwrap_or(rest.len());
                let (changed, others) = rest.split_at(end);
                rest = others;
                self.divide(class, changed, graph, &mut moved);
            }
            for own in moved {
                for &referrer in graph.referrers.get(own) {
                    if !is_waiting.get(referrer as usize).copied().unwrap_or(true) {
                        set(&mut is_waiting, referrer, true);
                        waiting.push(referrer);
                    }
                }
            }
        }
    }

    /// Divides a class by what its types refer to. `changed` are those for which that may have changed; all others refer
    /// to the same, and to nothing that any of the changed now refers to in the place of the change.
    fn divide(&mut self, class: u32, changed: &[u32], graph: &Graph, moved: &mut Vec<u32>) {
        let (start, end) = self.bounds.get(class as usize).copied().unwrap_or_default();
        let unchanged = (end - start) as usize - changed.len();
        if unchanged == 0 && changed.len() == 1 {
            return;
        }
        let mut by_reference: Vec<(Vec<u32>, u32)> = changed
            .iter()
            .map(|&own| (graph.references.get(own).iter().map(|&to| self.shown(to, graph)).collect(), own))
            .collect();
        by_reference.sort_unstable();
        let parts: Vec<&[(Vec<u32>, u32)]> =
            by_reference.chunk_by(|(one, _), (other, _)| one == other).collect();
        let largest = parts.iter().map(|part| part.len()).max().unwrap_or(0);
        // The largest part keeps the class.
        let keeps =
            if unchanged >= largest { None } else { parts.iter().position(|part| part.len() == largest) };
        if parts.len() == 1 && unchanged == 0 {
            return;
        }
        if keeps.is_some() && unchanged > 0 {
            let changed: std::collections::HashSet<u32> = changed.iter().copied().collect();
            let others: Vec<u32> =
                self.types_of(class).iter().copied().filter(|own| !changed.contains(own)).collect();
            self.divide_off(class, &others, moved);
        }
        for (number, part) in parts.iter().enumerate() {
            if Some(number) != keeps {
                let part: Vec<u32> = part.iter().map(|&(_, own)| own).collect();
                self.divide_off(class, &part, moved);
            }
        }
        // There is no one definition any more.
        for declarations in self.declarations.remove(&class).unwrap_or_default() {
            if let Some(declared) = self.declared.get_mut(declarations as usize) {
                *declared = None;
            }
            moved.extend(self.types_of(declarations));
        }
    }

    /// Makes a class of some types of a class.
    fn divide_off(&mut self, class: u32, part: &[u32], moved: &mut Vec<u32>) {
        let new = small(self.bounds.len());
        let end = self.bounds.get(class as usize).map_or(0, |&(_, end)| end);
        let mut start = end;
        for &own in part {
            // The last type of the class and this one change places.
            start -= 1;
            let (Some(&place), Some(&last)) = (self.places.get(own as usize), self.types.get(start as usize))
            else {
                continue;
            };
            self.put(last, place);
            self.put(own, start);
            if let Some(class) = self.of.get_mut(own as usize) {
                *class = new;
            }
        }
        if let Some(bounds) = self.bounds.get_mut(class as usize) {
            bounds.1 = start;
        }
        self.bounds.push((start, end));
        self.declared.push(None);
        moved.extend(part);
    }

    /// For each type, the first of those that it is the same as.
    fn first_of_each(&self) -> Vec<u32> {
        let mut first: Vec<Option<u32>> = vec![None; self.bounds.len()];
        for (own, &class) in (0..).zip(&self.of) {
            if let Some(first) = first.get_mut(class as usize) {
                first.get_or_insert(own);
            }
        }
        let first_of = |class: u32| first.get(class as usize).copied().flatten().unwrap_or(0);
        self.of.iter().map(|&class| first_of(self.meant(class))).collect()
    }

    fn put(&mut self, own: u32, place: u32) {
        if let (Some(to), Some(at)) = (self.types.get_mut(place as usize), self.places.get_mut(own as usize))
        {
            (*to, *at) = (own, place);
        }
    }

    fn class(&self, own: u32) -> u32 {
        self.of.get(own as usize).copied().unwrap_or(0)
    }

    fn types_of(&self, class: u32) -> &[u32] {
        let (start, end) = self.bounds.get(class as usize).copied().unwrap_or_default();
        self.types.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The class that a class stands for: of declarations, what they declare.
    fn meant(&self, class: u32) -> u32 {
        self.declared.get(class as usize).copied().flatten().unwrap_or(class)
    }

    /// A number for what a record refers to: the same for types that are taken for the same. Those of the base are each
    /// on their own.
    fn shown(&self, number: u32, graph: &Graph) -> u32 {
        match number.checked_sub(graph.base_types).and_then(|own| own.checked_sub(1)) {
            // There are as many classes as types at most.
            Some(own) => graph.base_types + 1 + self.meant(self.class(own)),
            None => number,
        }
    }
}

/// What a declaration declares.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Declared {
    Struct,
    Union,
    /// Of 32 or of 64 bits: a declaration does not say.
    Enum,
}

/// What a type of this info word declares or defines, and whether it only declares it.
fn declaration(info: Info) -> Option<(Declared, bool)> {
    match info.kind() {
        Kind::Fwd if info.flag() => Some((Declared::Union, true)),
        Kind::Fwd => Some((Declared::Struct, true)),
        Kind::Struct => Some((Declared::Struct, false)),
        Kind::Union => Some((Declared::Union, false)),
        Kind::Enum | Kind::Enum64 => Some((Declared::Enum, info.vlen() == 0)),
        _ => None,
    }
}

/// For each variable, counted from 0 without the base, where it is: name of the section, offset and size.
fn places_of_variables(builder: &BtfBuilder, graph: &Graph) -> HashMap<u32, Vec<[u32; 3]>> {
    let mut places: HashMap<u32, Vec<[u32; 3]>> = HashMap::new();
    for own in 0..builder.records.len() {
        let record = builder.own_record(own);
        let (Kind::Datasec, Some((&name, rest))) = (record::kind(record), record.split_first()) else {
            continue;
        };
        let (variables, _) = rest.get(2..).unwrap_or_default().as_chunks();
        for &[variable, offset, size] in variables {
            let own = variable.checked_sub(graph.base_types).and_then(|own| own.checked_sub(1));
            // Damaged types can have anything else in a section.
            if let Some(own) = own
                && record::kind(builder.own_record(own as usize)) == Kind::Var
            {
                places.entry(own).or_default().push([name, offset, size]);
            }
        }
    }
    for places in places.values_mut() {
        places.sort_unstable();
        places.dedup();
    }
    places
}

fn set(flags: &mut [bool], own: u32, value: bool) {
    if let Some(flag) = flags.get_mut(own as usize) {
        *flag = value;
    }
}

/// A count of types or of what they refer to. Both fit into 32 bits, as the words of all records do: their bytes are
/// counted by as many.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
