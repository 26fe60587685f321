//! A field of a record of a type that no record has.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[tracepoint_fields]
    pub struct Exec {
        pub filename: String, //~ E0277 String
    }
    #[tracepoint("sched:sched_process_exec")]
    fn f(_: &Exec) {}
}
fn main() {}
