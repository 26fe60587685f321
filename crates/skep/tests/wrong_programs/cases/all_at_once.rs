//! Three unsupported constructs: three errors.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    fn g(n: u32) -> u32 {
        let g = |x: u32| x; //~ error |x
        println!("{n}"); //~ error println
        let v = vec![n]; //~ error vec
        n
    }
}
fn main() {}
