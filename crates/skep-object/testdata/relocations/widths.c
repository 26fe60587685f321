/* Signed fields that the target has in another width: libbpf has no answer to most of these. */
#include "core.h"

struct widths { s64 a; s64 b; s32 c; s64 d; s32 e; u32 f; } CORE;

SEC("raw_tp/signed_double") s64 signed_double(struct widths *w) { return w->a; }
SEC("raw_tp/unsigned_in_signed") s64 unsigned_in_signed(struct widths *w) { return w->b; }
SEC("raw_tp/signed_word") s64 signed_word(struct widths *w) { return w->c; }
SEC("raw_tp/stored") int stored(struct widths *w) { w->d = (s64)w; return 0; }
SEC("raw_tp/wider") s64 wider(struct widths *w) { return w->e; }
SEC("raw_tp/other_sign") u64 other_sign(struct widths *w) { return w->f; }
