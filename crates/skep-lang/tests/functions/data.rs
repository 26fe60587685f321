//! Structures in structures, arrays, methods, casts.

use skep::bpf::value;

#[value]
pub(crate) struct Inner {
    pub(crate) c: u64,
    pub(crate) tag: [u8; 16],
}
#[value]
pub(crate) struct Flow {
    pub(crate) src: u32,
    pub(crate) dst: u32,
    pub(crate) inner: Inner,
}
#[skep::bpf]
impl Flow {
    pub(crate) fn new(src: u32, dst: u32) -> Self {
        Flow { src, dst, inner: Inner { c: 0, tag: [0u8; 16] } }
    }
    pub(crate) fn weight(&self, k: u64) -> u64 {
        self.inner.c * k + u64::from(self.src)
    }
    pub(crate) fn bump(&mut self) {
        self.inner.c += 1;
    }
}
#[skep::bpf]
pub(crate) fn touch(f: &mut Flow, i: usize) -> u64 {
    f.src = 7;
    f.inner.c += 2;
    f.inner.tag[i] = f.inner.tag[0] ^ 0xff;
    f.inner.c
}
#[skep::bpf]
pub(crate) fn build(a: u32, i: usize) -> u64 {
    let mut f = Flow::new(a, 2);
    let before = f;
    f.bump();
    let t = touch(&mut f, i);
    let Flow { dst, inner: Inner { c, .. }, .. } = f;
    let some = Some(f);
    if let Some(mut g) = some {
        g.bump();
    }
    let c = c + some.unwrap_or(f).inner.c;
    let mask = !(a as u64) << 3 | 1;
    let neg = -(a as i64) as u64;
    let tag = f.inner.tag;
    if before.inner.c == 0 && a < 10 || a == 77 {
        t + c + dst as u64 + tag[1] as u64
    } else {
        mask ^ neg ^ f.weight(3)
    }
}
