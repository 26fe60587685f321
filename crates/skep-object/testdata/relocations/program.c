/* Every kind of relocation, on types that the targets have in other layouts. */
#include "core.h"

enum state { FIRST = 1, SECOND = 2, THIRD = 3, NOWHERE = 4 };
enum big { BIG = 0x100000000ULL, BIG_LOW = 1ULL };
enum negative { MINUS = -5 };
typedef enum state state_t;

struct inner {
	u16 x;
	u32 rows[2][3];
} CORE;

struct declared;

struct everything___local {
	u32 a;
	u64 b;
	u8 c;
	struct everything___local *next;
	struct inner in;
	struct {
		u32 hidden;
		union {
			u64 one;
			u32 other;
		};
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
	u32 rest[];
} CORE;

struct only_here { int x; } CORE;
union choice { u32 a; u64 b; } CORE;
typedef struct everything___local everything_t;
typedef int (*function_t)(struct inner *, u32);
typedef u32 number_t;

struct exact___mine { u32 a; struct inner *p; enum state e; u16 shorts[8]; };
struct inexact { u32 a; u32 b; };
struct sized { u32 a; };

#define E struct everything___local

SEC("raw_tp/loads") int loads(E *e)
{
	return e->a + e->b + e->c + e->in.x + e->in.rows[1][2] + e->hidden + e->one + e->other + e->shorts[5] +
	       e->state + e->plain + e->rest[3] + e[1].a + (e->next != 0) + (e->ptr != 0) + (e->fwd != 0);
}

SEC("raw_tp/stores") int stores(E *e)
{
	e->a = 1;
	e->b = (u64)e;
	e->c = 7;
	e->in.rows[0][1] = (u32)(u64)e;
	e->other = 9;
	e->ptr = e;
	return 0;
}

SEC("raw_tp/offsets") int offsets(E *e)
{
	return field_byte_offset(e->a) + field_byte_offset(e->in.rows[1]) + field_byte_offset(e->in) +
	       field_byte_offset(e->hidden) + field_byte_offset(e->shorts[3]) + field_byte_offset(e->next) +
	       field_byte_offset(e->rest[7]) + field_byte_offset(e->bit1) + field_byte_offset(e->bit2) +
	       field_byte_offset(e->bit3) + field_byte_offset(e->plain) + field_byte_offset(e->shorts);
}

SEC("raw_tp/sizes") int sizes(E *e)
{
	return field_byte_size(e->a) + field_byte_size(e->in) + field_byte_size(e->in.rows) +
	       field_byte_size(e->in.rows[1]) + field_byte_size(e->shorts) + field_byte_size(e->shorts[2]) +
	       field_byte_size(e->bit1) + field_byte_size(e->bit2) + field_byte_size(e->bit3) +
	       field_byte_size(e->plain) + field_byte_size(e->next) + field_byte_size(e->rest);
}

SEC("raw_tp/shifts") int shifts(E *e)
{
	return field_lshift_u64(e->bit1) + field_lshift_u64(e->bit2) + field_lshift_u64(e->bit3) +
	       field_lshift_u64(e->plain) + field_lshift_u64(e->a) + field_rshift_u64(e->bit1) +
	       field_rshift_u64(e->bit2) + field_rshift_u64(e->bit3) + field_rshift_u64(e->plain) +
	       field_rshift_u64(e->a) + field_signed(e->bit1) + field_signed(e->bit2) + field_signed(e->plain) +
	       field_signed(e->state);
}

SEC("raw_tp/existence") int existence(E *e)
{
	return field_exists(e->a) + field_exists(e->missing) + field_exists(e->in.rows[1][2]) +
	       field_exists(e->in.rows[1][1]) + field_exists(e->hidden) + field_exists(e->bit3) +
	       field_exists(e->ptr) + field_exists(e->fwd) + field_exists(e->shorts[7]) +
	       field_exists(((struct only_here *)e)->x) + field_exists(((union choice *)e)->b);
}

SEC("raw_tp/types") int types(void *ctx)
{
	return type_exists(struct everything___local) + type_exists(struct only_here) + type_exists(union choice) +
	       type_exists(everything_t) + type_exists(function_t) + type_exists(number_t) +
	       type_exists(enum state) + type_exists(state_t) + type_size(struct everything___local) +
	       type_size(struct only_here) + type_size(number_t) + type_size(struct sized) +
	       type_matches(struct exact___mine) + type_matches(struct inexact) + type_matches(function_t) +
	       type_matches(number_t) + type_matches(enum state) + type_matches(union choice) +
	       type_matches(struct only_here);
}

SEC("raw_tp/ids") int ids(void *ctx)
{
	return type_id_local(struct inner) + type_id_target(struct inner) + type_id_target(struct only_here) +
	       type_id_target(function_t) + type_id_local(struct only_here);
}

SEC("raw_tp/enumerators") int enumerators(void *ctx)
{
	return enumval_value(enum state, FIRST) + enumval_value(enum state, THIRD) +
	       enumval_exists(enum state, SECOND) + enumval_exists(enum state, NOWHERE) +
	       enumval_value(state_t, SECOND) + enumval_value(enum negative, MINUS) +
	       enumval_value(enum big, BIG) + enumval_value(enum big, BIG_LOW);
}

SEC("raw_tp/dead") int dead(E *e)
{
	u64 sum = 0;
	if (field_exists(e->missing))
		sum += e->missing + field_byte_offset(e->missing) + field_byte_size(e->missing);
	if (enumval_exists(enum state, NOWHERE))
		sum += enumval_value(enum state, NOWHERE);
	if (type_exists(struct only_here))
		sum += ((struct only_here *)e)->x;
	return sum;
}
