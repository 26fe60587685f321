//! A tracepoint without a name.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[tracepoint_fields] pub struct Exec { pub pid: i32 }
    #[tracepoint] //~ error tracepoint
    fn f(ctx: &Exec) -> i32 {
        0
    }
}
fn main() {}
