//! What is done with objects, programs and the kernel itself.

use super::maps::unpin_if;
use super::{Operation, returning};
use crate::matrix::Stage;
use skep::object::Pinning;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::ObjectKind;
use skep::uapi::{AttachType, LinkType};
use skep::{ChainBuilder, CodeFeature, Feature, Features, TailCallChain};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("load an object", |stage| {
        let spec = object();
        stage.act(|| spec.load(&stage.kernel)).map(drop)
    }),
    Operation::new("load an object of clang with variables", |stage| {
        let spec = of_clang("globals");
        stage.act(|| spec.load(&stage.kernel)).map(drop)
    }),
    Operation::new("load an object of clang with relocations", |stage| {
        let spec = of_clang("counter");
        stage.act(|| spec.load(&stage.kernel)).map(drop)
    }),
    Operation::new("load an object with a pinned map", |stage| {
        let mut spec = object();
        spec.maps
            .iter_mut()
            .filter(|map| &*map.name == "COUNTS")
            .for_each(|map| map.pinning = Pinning::ByName);
        let options = LoadOptions::new().pins(stage.pins);
        let result = stage.act(|| spec.load_with(&stage.kernel, &options).map(drop));
        unpin_if(stage, "COUNTS", result.is_ok())?;
        result
    }),
    Operation::new("be refused a program, with a report", |stage| {
        let code = Assembler::new().mov(R1, 0).mov(R2, 0).call(Helper::TRACE_PRINTK).exit().build().unwrap();
        let spec = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("refused", code));
        stage.act(|| {
            let error = spec.load(&stage.kernel).unwrap_err();
            assert!(!error.to_string().is_empty());
        });
        Ok(())
    }),
    Operation::new("load a chain", |stage| stage.act(|| chain().load(&stage.kernel)).map(drop)),
    Operation::new("exchange a stage of a chain", |stage| {
        let chain = chain().load(&stage.kernel)?;
        let result = stage.act(|| chain.replace("second", |code| _ = code.verdict(3)));
        let verdict = run(chain.entry())?;
        assert!(if result.is_ok() { verdict == 3 } else { [1, 3].contains(&verdict) }, "{verdict}");
        result
    }),
    Operation::new("put a loaded program into a chain", |stage| {
        let chain = chain().load(&stage.kernel)?;
        let another = ProgramSpec::new("another", ProgramType::XDP, AttachType::default(), returning(2));
        let another = ObjectSpec::new("GPL").with_program(another).load(&stage.kernel)?;
        let result = stage.act(|| chain.replace_with("second", another.program("another")?));
        let verdict = run(chain.entry())?;
        assert!(if result.is_ok() { verdict == 2 } else { [1, 2].contains(&verdict) }, "{verdict}");
        result
    }),
    Operation::new("remove and restore a stage of a chain", |stage| {
        let chain = chain().load(&stage.kernel)?;
        let result = stage.act(|| {
            chain.remove("second")?;
            chain.misses("second")?;
            chain.restore("second")
        });
        let verdict = run(chain.entry())?;
        assert!(if result.is_ok() { verdict == 1 } else { [1, 2].contains(&verdict) }, "{verdict}");
        result
    }),
    Operation::new("attach and detach a chain", |stage| {
        let chain = chain().load(&stage.kernel)?;
        stage.act(|| {
            let attached =
                chain.attach(|entry| entry.attach_to_interface(stage.interface(), XdpMode::Generic))?;
            attached.detach().map(drop)
        })
    }),
    Operation::new("run a program", |stage| {
        let program = stage.program("xdp")?;
        stage
            .act(|| program.test_run(&TestRun::new().packet(&[0; 60])))
            .map(|output| assert_eq!(output.result, 2))
    }),
    Operation::new("pin a program and open the pin", |stage| {
        let program = load(stage)?;
        let program = program.program("nothing")?;
        let result = stage.act(|| {
            program.pin(stage.pin("program"))?;
            let opened = Program::open_pin(&stage.kernel, stage.pin("program")).map(drop);
            stage.kernel.unpin(stage.pin("program")).and(opened)
        });
        // What failed last is what is left.
        if result.is_err() && stage.pin_is_there("program")? {
            stage.kernel.unpin(stage.pin("program"))?;
        }
        result
    }),
    Operation::new("look at a program and its code", |stage| {
        let object = load(stage)?;
        let program = object.program("nothing")?;
        stage.act(|| {
            program.info()?;
            program.code()?;
            program.instructions().map(drop)
        })
    }),
    Operation::new("list programs", |stage| stage.act(|| stage.kernel.programs()).map(drop)),
    Operation::new("list maps", |stage| stage.act(|| stage.kernel.maps()).map(drop)),
    Operation::new("list links", |stage| {
        let _link = stage.program("raw")?.attach()?;
        stage.act(|| stage.kernel.links()).map(drop)
    }),
    Operation::new("list types", |stage| stage.act(|| stage.kernel.held_types()).map(drop)),
    Operation::new("open a program by its number", |stage| {
        let info = stage.program("xdp")?.info()?;
        stage.act(|| {
            stage.kernel.exists(ObjectKind::Program, info.id)?;
            stage.kernel.still_has_program(&info)?;
            Program::open_id(&stage.kernel, info.id).map(drop)
        })
    }),
    Operation::new("count runs", |stage| stage.act(|| stage.kernel.count_runs()).map(drop)),
    Operation::new("find pins", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 1)?;
        map.map().pin(stage.pin("map"))?;
        let result = stage.act(|| stage.kernel.pins().map(drop).and_then(|()| map.map().is_pinned()));
        stage.kernel.unpin(stage.pin("map"))?;
        result.map(drop)
    }),
    Operation::new("find attachments", |stage| {
        let program = stage.program("xdp")?;
        let _link = program.attach_to_interface(stage.interface(), XdpMode::Generic)?;
        stage.act(|| stage.kernel.attachments().map(drop).and_then(|()| program.is_attached())).map(drop)
    }),
    Operation::new("read the kernel's types", |stage| stage.act(|| stage.kernel.types()).map(drop)),
    Operation::new("read a tracepoint's format", |stage| {
        stage.act(|| stage.kernel.tracepoint_format("sched:sched_process_exec")).map(drop)
    }),
    Operation::new("ask what the kernel has", |stage| {
        stage.act(|| {
            let features = Features::new(&stage.kernel);
            let _ = features.map_type(MapType::RINGBUF);
            let _ = features.program_type(ProgramType::XDP);
            let _ = features.helper(Helper::KTIME_GET_NS, ProgramType::XDP);
            let _ = features.types(skep::btf::BtfFeature::Floats);
            let _ = features.attach_type(AttachType::XDP);
            let _ = features.link_type(LinkType::XDP);
            let _ = features.helper_at(Helper::REDIRECT, ProgramType::XDP, AttachType::XDP);
            let _ = features.code(CodeFeature::Jumps32);
            let _ = features.supports(Feature::Map(MapType::LRU_HASH));
        });
        Ok(())
    }),
    Operation::new("ask about the kernel", |stage| {
        stage.act(|| drop(stage.kernel.about()));
        Ok(())
    }),
    Operation::new("ask for missing capabilities", |stage| {
        stage.act(|| stage.kernel.missing_capabilities(&[skep::Operation::CreateMap])).map(drop)
    }),
];

