//! A field that is not declared in the record.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[tracepoint_fields] pub struct Exec { pub pid: i32 }
    #[tracepoint("sched:sched_process_exec")]
    fn f(ctx: &Exec) -> i32 {
        ctx.tgid //~ E0609 tgid
    }
}
fn main() {}
