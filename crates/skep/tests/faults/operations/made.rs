//! What is done with loaded objects that something made: variables, skeletons, modules in the language, structures and tokens.

use super::Operation;
use super::objects::of_clang;
use skep::prelude::*;
use skep::skeleton::OpenObject;
use skep::uapi::kernel::ObjectKind;
use skep::{Means, Token, TrafficOptions, Usdt};
use std::path::PathBuf;

const USDT: &[u8] = include_bytes!("../../attach/usdt/target.x86_64");

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("read and write variables", |stage| {
        let object = of_clang("globals").load(&stage.kernel)?;
        stage.act(|| {
            let calls = object.global_variable::<u64>("calls")?;
            calls.set(&5)?;
            calls.get()?;
            object.set_global("calls", &6_u64)?;
            object.global::<u64>("calls").map(|value| assert_eq!(value, 6))
        })
    }),
    Operation::new("read a constant", |stage| {
        let object = of_clang("globals").load(&stage.kernel)?;
        stage.act(|| object.constant::<u32>("step")?.get()).map(drop)
    }),
    Operation::new("load a skeleton", |stage| {
        let bytes = super::objects::bytes_of_clang("globals");
        let open = OpenObject::from_elf("globals", &bytes, skep::object::ElfOptions::default());
        stage.act(|| open.load(&stage.kernel, &[])).map(drop)
    }),
    Operation::new("load a module in the language and use its maps", |stage| {
        let result = stage.act(|| {
            let loaded = module::load(&stage.kernel)?;
            loaded.COUNTS.refused()?;
            loaded.COUNTS.refused_by_cpu()?;
            loaded.COUNTS.get(&1)?;
            loaded.NEXT.set(0, &loaded.passes)
        });
        result.map(drop)
    }),
    Operation::new("register a structure of functions", |stage| {
        let object = of_clang("congestion").load(&stage.kernel)?;
        stage.act(|| object.register("linked").map(drop))
    }),
    Operation::new("register a structure of functions without a link", |stage| {
        let object = of_clang("congestion").load(&stage.kernel)?;
        let id = object.map::<Map>("plain")?.info().id;
        let registered = stage.act(|| object.register("plain").map(drop));
        // Where the answer to a registration or the end of it was lost, the kernel goes on holding it.
        if let Ok(map) = stage.kernel.api().open_by_id(ObjectKind::Map, id) {
            let _ = stage.kernel.api().map_delete(&map, &0_u32.to_ne_bytes());
        }
        registered
    }),
    Operation::new("be refused a token", |stage| {
        // Nothing is delegated by this file system.
        stage.act(|| assert!(Token::create(&stage.kernel, stage.pins).is_err()));
        Ok(())
    }),
    Operation::new("be refused an interface that is no netkit", |stage| {
        let program = stage.program("netkit")?;
        stage.act(|| assert!(program.attach_to_netkit(stage.interface()).is_err()));
        Ok(())
    }),
    Operation::new("find a static probe and attach to all its places", |stage| {
        let (_folder, path) = target();
        let program = stage.program("probe")?;
        stage.act(|| program.attach_to_usdt(&Usdt::find(&path, "demo", "request")?)?.detach())
    }),
    Operation::new("attach to one place of a static probe", |stage| {
        let (_folder, path) = target();
        let probe = Usdt::find(&path, "demo", "request")?;
        let program = stage.program("probe")?;
        stage.act(|| program.attach_to_usdt_site(&probe, 0).map(drop))
    }),
    Operation::new("detach from all who hold it", |stage| {
        let options = TrafficOptions::new().means(Means::Link);
        let direction = skep::uapi::kernel::TrafficDirection::Ingress;
        let program = stage.program("traffic")?;
        stage.act(|| {
            let link = program.attach_to_traffic_with(stage.interface(), direction, &options)?;
            link.detach_from_all_holders()
        })
    }),
];

/// A program with static probes, which nobody runs, in a folder that is removed when it is dropped.
fn target() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target");
    std::fs::write(&path, USDT).unwrap();
    (folder, path)
}

#[skep::bpf(license = "GPL")]
mod module {
    use skep::bpf::*;

    #[map]
    pub static COUNTS: HashMap<u32, u64> = HashMap::with_max_entries(4);
    #[map]
    pub static NEXT: ProgramArray<kind::Xdp> = ProgramArray::with_length(2);

    #[xdp]
    pub(super) fn passes(ctx: &mut Xdp) -> XdpAction {
        _ = COUNTS.insert(1, 1);
        NEXT.tail_call(ctx, 1);
        XdpAction::Pass
    }
}
