//! Passes keep what functions do, and do what they say.

mod random;

use proptest::prelude::*;
use random::{modern_module, random_module};
use skep_btf::Endian;
use skep_ir::Module;
use skep_ir::interpret::{Outcome, Word, World};
use skep_ir::passes::{PASSES, Pass, optimize};

/// What four runs of a module come to.
#[derive(PartialEq, Debug)]
struct Observed {
    outcomes: Vec<Outcome>,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    records: Vec<(skep_ir::MapId, Vec<u8>)>,
    array: Vec<u8>,
    packets: Vec<Vec<u8>>,
}

fn observed(module: &Module) -> Observed {
    let mut world = World::new(module, Endian::Little).unwrap_or_else(|error| panic!("{error}"));
    let id = module.function("random").unwrap_or_else(|| panic!("no function"));
    let mut packets = Vec::new();
    let mut run = |(start, length): (u64, usize)| {
        world.set_field("rx_queue_index", 0, start);
        world.set_packet(&vec![7; length]).unwrap_or_else(|fault| panic!("{fault}"));
        let outcome = world.run(id, &[Word::Context], &mut (), 1_000_000);
        packets.push(world.packet().to_vec());
        outcome.unwrap_or_else(|trap| panic!("{trap}\n{module}"))
    };
    let outcomes = [(0, 64), (5, 21), (0xffff_fff0, 64), (9, 0)].map(&mut run).to_vec();
    let entries = module.maps.keys().flat_map(|map| world.entries(map));
    let entries = entries.map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
    let records = world.records().to_vec();
    Observed { outcomes, entries, records, array: world.global(skep_ir::GlobalId(0)).to_vec(), packets }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.min(100), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_functions_obey_the_law_and_passes_keep_what_they_do(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for mut module in [random_module(&bytes), modern_module(&bytes)] {
        prop_assert_eq!(module.verify(), Ok(()), "{}", module);
        let again = Module::parse(&module.to_string());
        prop_assert_eq!(again.as_ref(), Ok(&module));
        let before = observed(&module);
        for pass in PASSES {
            let mut alone = module.clone();
            pass.run(&mut alone, None);
            prop_assert_eq!(alone.verify(), Ok(()), "{}: {}\n{}", pass.name, module, alone);
            prop_assert_eq!(&observed(&alone), &before, "{}: {}\n{}", pass.name, module, alone);
        }
        optimize(&mut module, Some(Endian::Little));
        prop_assert_eq!(module.verify(), Ok(()), "{}", module);
        prop_assert_eq!(observed(&module), before, "{}", module);
        // It ends: a few times more change nothing any more.
        for _ in 0..3 {
            optimize(&mut module, Some(Endian::Little));
        }
        let last = module.clone();
        optimize(&mut module, Some(Endian::Little));
        prop_assert_eq!(module, last);
        }
    }
}

#[test]
fn passes_have_names_of_their_own() {
    for pass in PASSES {
        assert_eq!(Pass::named(pass.name).map(|found| found.does), Some(pass.does));
    }
}
