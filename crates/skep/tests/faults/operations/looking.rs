//! What is asked of a kernel about what it holds, whoever made it.

use super::{Operation, returning};
use skep::prelude::*;
use skep::uapi::kernel::ObjectKind;
use skep::{CgroupPrograms, ErrorKind};
use std::time::Duration;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("read types by their number", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 1)?;
        let held = stage.kernel.held_types()?;
        let first = held.first().map_or(1, |types| types.id);
        drop(map);
        stage.act(|| stage.kernel.types_by_id(first)).map(drop)
    }),
    Operation::new("list functions that programs may call", |stage| {
        stage.act(|| stage.kernel.kfuncs()).map(drop)
    }),
    Operation::new("list the programs of a control group", |stage| {
        let _link = stage.program("ingress")?.attach_to_cgroup(stage.group)?;
        stage.act(|| {
            stage.kernel.cgroup_programs(stage.group, CgroupPrograms::Attached)?;
            stage.kernel.cgroup_programs(stage.group, CgroupPrograms::Effective).map(drop)
        })
    }),
    Operation::new("read the machine code of a program", |stage| {
        let program = stage.program("xdp")?;
        stage.act(|| program.machine_code()).map(drop)
    }),
    Operation::new("find the attachments and pins of a program", |stage| {
        let program = stage.program("xdp")?;
        stage.act(|| {
            program.attachments()?;
            program.pins()?;
            program.is_pinned().map(drop)
        })
    }),
    Operation::new("open a map by its number and ask for its pins", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 1)?;
        let info = map.map().info();
        stage.act(|| {
            stage.kernel.exists(ObjectKind::Map, info.id)?;
            stage.kernel.still_has_map(info)?;
            Map::open_id(&stage.kernel, info.id)?;
            map.map().pins().map(drop)
        })
    }),
    Operation::new("open a link by its number and ask for its pins", |stage| {
        let link = stage.program("raw")?.attach()?;
        let id = link.info()?.id.expect("it is a link of the kernel");
        let info = stage.kernel.links()?.into_iter().find(|info| info.id == id).expect("it is held");
        stage.act(|| {
            stage.kernel.still_has_link(&info)?;
            Link::open_id(&stage.kernel, id)?;
            link.pins()?;
            link.is_pinned().map(drop)
        })
    }),
    Operation::new("hand descriptors over and take them back", |stage| {
        let map = Array::<u64>::create(&stage.kernel, "M", 1)?;
        let program = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("p", returning(2)));
        let program = program.load(&stage.kernel)?.program("p")?.clone();
        let link = stage.program("raw")?.attach()?;
        stage.act(|| {
            Map::from_fd(&stage.kernel, map.map().clone().into_fd()?)?;
            Program::from_fd(&stage.kernel, program.into_fd()?)?;
            Link::from_fd(&stage.kernel, link.into_fd()?).map(drop)
        })
    }),
    Operation::new("try again for a while", |stage| {
        let map = HashMap::<u32, u64>::create(&stage.kernel, "M", 1)?;
        stage.act(|| {
            let passes = |error: &Error| error.kind() == ErrorKind::Busy;
            stage.kernel.retry_while(passes, Duration::from_millis(1), || map.insert(&1, &1))
        })
    }),
];
