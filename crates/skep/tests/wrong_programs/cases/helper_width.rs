//! An argument of a helper of another width.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn f(flags: u32) -> i64 {
        helper::redirect(1, flags) //~ E0308 flags
    }
}
fn main() {}
