//! Static probes of a program that was built for this (`usdt/target.c`): its arguments, its semaphore, one process.

use crate::world::{World, host};
use skep::Usdt;
use skep::object::section_meaning;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::AttachType;
use skep_harness::{Outcome, Stop, skip};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The program with static probes.
const TARGET: &[u8] = include_bytes!("usdt/target.x86_64");

/// The program in a folder of its own.
struct Target {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Target {
    fn new() -> Result<Self, Stop> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("target");
        std::fs::write(&path, TARGET)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(Self { _folder: folder, path })
    }

    fn start(&self) -> Result<Child, Stop> {
        Ok(Command::new(&self.path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?)
    }
}

/// Has it pass its probes once; whether its semaphore was up.
fn pass(child: &mut Child) -> Result<bool, Stop> {
    child.stdin.as_mut().ok_or("no input")?.write_all(b"x")?;
    let mut answer = [0];
    child.stdout.as_mut().ok_or("no output")?.read_exact(&mut answer)?;
    Ok(answer == *b"1")
}

/// The arguments of both places, as programs load them.
type Arguments = [[i64; 6]; 2];

/// A program for each place, which keeps the arguments.
fn loaders(probe: &Usdt) -> Result<ObjectSpec, Stop> {
    let mut spec = ObjectSpec::new("GPL").with_map(Array::<Arguments>::spec("ARGUMENTS", 1));
    for (number, site) in probe.sites().iter().enumerate() {
        let mut code = Assembler::new();
        code.mov(R6, R1)
            .load_map_value(R8, "ARGUMENTS", 0)
            .add(R8, i32::try_from(number * size_of::<[i64; 6]>())?);
        for (place, argument) in (0_i16..).zip(&site.arguments) {
            code.load_usdt_argument(argument, R6, R7).store(Size::Double, R8, 8 * place, R7);
        }
        let code = code.mov(R0, 0).exit().build()?;
        let name = format!("site{number}");
        spec = spec.with_program(ProgramSpec::new(name, ProgramType::KPROBE, AttachType::default(), code));
    }
    Ok(spec)
}

pub(crate) fn arguments(world: &World) -> Outcome {
    if std::env::consts::ARCH != "x86_64" {
        return skip("the program with static probes is one for x86_64");
    }
    let target = Target::new()?;
    let probe = Usdt::find(&target.path, "demo", "request")?;
    assert_eq!(probe.sites().len(), 2);
    let object = loaders(&probe)?.load(&world.kernel)?;
    let map = object.map::<Array<Arguments>>("ARGUMENTS")?;
    // The places are in the order in which the compiler has them.
    let constant = |argument: i64| {
        probe
            .sites()
            .iter()
            .position(|site| site.arguments[3].place == skep::object::UsdtPlace::Constant(argument))
    };
    let (Some(first), Some(second)) = (constant(77), constant(78)) else { return Err("other places".into()) };
    let attach = |probe: &Usdt, number: usize| {
        object.program(&format!("site{number}"))?.attach_to_usdt_site(probe, number)
    };
    let get = |number: usize| map.get(0).map(|found| found.unwrap_or_default()[number]);
    match world.simulated() {
        None => {
            let (mut child, mut other) = (target.start()?, target.start()?);
            assert!(!pass(&mut child)?, "nobody looks");
            let links = [
                attach(&probe.clone().of_process(child.id()), first)?,
                attach(&probe.clone().of_process(child.id()), second)?,
            ];
            assert!(pass(&mut child)? && !pass(&mut other)?, "only this process is looked at");
            // The second turn, whose number is 1.
            assert_eq!(get(first)?, [1, -7, 1000, 77, 20, -2]);
            assert_eq!(get(second)?, [101, -5, 3, 78, 101, 101]);
            drop(links);
            assert!(!pass(&mut child)?, "nobody looks any more");
            assert_eq!(get(first)?[0], 1);
            // Everywhere at once, and in every process.
            let link = object.program(&format!("site{second}"))?.attach_to_usdt(&probe)?;
            assert!(pass(&mut other)?);
            assert_eq!(get(second)?, [0x65, -5, 3, 78, 101, 101], "its second turn too");
            drop(link);
            for mut child in [child, other] {
                drop(child.stdin.take());
                child.wait()?;
            }
        }
        Some(simulated) => {
            let (simulated, site) = (simulated.world(), &probe.sites()[second]);
            assert_eq!(simulated.semaphore(&target.path, site.semaphore), 0);
            let link = attach(&probe.clone().of_process(50), second)?;
            assert_eq!(simulated.semaphore(&target.path, site.semaphore), 1);
            for pid in [50, 51] {
                let value = 0x1_ffff_fff0 + u64::from(pid);
                simulated
                    .call_user(&target.path, site.offset, |call| call.pid(pid).register("r12", value))?;
            }
            drop(link);
            assert_eq!(simulated.semaphore(&target.path, site.semaphore), 0);
            let value = 0x1_ffff_fff0 + 50;
            // The last one is a number of 32 bits with a sign.
            assert_eq!(get(second)?, [value, -5, 3, 78, value, 34]);
        }
    }
    Ok(())
}

pub(crate) fn missing() -> Outcome {
    let world = host()?;
    let target = Target::new()?;
    let error = Usdt::find(&target.path, "demo", "no_such").unwrap_err().to_string();
    assert!(error.contains("the file has no such static probe; it has demo:request, demo:done"), "{error}");
    let error = Usdt::find(Path::new("/proc/self/exe"), "demo", "request").unwrap_err().to_string();
    assert!(error.contains("the file has no static probes"), "{error}");
    let probe = Usdt::find(&target.path, "demo", "done")?;
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let program = ProgramSpec::new("nothing", ProgramType::KPROBE, AttachType::default(), code);
    let object = ObjectSpec::new("GPL").with_program(program).load(&world.kernel)?;
    let error = object.program("nothing")?.attach_to_usdt_site(&probe, 1).unwrap_err().to_string();
    assert!(error.contains("it has 1 places, and none has the number 1"), "{error}");
    Ok(())
}

/// As a section says it: `usdt/PATH:demo:request`.
pub(crate) fn by_section() -> Outcome {
    let world = host()?;
    if std::env::consts::ARCH != "x86_64" {
        return skip("the program with static probes is one for x86_64");
    }
    let target = Target::new()?;
    for start in ["usdt", "usdt.s"] {
        let section = format!("{start}/{}:demo:request", target.path.display());
        let meaning = section_meaning(&section).ok_or("it is a section's name")?;
        let code = Assembler::new()
            .load_map_value(R1, "PASSED", 0)
            .mov(R2, 1)
            .atomic(Atomic::Add, Size::Double, R1, 0, R2)
            .mov(R0, 0)
            .exit()
            .build()?;
        let mut program = ProgramSpec::new("pass", meaning.program_type, meaning.expected_attach_type, code);
        (program.target, program.flags) = (meaning.target, meaning.flags);
        let spec = ObjectSpec::new("GPL").with_map(Array::<u64>::spec("PASSED", 1)).with_program(program);
        let object = spec.load(&world.kernel)?;
        let passed = object.map::<Array<u64>>("PASSED")?;
        let mut child = target.start()?;
        let link = object.program("pass")?.attach()?;
        assert!(pass(&mut child)?, "its semaphore is up");
        let places = passed.get(0)?.unwrap_or_default();
        assert!(places > 0);
        drop(link);
        assert!(!pass(&mut child)?);
        assert_eq!(passed.get(0)?, Some(places));
        drop(child.stdin.take());
        child.wait()?;
    }
    Ok(())
}
