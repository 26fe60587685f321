//! Probes: programs that are given the registers, at functions of this very program, of its library, and of the kernel. Many systems
//! have no probes in the kernel: the tests say so, and run in an emulator (`cargo xtask matrix`).

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]
#![expect(clippy::too_many_arguments, reason = "more than any machine passes in registers")]

use crate::world::World;
use skep::prelude::*;
use skep::sim::Structure;
use skep::uapi::{Errno, LinkType, Probe, Target, TargetEndian, Version};
use skep_harness::{Outcome, skip};
use std::hint::black_box;
use std::path::PathBuf;

#[skep::bpf(license = "GPL")]
mod probes {
    use skep::bpf::*;

    #[value]
    pub struct Call {
        pub number: u64,
        pub text: [u8; 16],
        pub pair: [u32; 2],
        pub sixth: u64,
    }

    /// The process that is looked at.
    #[global]
    pub static PROCESS: Constant<u32> = Constant::new(0);
    /// The calls, by how many there were before.
    #[map]
    pub static CALLS: HashMap<u64, Call> = HashMap::with_max_entries(16);
    /// What they gave.
    #[map]
    pub static RESULTS: HashMap<u64, i64> = HashMap::with_max_entries(16);
    #[global]
    pub static ENTERED: Global<u64> = Global::new(0);
    #[global]
    pub static LEFT: Global<u64> = Global::new(0);

    #[uprobe]
    fn enters(number: u32, text: UserPtr<u8>, pair: UserPtr<[u32; 2]>, _: u64, _: u64) {
        if current_pid() == PROCESS.get() {
            let pair = pair.read();
            CALLS
                .insert(ENTERED.get(), Call { number: number as u64, text: text.read_str(), pair, sixth: 0 });
            ENTERED.set(ENTERED.get() + 1);
        }
    }

    #[uretprobe]
    fn leaves(result: i32) -> i32 {
        if current_pid() == PROCESS.get() {
            RESULTS.insert(LEFT.get(), result as i64);
            LEFT.set(LEFT.get() + 1);
        }
        0
    }
}

/// A function that is probed.
#[inline(never)]
extern "C" fn probed(number: u32, text: *const u8, pair: *const [u32; 2]) -> i32 {
    black_box((number, text, pair));
    i32::try_from(number).map_or(0, |number| black_box(5) - number)
}

/// Where in a mapped file something at an address of this process is.
fn place_in_file(address: usize) -> (PathBuf, u64) {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let number = |text: &str| usize::from_str_radix(text, 16).unwrap();
    let found = maps.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (start, end) = fields[0].split_once('-').unwrap();
        let inside = (number(start)..number(end)).contains(&address);
        inside.then(|| (fields[5].into(), address - number(start) + number(fields[2])))
    });
    let (path, offset) = found.unwrap();
    (path, offset as u64)
}

/// The library of C that this process has mapped, or else this program, which has it in itself.
fn library() -> String {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let paths = maps.lines().filter_map(|line| line.split_whitespace().nth(5));
    paths.into_iter().find(|path| path.contains("/libc.so")).unwrap_or("/proc/self/exe").to_owned()
}

