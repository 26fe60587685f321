/* A target in which everything is elsewhere, and some is wider or narrower. */
#include "core.h"

enum state { ZEROTH, SECOND = 20, FIRST = 10, THIRD___late = 30 };
enum big { BIG_LOW = 3, BIG = 0x700000000ULL };
enum negative { MINUS = -77 };
typedef enum state state_t;
struct inner { u64 before; u32 rows[4][5]; u64 x; };
struct declared;
struct everything {
	u64 first;
	struct {
		struct {
			u16 a;
			union { u8 other; u64 one; };
		};
		u32 pad;
		u64 hidden;
	};
	const volatile struct inner in;
	struct everything *next;
	u64 c;
	u32 b;
	u16 shorts[16];
	state_t state;
	u64 filler;
	u64 bit0 : 5;
	u64 bit3 : 33;
	s8 bit2 : 6;
	u32 bit1;
	u32 plain : 9;
	void *ptr;
	struct declared *fwd;
	u32 rest[0];
};
union choice { u64 b; u8 c; };
typedef struct everything everything_t;
typedef int (*function_t)(struct inner *, u32);
typedef u64 number_t;
struct exact { u64 more; u16 shorts[8]; struct inner *p; enum state e; u32 a; };
struct inexact { u32 a; u64 b; };
struct sized { u32 a; u64 b[7]; };

/* One of each, so that their types are written. */
struct everything e;
union choice c;
everything_t t;
function_t f;
number_t n;
struct exact x;
struct inexact i;
struct sized s;
enum big b;
enum negative m;
