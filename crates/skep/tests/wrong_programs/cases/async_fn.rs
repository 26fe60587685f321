//! An async function.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    async fn g(n: u32) -> u32 { //~ error async
        n
    }
}
fn main() {}
