//! A kernel field that is not declared.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[kernel_type] struct file { f_flags: u32 }
    #[fentry("vfs_read")]
    fn f(file: Ptr<file>) -> i32 {
        file.f_mode //~ E0609 f_mode
    }
}
fn main() {}