pub(crate) fn functions_of_programs_are_entered_and_left(world: &World) -> Outcome {
    let process = if world.is_simulated() { 50 } else { std::process::id() };
    let mut open = probes::open();
    open.PROCESS.set(process);
    let probes = open.load(&world.kernel)?;
    // On the simulated kernel nothing has to be there.
    let (path, offset) = match world.simulated() {
        Some(_) => (PathBuf::from("/bin/probed"), 0x1234),
        None => place_in_file(probed as *const () as usize),
    };
    let links = [
        probes.enters.attach_to_file(Probe::Uprobe, &path, offset)?,
        probes.leaves.attach_to_file(Probe::Uretprobe, &path, offset)?,
    ];
    assert_eq!(links[0].info()?.link_type, Some(LinkType::PERF_EVENT));
    let call = |number: u32, text: &[u8], pair: &[u32; 2]| -> Outcome {
        match world.simulated() {
            None => _ = probed(black_box(number), text.as_ptr(), pair),
            Some(simulated) => {
                let simulated = simulated.world();
                let text = simulated.user_memory(text)?;
                let pair = pair.iter().flat_map(|number| number.to_ne_bytes()).collect::<Vec<_>>();
                let pair = simulated.user_memory(&pair)?;
                let result = 5 - i64::from(number);
                for process in [process, 51] {
                    simulated.call_user(&path, offset, |call| {
                        let call = call.pid(process).returns(result.cast_unsigned());
                        call.arguments([number.into(), text.address(), pair.address()])
                    })?;
                }
            }
        }
        Ok(())
    };
    call(7, b"seven\0", &[1, 2])?;
    call(3, b"a text that is longer\0", &[u32::MAX, 0])?;
    drop(links);
    call(1, b"late\0", &[0; 2])?;
    assert_eq!((probes.ENTERED.get()?, probes.LEFT.get()?), (2, 2));
    let [first, second] = [probes.CALLS.get(&0)?.unwrap(), probes.CALLS.get(&1)?.unwrap()];
    assert_eq!((first.number, &first.text[..6], first.pair), (7, &b"seven\0"[..], [1, 2]));
    assert_eq!((second.number, &second.text, second.pair), (3, b"a text that is \0", [u32::MAX, 0]));
    assert_eq!((probes.RESULTS.get(&0)?, probes.RESULTS.get(&1)?), (Some(-2), Some(2)));
    Ok(())
}

pub(crate) fn functions_of_libraries_are_found_by_name(world: &World) -> Outcome {
    let mut open = probes::open();
    open.PROCESS.set(std::process::id());
    let probes = open.load(&world.kernel)?;
    let library = library();
    let target = format!("{library}:getppid");
    // A program that is small has no names, or not this function.
    let link = match probes.leaves.attach_to_probe(Probe::Uretprobe, &target) {
        Err(error) if error.to_string().contains("names") => return skip(error.to_string()),
        link => link?,
    };
    match world.simulated() {
        None => _ = std::os::unix::process::parent_id(),
        Some(simulated) => {
            let offset = skep::object::function_offset(&std::fs::read(&library)?, "getppid")?;
            let parent = std::os::unix::process::parent_id().into();
            simulated
                .world()
                .call_user(&library, offset, |call| call.pid(std::process::id()).returns(parent))?;
        }
    }
    drop(link);
    assert_eq!(probes.RESULTS.get(&0)?, Some(std::os::unix::process::parent_id().into()));

    for (target, said) in [
        (format!("{library}:no_such_function"), "is `no_such_function`"),
        ("/no/such/file:main".to_owned(), "/no/such/file"),
        ("main".to_owned(), "say the file by its path"),
        (format!("{target}+many"), "`many` is no number"),
        (format!("{target}+4"), "the end of a function"),
    ] {
        let error = probes.leaves.attach_to_probe(Probe::Uretprobe, &target).unwrap_err().to_string();
        assert!(error.contains("attaching to uretprobe") && error.contains(said), "{error}");
    }
    assert!(probes.enters.attach_to_file(Probe::Kprobe, "/bin/true", 0).is_err());
    Ok(())
}

#[skep::bpf(license = "GPL")]
mod kernel {
    use skep::bpf::*;

    #[kernel_type]
    pub struct file {
        pub f_flags: u32,
    }

    #[global]
    pub static PROCESS: Constant<u32> = Constant::new(0);
    #[global]
    pub static READS: Global<u64> = Global::new(0);
    #[global]
    pub static ASKED: Global<u64> = Global::new(0);
    #[global]
    pub static GOT: Global<i64> = Global::new(0);
    #[global]
    pub static FLAGS: Global<u32> = Global::new(0);

