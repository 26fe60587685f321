/* A member that two types of one name have at different places, on kernels that also run programs of 32 bits. */
#include "core.h"

struct memelfnote { int type; } CORE;
struct elf_thread_core_info { void *task; struct memelfnote notes[0]; } CORE;

SEC("raw_tp/ambiguous") int ambiguous(struct elf_thread_core_info *info)
{
	return field_byte_offset(info->notes);
}
