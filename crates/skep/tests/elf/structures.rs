//! Structures of functions that the kernel calls.

use crate::{host, needs, objects, packet, run};
use skep::btf::Kind;
use skep::prelude::*;
use skep::{ErrorKind, LogLevel};
use skep_harness::{Outcome, Stop};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Whether a socket can choose a congestion control, and what is then counted for bytes that go through it.
pub(crate) fn sends(control: &str) -> Result<(), Stop> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    rustix::net::sockopt::set_tcp_congestion(&client, control)?;
    assert_eq!(rustix::net::sockopt::tcp_congestion(&client)?, control);
    let (mut server, _) = listener.accept()?;
    let reader = std::thread::spawn(move || {
        let mut received = Vec::new();
        server.read_to_end(&mut received).map(|_| received.len())
    });
    client.write_all(&[7; 100_000])?;
    drop(client);
    assert_eq!(reader.join().unwrap()?, 100_000);
    Ok(())
}

/// The function of kernels that register structures of functions by a link (Linux 6.4).
pub(crate) const REGISTERS_BY_LINK: &str = "bpf_struct_ops_link_create";

pub(crate) fn congestion() -> Outcome {
    let kernel = host()?;
    needs(&kernel, Kind::Func, REGISTERS_BY_LINK)?;
    for bytes in objects!("congestion") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        let counts =
            || Ok::<_, Error>((object.global::<u64>("sockets")?, object.global::<u64>("acknowledged")?));
        assert!(sends("skep_linked").is_err(), "nobody has registered it");
        let linked = object.register("linked")?;
        assert!(linked.link().is_some());
        sends("skep_linked")?;
        let (sockets, acknowledged) = counts()?;
        assert!(sockets == 1 && acknowledged > 0, "{sockets} sockets, {acknowledged} times");
        // Another object's would have the same name.
        let other = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        let error = other.register("linked").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        drop(linked);
        assert!(sends("skep_linked").is_err(), "it is registered no more");
        // A link can be made again.
        let again = object.register("linked")?;
        sends("skep_linked")?;
        assert_eq!(counts()?.0, 2);
        drop(again);

        let plain = object.register("plain")?;
        assert!(plain.link().is_none());
        sends("skep_plain")?;
        let (sockets, more) = counts()?;
        assert!(sockets == 3 && more > acknowledged, "{sockets} sockets, {more} times");
        drop(plain);
        assert!(sends("skep_plain").is_err(), "it is registered no more");
        let error = object.register("no such structure").unwrap_err();
        assert_eq!(
            error.to_string(),
            "finding `no such structure`: there is no structure of that name; there is `linked`, `plain`"
        );
    }
    Ok(())
}

pub(crate) fn unknown_members(kernel: &Kernel) -> Outcome {
    for bytes in objects!("congestion") {
        let mut spec = ObjectSpec::from_elf(bytes)?;
        let map = spec.maps.iter_mut().find(|map| &*map.name == "linked").unwrap();
        let skep::object::Contents::Structure(structure) = &mut map.contents else {
            panic!("it is a structure")
        };
        // `no_such_number`
        structure.value[32] = 1;
        let error = spec.load(kernel).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        let said = error.to_string();
        if kernel.is_simulated() {
            let expected = "neither the kernel nor a module has a structure `tcp_congestion_ops` that programs can be the \
                            functions of (in the section `?.struct_ops`, it is made only if that is asked for)";
            assert!(said.ends_with(expected), "{said}");
        } else {
            let expected = "creating map `linked`: the member `no_such_number` of `tcp_congestion_ops` has a value, and the \
                            kernel's has no such member";
            assert_eq!(said, expected);
        }
    }
    Ok(())
}

/// What is not made with the object keeps nothing else from being loaded, and is made if that is asked for.
pub(crate) fn optional(kernel: &Kernel) -> Outcome {
    for bytes in objects!("optional") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let made: Vec<(&str, bool)> = spec.maps.iter().map(|map| (&*map.name, map.autocreate)).collect();
        assert_eq!(made, [("never", false), ("later", false), (".bss", true)]);
        let object = spec.load(kernel)?;
        let names: Vec<&str> = object.programs().map(|(name, _)| name).collect();
        assert_eq!(names, ["pass"]);
        assert_eq!(run(&object, "pass", &packet(0))?, XdpAction::PASS.0);
        let error = object.register("later").unwrap_err();
        assert_eq!(error.to_string(), "finding `later`: there is no structure of that name; there is none");
        let error = spec.load_with(kernel, &LoadOptions::new().with_map("never")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        let said = "creating map `never`: neither the kernel nor a module has a structure `skep_of_no_kernel` that programs can be \
                    the functions of";
        assert_eq!(error.to_string(), said);
        let error = spec.load_with(kernel, &LoadOptions::new().with_map("nowhere")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        if !kernel.is_simulated() {
            needs(kernel, Kind::Func, REGISTERS_BY_LINK)?;
            let object = spec.load_with(kernel, &LoadOptions::new().with_map("later"))?;
            assert!(object.program("nothing").is_err(), "it is a function of nothing that is made");
            let registered = object.register("later")?;
            sends("skep_later")?;
            assert!(object.global::<u64>("acknowledged")? > 0);
            drop(registered);
        }
    }
    Ok(())
}

pub(crate) fn logs(kernel: &Kernel) -> Outcome {
    let spec = ObjectSpec::from_elf(objects!("counter")[1])?;
    let log = |level: LogLevel| {
        let object = spec.load_with(kernel, &LoadOptions::new().log_level(level))?;
        Ok::<_, Error>(object.log("count").map(ToOwned::to_owned))
    };
    assert_eq!(log(LogLevel::Refusals)?, None);
    let brief = log(LogLevel::Brief)?.unwrap();
    assert!(brief.contains("processed "), "{brief}");
    if !kernel.is_simulated() {
        let full = log(LogLevel::Full)?.unwrap();
        assert!(full.contains("0: (") && full.len() > brief.len(), "{full}");
        let statistics = log(LogLevel::Statistics)?.unwrap();
        assert!(
            statistics.contains("verification time") && statistics.contains("stack depth"),
            "{statistics}"
        );
    }
    Ok(())
}
