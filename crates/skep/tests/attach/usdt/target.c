// A program with static probes (USDT), for tests that attach programs to them. It needs no library.
//
// For every byte that it reads it passes the probes once and writes whether the semaphore is up.

typedef unsigned short u16;

// The note that describes a probe: its address, that of the section `.stapsdt.base` as the linker saw it, that of the semaphore, and
// three texts (https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation).
#define PROBE(provider, name, semaphore, places, ...)                                                 \
    __asm__ volatile(                                                                                   \
        "990: nop\n"                                                                                    \
        ".pushsection .note.stapsdt,\"\",\"note\"\n"                                                    \
        ".balign 4\n"                                                                                   \
        ".4byte 992f-991f, 994f-993f, 3\n"                                                              \
        "991: .asciz \"stapsdt\"\n"                                                                     \
        "992: .balign 4\n"                                                                              \
        "993: .8byte 990b\n"                                                                            \
        ".8byte _.stapsdt.base\n"                                                                       \
        ".8byte " semaphore "\n"                                                                        \
        ".asciz \"" provider "\"\n"                                                                     \
        ".asciz \"" name "\"\n"                                                                         \
        ".asciz \"" places "\"\n"                                                                       \
        "994: .balign 4\n"                                                                              \
        ".popsection\n"                                                                                 \
        ".ifndef _.stapsdt.base\n"                                                                      \
        ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"                         \
        ".weak _.stapsdt.base\n"                                                                        \
        ".hidden _.stapsdt.base\n"                                                                      \
        "_.stapsdt.base: .space 1\n"                                                                    \
        ".size _.stapsdt.base, 1\n"                                                                     \
        ".popsection\n"                                                                                 \
        ".endif\n" ::__VA_ARGS__)

__attribute__((section(".probes"), used)) volatile u16 demo_request_semaphore;

struct record {
    long first;
    int second;
};

static struct record records[4] = {{10, -1}, {20, -2}, {30, -3}, {40, -4}};

static inline __attribute__((always_inline)) long call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

// In registers, in memory (also with an index), and as a constant; a byte whose sign counts.
static __attribute__((noinline)) void request(long turn, signed char small) {
    long index = turn & 3;
    volatile int on_stack = (int)turn * 1000;
    PROBE("demo", "request", "demo_request_semaphore", "8@%0 -1@%b1 -4@%2 8@$77 8@(%3,%4,8) -4@8(%3,%4,8)",
          "r"(turn), "q"(small), "m"(on_stack), "r"((char *)records), "r"(index * 2));
}

// The same probe at another place, where the arguments are elsewhere.
static __attribute__((noinline)) void other_request(long turn) {
    register long fixed __asm__("r12") = turn + 100;
    PROBE("demo", "request", "demo_request_semaphore", "8@%%r12 -1@$-5 -4@$3 8@$78 8@%%r12 -4@%%r12d", "r"(fixed));
}

static __attribute__((noinline)) void done(void) {
    PROBE("demo", "done", "0", "", "r"(0L));
}

__attribute__((used)) void run(void) {
    char byte;
    long turn = 0;
    while (call(0, 0, (long)&byte, 1) == 1) {
        request(turn, (signed char)-7);
        other_request(turn);
        done();
        turn++;
        byte = demo_request_semaphore ? '1' : '0';
        call(1, 1, (long)&byte, 1);
    }
    call(231, 0, 0, 0);
}

__asm__(".globl _start\n_start: xor %ebp, %ebp\nand $-16, %rsp\ncall run\nhlt\n");
