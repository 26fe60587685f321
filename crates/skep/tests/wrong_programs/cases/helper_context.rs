//! A helper that takes the context, and is handed a number.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn f(length: u32) -> u32 {
        helper::get_route_realm(&length) //~ E0277 &length
    }
}
fn main() {}
