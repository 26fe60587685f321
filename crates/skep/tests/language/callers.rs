//! Helpers that a program may not call: each is refused at the call, with who may.

use skep::prelude::*;
use skep::uapi::{Target, TargetEndian};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod types {
    use skep::bpf::*;

    #[xdp]
    fn colours(ctx: &mut Xdp) -> XdpAction {
        helper::skb_change_type(ctx, 1);
        if realm(ctx) == 0 { XdpAction::Drop } else { XdpAction::Pass }
    }

    fn realm(ctx: &Xdp) -> u32 {
        helper::get_route_realm(ctx)
    }

    #[socket_filter]
    fn asks(ctx: &Skb) -> u32 {
        let mut argument = [0_u64];
        helper::get_func_arg(ctx, 0, &mut argument);
        if helper::sys_close(3) == 0 { 1 } else { 0 }
    }
}

#[skep::bpf(license = "MIT")]
mod licences {
    use skep::bpf::*;

    #[tracepoint("sched:sched_process_exec")]
    fn reads() {
        let mut bytes = [0_u8; 8];
        helper::probe_read_kernel(&mut bytes, 4096_u64);
        helper::ktime_get_ns();
    }
}

#[skep::bpf(license = "GPL")]
mod versions {
    use skep::bpf::*;

    #[sched_cls]
    fn clocks(_ctx: &mut Skb) -> TcAction {
        helper::ktime_get_tai_ns();
        helper::ktime_get_boot_ns();
        TcAction::Ok
    }
}

#[skep::bpf(license = "GPL")]
mod functions {
    use skep::bpf::*;

    #[inline(never)]
    fn realm() -> u32 {
        helper::get_route_realm(&context())
    }

    #[sched_cls]
    fn counts(_ctx: &mut Skb) -> TcAction {
        if realm() == 0 { TcAction::Shot } else { TcAction::Ok }
    }
}

#[skep::bpf(license = "GPL")]
mod sockets {
    use skep::bpf::*;

    #[sched_cls(default = Ok)]
    fn keeps(ctx: &mut Skb) -> Option<TcAction> {
        let socket = helper::sk_lookup_tcp(ctx, &[0_u8; 12], 0, 0)?;
        if helper::sk_fullsock(&socket).is_some() {
            return None;
        }
        helper::sk_release(socket);
        None
    }
}

fn target(version: &str) -> Target {
    Target::of_version(version.parse().unwrap(), TargetEndian::Little)
}

fn refusal<T>(result: Result<T, Error>) -> String {
    result.map(|_| ()).unwrap_err().to_string()
}

pub(crate) fn callers_are_told_who_may() -> Outcome {
    insta::assert_snapshot!(refusal(types::spec(&target("6.18"))), @r"
    checking `types`: crates/skep/tests/language/callers.rs:13:9: `bpf_skb_change_type` cannot be called in `colours`, a program of type xdp: only in those of type sched_cls, sched_act
        | helper::skb_change_type(ctx, 1);
    crates/skep/tests/language/callers.rs:18:9: `bpf_get_route_realm` cannot be called in `colours`, a program of type xdp: only in those of type sched_cls, sched_act, lwt_in, lwt_out, lwt_xmit, lwt_seg6local
        | helper::get_route_realm(ctx)
        called at crates/skep/tests/language/callers.rs:14:12
    crates/skep/tests/language/callers.rs:24:9: `bpf_get_func_arg` cannot be called in `asks`, a program of type socket_filter: only in those of type tracing, lsm; of type lsm those that are attached as lsm_mac; of type tracing those that are attached as trace_fentry, trace_fexit, modify_return
        | helper::get_func_arg(ctx, 0, &mut argument);
    crates/skep/tests/language/callers.rs:25:12: `bpf_sys_close` cannot be called in `asks`, a program of type socket_filter: only in those of type syscall that may sleep
        | if helper::sys_close(3) == 0 { 1 } else { 0 }
    ");
    insta::assert_snapshot!(refusal(licences::spec(&target("6.18"))), @r"
    checking `licences`: crates/skep/tests/language/callers.rs:36:9: `bpf_probe_read_kernel` cannot be called in `reads`, a program of type tracepoint and under the licence `MIT`: only under one that goes with the GPL
        | helper::probe_read_kernel(&mut bytes, 4096_u64);
    ");
    insta::assert_snapshot!(refusal(versions::spec(&target("5.15"))), @r"
    checking `versions`: crates/skep/tests/language/callers.rs:47:9: `bpf_ktime_get_tai_ns` is there since Linux 6.1, and `clocks` is for Linux 5.15: do without, or ask for a newer kernel
        | helper::ktime_get_tai_ns();
    ");
    insta::assert_snapshot!(refusal(functions::spec(&target("6.18"))), @r"
    checking `functions`: crates/skep/tests/language/callers.rs:59:34: a function of its own has no context of the program: remove `#[inline(never)]`
        | helper::get_route_realm(&context())
        called at crates/skep/tests/language/callers.rs:64:12
    ");
    insta::assert_snapshot!(refusal(sockets::spec(&target("6.18"))), @r"
    checking `sockets`: crates/skep/tests/language/callers.rs:74:22: what is looked up here is not released on some path: call `helper::sk_release` on each
        | let socket = helper::sk_lookup_tcp(ctx, &[0_u8; 12], 0, 0)?;
    ");
    assert!(versions::spec(&target("6.1")).is_ok());
    let unknown = Target { version: None, ..target("5.15") };
    assert!(versions::spec(&unknown).is_ok(), "nothing is known of what the kernel has");
    Ok(())
}
