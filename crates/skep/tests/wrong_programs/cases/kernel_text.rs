//! A field of the kernel that has no layout, and one that is there or not used as if it always were.
#[skep::bpf(license = "GPL")]
mod m {
    use skep::bpf::*;
    #[kernel_type]
    pub struct task_struct {
        pub comm: String, //~ E0277 String
        pub tgid: Option<i32>,
    }
    #[tp_btf("sched_process_exec")]
    fn f(task: Ptr<task_struct>) {
        let _ = task.tgid + 1; //~ E0369 +
    }
}
fn main() {}
