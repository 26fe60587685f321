//! What bpf-linker makes objects of: programs in Rust, with a map defined by numbers (section `maps`) as aya defines them, one
//! defined by types (section `.maps`), variables of every data section, a table that the compiler makes, and a function that is
//! called from two places.
#![no_std]
#![no_main]

use core::ffi::c_void;
use core::ptr::{addr_of, addr_of_mut, null};

/// `struct bpf_map_def` as aya has it: two numbers more than libbpf's.
#[repr(C)]
pub struct Definition {
    map_type: u32,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    flags: u32,
    id: u32,
    pinning: u32,
}

// SAFETY: it is read by who loads the object, and never here.
unsafe impl Sync for Definition {}

#[unsafe(no_mangle)]
#[unsafe(link_section = "maps")]
pub static COUNTS: Definition =
    Definition { map_type: 1, key_size: 4, value_size: 8, max_entries: 256, flags: 0, id: 0, pinning: 0 };

/// A map whose types say all: `r#type` and `max_entries` by the lengths of arrays.
#[repr(C)]
pub struct Typed {
    r#type: *const [i32; 2],
    key: *const u32,
    value: *const u64,
    max_entries: *const [i32; 4],
}

// SAFETY: as above.
unsafe impl Sync for Typed {}

#[unsafe(no_mangle)]
#[unsafe(link_section = ".maps")]
pub static SLOTS: Typed = Typed { r#type: null(), key: null(), value: null(), max_entries: null() };

#[unsafe(no_mangle)]
pub static STEP: u32 = 3;
#[unsafe(no_mangle)]
pub static mut TOTAL: u64 = 40;
#[unsafe(no_mangle)]
pub static mut CALLS: u64 = 0;

/// `struct xdp_md`, as far as it is used.
#[repr(C)]
pub struct Context {
    data: u32,
    data_end: u32,
}

const DROP: u32 = 1;
const PASS: u32 = 2;

/// Helper 1, `bpf_map_lookup_elem`.
fn look_up<M, V>(map: &'static M, key: &u32) -> Option<&'static mut V> {
    // SAFETY: the number of a helper takes the place of its address, and the helper takes this.
    unsafe {
        let helper: extern "C" fn(*const c_void, *const c_void) -> *mut V = core::mem::transmute(1_usize);
        helper(map as *const M as *const c_void, key as *const u32 as *const c_void).as_mut()
    }
}

/// Helper 2, `bpf_map_update_elem`.
fn update<M, V>(map: &'static M, key: &u32, value: &V) {
    // SAFETY: as above.
    unsafe {
        let helper: extern "C" fn(*const c_void, *const c_void, *const c_void, u64) -> i64 =
            core::mem::transmute(2_usize);
        helper(
            map as *const M as *const c_void,
            key as *const u32 as *const c_void,
            value as *const V as *const c_void,
            0,
        );
    }
}

/// What a kind of packet weighs: the compiler makes a table of this.
fn weight(kind: u32) -> u32 {
    match kind {
        0 => 11,
        1 => 5,
        2 => 97,
        3 => 40,
        4 => 2,
        5 => 73,
        6 => 19,
        _ => 0,
    }
}

/// Counts a packet by its first byte and gives its weight; a function of its own, which both programs call.
#[inline(never)]
fn counted(key: u32) -> u32 {
    match look_up::<_, u64>(&COUNTS, &key) {
        Some(count) => *count += 1,
        None => update(&COUNTS, &key, &1_u64),
    }
    if let Some(slot) = look_up::<_, u64>(&SLOTS, &(key & 3)) {
        *slot += 2;
    }
    weight(key)
}

fn first_byte(context: *const Context) -> Option<u32> {
    // Two bytes, since the verifier makes nothing of a comparison without a distance, which is what LLVM makes of one byte.
    // SAFETY: the kernel gives programs a context, and the packet's bytes up to its end.
    unsafe {
        let (data, end) = ((*context).data as usize, (*context).data_end as usize);
        (data + 2 <= end).then(|| u32::from(*(data as *const u8)))
    }
}

#[unsafe(no_mangle)]
#[unsafe(link_section = "xdp/count")]
pub extern "C" fn count(context: *const Context) -> u32 {
    let Some(key) = first_byte(context) else { return DROP };
    counted(key);
    PASS
}

#[unsafe(no_mangle)]
#[unsafe(link_section = "xdp/weigh")]
pub extern "C" fn weigh(context: *const Context) -> u32 {
    let Some(key) = first_byte(context) else { return DROP };
    let weight = counted(key);
    // SAFETY: the verifier knows the places of variables, and nobody minds that two CPUs write at once.
    unsafe {
        *addr_of_mut!(CALLS) += 1;
        let step = u64::from(addr_of!(STEP).read_volatile());
        *addr_of_mut!(TOTAL) += step;
        let total = addr_of!(TOTAL).read_volatile();
        total as u32 + weight
    }
}

#[unsafe(no_mangle)]
#[unsafe(link_section = "license")]
pub static LICENSE: [u8; 4] = *b"GPL\0";

/// No program can panic: nothing here does, and the linker leaves this out.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
