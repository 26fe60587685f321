/* A target that lacks much, and has other things under the same names. */
#include "core.h"

enum state { SECOND = 5 };
union everything { u32 a; };
struct inner { void *x; };
struct everything___a { void *a; u64 b; struct inner in; u32 shorts[2]; u32 bit1 : 1; u64 plain; u32 ptr; };
typedef u32 everything_t;
typedef void (*function_t)(struct inner *);
struct exact { u32 a; };
struct only_here { int y; };

/* One of each, so that their types are written. */
union everything u;
struct everything___a e;
everything_t t;
function_t f;
struct exact x;
struct only_here o;
enum state s;
