//! An enumeration where user space writes too.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[value]
    #[repr(u32)]
    pub enum Class { Small, Large }
    #[event] pub struct Seen { pub class: Class, pub n: u32 } //~ E0277 Class
}
fn main() {}