    #[kprobe("vfs_read")]
    fn before(file: Ptr<file>, _: UserPtr<u8>, count: u64) {
        if current_pid() == PROCESS.get() {
            READS.set(READS.get() + 1);
            ASKED.set(count);
            FLAGS.set(file.f_flags);
        }
    }

    #[kretprobe("vfs_read")]
    fn after(result: i64) {
        if current_pid() == PROCESS.get() {
            GOT.set(result);
        }
    }
}

pub(crate) fn probes_see_functions_of_the_kernel(world: &World) -> Outcome {
    let process = if world.is_simulated() { 50 } else { std::process::id() };
    let mut open = kernel::open();
    open.PROCESS.set(process);
    let kernel = open.load(&world.kernel)?;
    let before = match kernel.before.attach() {
        Err(error) if error.errno() == Some(Errno::ENOENT) => {
            return skip(format!("this kernel has no probes: {error}"));
        }
        link => link?,
    };
    let after = kernel.after.attach()?;
    match world.simulated() {
        None => {
            let file = tempfile::tempfile()?;
            std::io::Write::write_all(&mut &file, b"1234")?;
            std::io::Seek::rewind(&mut &file)?;
            assert_eq!(std::io::Read::read(&mut &file, &mut [0; 777])?, 4);
        }
        Some(simulated) => {
            let file = Structure::new("file").field("f_flags", 0x8002);
            simulated.world().call("vfs_read", |call| {
                call.pid(process).argument("file", file).argument("count", 777).returns(4)
            })?;
        }
    }
    drop((before, after));
    assert!(kernel.READS.get()? > 0);
    assert_eq!((kernel.ASKED.get()?, kernel.GOT.get()?), (777, 4));
    // Opened to read and write, as a large file may be.
    assert_eq!(kernel.FLAGS.get()? & 0x8003, 0x8002);
    Ok(())
}

/// A module with one program of these arguments.
macro_rules! wrong {
    ($($name:ident, $attribute:ident($target:literal): $($argument:ty),*;)*) => { $(
        #[skep::bpf(license = "GPL")]
        mod $name {
            use skep::bpf::*;

            #[kernel_type]
            pub struct inode {
                pub i_mode: u16,
            }

            #[$attribute($target)]
            fn wrong($(_: $argument),*) {}
        }
    )* };
}

wrong! {
    structure, kprobe("vfs_read"): Ptr<inode>;
    result, kretprobe("vfs_read"): u32;
    second, uretprobe("/bin/true:main"): u64, u64;
    many, uprobe("/bin/true:main"): u64, u64, u64, u64, u64, u64, u64, u64, u64;
}

pub(crate) fn what_is_in_no_register_is_refused(world: &World) -> Outcome {
    let machine = std::env::consts::ARCH;
    for (loaded, said) in [
        (
            structure::load(&world.kernel).map(drop),
            "argument 1 of `vfs_read` is a pointer to `struct file`".to_owned(),
        ),
        (result::load(&world.kernel).map(drop), "argument 1 of `vfs_read` is ".to_owned()),
        (second::load(&world.kernel).map(drop), "the result of the function and nothing else".to_owned()),
        (many::load(&world.kernel).map(drop), format!("is in no register: {machine} passes")),
    ] {
        let error = loaded.unwrap_err().to_string();
        assert!(error.contains(&said), "{error}");
    }
    // For a machine that is not at hand, if it is said which.
    let mut target = Target::of_version(Version::new(6, 12), TargetEndian::Big);
    let unknown = probes::spec(&target).unwrap_err().to_string();
    assert!(unknown.contains("set `Target::registers`"), "{unknown}");
    target.registers = skep::uapi::RegisterAbi::named("s390x");
    let file = probes::spec(&target)?.to_elf()?;
    let read = ObjectSpec::from_elf(&file)?;
    assert_eq!(read.programs.len(), 2);
    Ok(())
}
