/* The fields of widths.c in other widths. */
#include "core.h"

struct widths { u8 pad; s32 a; u16 b; s16 c; s8 d; s64 e; s16 f; };
/* One of each, so that their types are written. */
struct widths w;
