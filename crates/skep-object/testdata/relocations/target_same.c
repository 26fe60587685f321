/* A target that has what the program has, under its essential names. */
#include "core.h"

enum state { FIRST = 1, SECOND = 2, THIRD = 3, NOWHERE = 4 };
enum big { BIG = 0x100000000ULL, BIG_LOW = 1ULL };
enum negative { MINUS = -5 };
typedef enum state state_t;
struct inner { u16 x; u32 rows[2][3]; };
struct declared;
struct everything {
	u32 a;
	u64 b;
	u8 c;
	struct everything *next;
	struct inner in;
	struct {
		u32 hidden;
		union { u64 one; u32 other; };
	};
	u16 shorts[8];
	enum state state;
	u32 bit1 : 3;
	s32 bit2 : 7;
	u64 bit3 : 40;
	u32 plain;
	s16 narrow;
	void *ptr;
	struct declared *fwd;
	u32 missing;
	u32 rest[0];
};
struct only_here { int x; };
union choice { u32 a; u64 b; };
typedef struct everything everything_t;
typedef int (*function_t)(struct inner *, u32);
typedef u32 number_t;
struct exact { u32 a; struct inner *p; enum state e; u16 shorts[8]; };
struct inexact { u32 a; u32 b; };
struct sized { u32 a; };

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
struct only_here o;
