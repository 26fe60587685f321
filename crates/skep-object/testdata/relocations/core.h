/* What clang offers to ask of types, by the kernel's names. */
#define SEC(name) __attribute__((section(name), used))
#define CORE __attribute__((preserve_access_index))

#define field_byte_offset(f) __builtin_preserve_field_info(f, 0)
#define field_byte_size(f) __builtin_preserve_field_info(f, 1)
#define field_exists(f) __builtin_preserve_field_info(f, 2)
#define field_signed(f) __builtin_preserve_field_info(f, 3)
#define field_lshift_u64(f) __builtin_preserve_field_info(f, 4)
#define field_rshift_u64(f) __builtin_preserve_field_info(f, 5)
#define type_id_local(t) __builtin_btf_type_id(*(t *)0, 0)
#define type_id_target(t) __builtin_btf_type_id(*(t *)0, 1)
#define type_exists(t) __builtin_preserve_type_info(*(t *)0, 0)
#define type_size(t) __builtin_preserve_type_info(*(t *)0, 1)
#define type_matches(t) __builtin_preserve_type_info(*(t *)0, 2)
#define enumval_exists(t, v) __builtin_preserve_enum_value(*(t *)v, 0)
#define enumval_value(t, v) __builtin_preserve_enum_value(*(t *)v, 1)

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

char _license[] SEC("license") = "GPL";