impl Stage<'_> {
    /// Whether something is pinned under this name.
    fn pin_is_there(&self, name: &str) -> Result<bool> {
        let files = self.kernel.pins()?;
        Ok(files.pins.iter().any(|pin| pin.path == self.pin(name)))
    }
}

/// Two programs, a map that one of them uses, and a ring buffer.
fn object() -> ObjectSpec {
    let mut code = Assembler::new();
    code.load_map_value(R1, "COUNTS", 0).mov(R2, 1).atomic(Atomic::Add, Size::Double, R1, 0, R2);
    let code = code.mov(R0, 2).exit().build().unwrap();
    ObjectSpec::new("GPL")
        .with_map(Array::<u64>::spec("COUNTS", 1))
        .with_map(RingBuffer::<u64>::spec("EVENTS", 4096))
        .with_program(ProgramSpec::xdp("counts", code))
        .with_program(ProgramSpec::tracepoint("exec", "sched", "sched_process_exec", returning(0)))
}

/// The bytes of an object of clang.
pub(super) fn bytes_of_clang(name: &str) -> Vec<u8> {
    let path = format!("{}/../skep-object/testdata/{name}.clang19.o", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn load(stage: &Stage<'_>) -> Result<Object> {
    ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("nothing", returning(2))).load(&stage.kernel)
}

/// An object of clang; its pins, if it has some, are left out.
pub(super) fn of_clang(name: &str) -> ObjectSpec {
    let mut spec = ObjectSpec::from_elf(&bytes_of_clang(name)).unwrap();
    spec.maps.iter_mut().for_each(|map| map.pinning = Pinning::None);
    spec
}

/// The second stage drops what comes to it.
fn chain() -> ChainBuilder {
    TailCallChain::builder(ProgramType::XDP)
        .fallback(2)
        .stage("first", |code| _ = code.next_stage())
        .stage("second", |code| _ = code.verdict(1))
}

fn run(entry: &Program) -> Result<u32> {
    Ok(entry.test_run(&TestRun::new().packet(&[0; 60]))?.result)
}
