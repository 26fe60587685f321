//! A kind of programs that do not go on to others.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[map] static NEXT: ProgramArray<kind::Fentry> = ProgramArray::with_length(1); //~ E0277 ProgramArray::with
}
fn main() {}
