//! A store to kernel memory.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[kernel_type] struct file { f_flags: u32 }
    #[fentry("vfs_read")]
    fn f(mut file: Ptr<file>) {
        file.f_flags = 1; //~ E0594 file
    }
}
fn main() {}
