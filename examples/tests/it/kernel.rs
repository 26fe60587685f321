//! Programs that see what happens in the kernel, and a firewall.

use crate::world::{TRUE, World};
use crate::{exec_teller, firewall, kernel_structures, kprobe_timestamp, kprobe_trace_printk, verdict};
use skep::bpf::U32Be;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep::sim::{Process, Structure};
use skep::uapi::Errno;
use skep::{ErrorKind, LoadedProgram, stage::kind};
use skep_harness::{Outcome, Stop, skip};
use std::net::Ipv4Addr;
use std::time::Duration;

pub(crate) fn exec_teller(world: &World) -> Outcome {
    let mut probe = exec_teller::probe::load(&world.kernel)?;
    let _link = probe.on_exec.attach()?;
    let pid = world.run_true()?;
    let told = probe.EXECS.events_within(Duration::from_secs(5)).find(|exec| match exec {
        Ok(exec) => exec.pid == pid,
        Err(_) => true,
    });
    let told = told.ok_or("nothing was told of the process")??;
    assert_eq!((told.uid, &told.comm[..5]), (world.user(), &b"true\0"[..]));
    assert_eq!(told.path[..=TRUE.len()], [TRUE.as_bytes(), b"\0"].concat());
    assert!(probe.BY_UID.get(&world.user())?.is_some_and(|count| count > 0));
    assert_eq!(probe.EXECS.lost()?, Some(0));
    Ok(())
}

pub(crate) fn exec_teller_by_user(world: &World) -> Outcome {
    let mut open = exec_teller::probe::open();
    open.MIN_UID.set(u32::MAX);
    let mut probe = open.load(&world.kernel)?;
    assert_eq!(probe.MIN_UID, u32::MAX);
    let _link = probe.on_exec.attach()?;
    world.run_true()?;
    assert_eq!((probe.BY_UID.get(&world.user())?, probe.EXECS.try_next()?.is_none()), (None, true));
    Ok(())
}

pub(crate) fn firewall(world: &World) -> Outcome {
    let loaded = firewall::firewall::load(&world.kernel)?;
    let from = |source: [u8; 4]| {
        let ip = Ipv4 { source: source.into(), ..Ipv4::default() };
        Packet::new().with(Ethernet::default()).with(ip).with(Udp::default()).payload([0; 20])
    };
    let run = |packet: &Packet| verdict(&loaded.firewall, &packet.build());
    let address = |bytes: [u8; 4]| U32Be::from(Ipv4Addr::from(bytes));
    assert_eq!(run(&from([10, 1, 2, 3]))?, XdpAction::PASS);
    loaded.BLOCKED.insert(&LpmKey::new(address([10, 1, 0, 0]), 16), &1)?;
    assert_eq!(run(&from([10, 1, 2, 3]))?, XdpAction::DROP);
    assert_eq!(run(&from([10, 1, 9, 9]))?, XdpAction::DROP);
    assert_eq!(run(&from([10, 1, 9, 9]))?, XdpAction::DROP);
    assert_eq!(run(&from([10, 2, 2, 3]))?, XdpAction::PASS);
    let newer = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(Udp::default());
    assert_eq!(run(&newer)?, XdpAction::PASS);
    let mut drops: Vec<(U32Be, u64)> = loaded.DROPS.iter().collect::<Result<_>>()?;
    drops.sort_by_key(|(address, _)| address.get());
    assert_eq!(drops, [(address([10, 1, 2, 3]), 1), (address([10, 1, 9, 9]), 2)]);
    // Without a whole header nobody knows where a packet is from.
    for cut in from([10, 1, 2, 3]).truncations().skip(14) {
        let expected = if cut.len() < 34 { XdpAction::PASS } else { XdpAction::DROP };
        assert_eq!(verdict(&loaded.firewall, &cut)?, expected, "{} bytes", cut.len());
    }
    Ok(())
}

/// What comes of a load or an attachment to a function. Many systems let nobody attach there; an emulated one does
/// (`cargo xtask matrix`).
fn allowed<T>(result: Result<T>) -> std::result::Result<T, Stop> {
    match result {
        Err(error) if error.kind() == ErrorKind::Permission => {
            skip(format!("this system lets nobody attach to functions of the kernel: {error}"))
        }
        result => Ok(result?),
    }
}

pub(crate) fn kernel_structures(world: &World) -> Outcome {
    let mut loaded = allowed(kernel_structures::reads::load(&world.kernel))?;
    let link = allowed(loaded.on_read.attach())?;
    let (pid, parent) = match world.simulated() {
        Some(simulated) => {
            let file = Structure::new("file").field("f_path.dentry.d_name.name", "numbers");
            simulated.world().call("vfs_read", |call| {
                call.process(Process::new(70).parent(69)).argument("file", file).argument("count", 10)
            })?;
            (70, 69)
        }
        None => {
            let folder = tempfile::tempdir()?;
            let path = folder.path().join("numbers");
            std::fs::write(&path, "1234")?;
            std::io::Read::read(&mut std::fs::File::open(path)?, &mut [0; 10])?;
            (std::process::id(), std::os::unix::process::parent_id())
        }
    };
    drop(link);
    let mut found = None;
    while let Some(read) = loaded.READS.try_next()? {
        if read.pid == pid.cast_signed() && read.name.starts_with(b"numbers\0") {
            found = Some((read.parent, read.count));
        }
    }
    assert_eq!(found, Some((parent.cast_signed(), 10)));
    Ok(())
}

/// Attaches a probe, where the kernel has probes.
fn attached(program: &LoadedProgram<kind::Kprobe>) -> std::result::Result<Link, Stop> {
    match program.attach() {
        Err(error) if error.errno() == Some(Errno::ENOENT) => {
            skip(format!("this kernel has no probes; an emulated one has: {error}"))
        }
        link => Ok(link?),
    }
}

/// Has a process open a file; its number.
fn open_a_file(world: &World) -> std::result::Result<u32, Stop> {
    match world.simulated() {
        None => {
            std::fs::File::open("/dev/null")?;
            Ok(std::process::id())
        }
        Some(simulated) => {
            simulated.world().call("do_sys_openat2", |call| call.pid(70))?;
            Ok(70)
        }
    }
}

pub(crate) fn kprobe_timestamp(world: &World) -> Outcome {
    let loaded = kprobe_timestamp::timestamp::load(&world.kernel)?;
    let link = attached(&loaded.kprobe_timestamp)?;
    let now = || world.kernel.api().now().0;
    let mut before = now();
    for _ in 0..2 {
        let pid = open_a_file(world)?;
        let time = loaded.OPENED.get(&pid)?.ok_or("the process is not noted")?;
        assert!((before..=now()).contains(&time), "{before} {time}");
        world.wait_a_little(Duration::from_millis(2))?;
        before = now();
    }
    link.detach()?;
    let pid = open_a_file(world)?;
    assert!(loaded.OPENED.get(&pid)?.is_some_and(|time| time < before));
    Ok(())
}

pub(crate) fn kprobe_trace_printk(world: &World) -> Outcome {
    let loaded = kprobe_trace_printk::trace_printk::load(&world.kernel)?;
    let trace = world.trace()?;
    let link = attached(&loaded.kprobe_trace_printk)?;
    let pid = open_a_file(world)?;
    link.detach()?;
    let line = format!("process {pid} opens a file");
    let text = trace.read(&[&line])?;
    assert!(text.contains(&line), "{text}");
    Ok(())
}
