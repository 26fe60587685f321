	.text
	.file	"clang.c"
	.section	xdp,"ax",@progbits
	.globl	program                         # -- Begin function program
	.p2align	3
	.type	program,@function
program:                                # @program
# %bb.0:
	r7 = r1
	w6 = 1
	*(u32 *)(r10 - 4) = w6
	r1 = 0
	*(u64 *)(r10 - 16) = r1
	r2 = r10
	r2 += -4
	r1 = COUNTS ll
	call 1
	if r0 == 0 goto LBB0_2
# %bb.1:
	r1 = 1
	lock *(u64 *)(r0 + 0) += r1
	r1 = 6
	r1 = atomic_fetch_or((u64 *)(r0 + 0), r1)
	*(u64 *)(r10 - 16) = r1
	r1 = 5
	r2 = r0
	r0 = 4
	r0 = cmpxchg_64(r2 + 0, r0, r1)
	w1 = 3
	lock *(u32 *)(r2 + 0) ^= w1
LBB0_2:
	r3 = r10
	r3 += -16
	w1 = 3
	r2 = step ll
	r4 = 0
	call 181
	w1 = *(u32 *)(r7 + 4)
	w7 = *(u32 *)(r7 + 0)
	r2 = r7
	r2 += 14
	if r2 > r1 goto LBB0_5
# %bb.3:
	w2 = *(u8 *)(r7 + 2)
	r2 <<= 56
	r2 s>>= 56
	r1 = *(u64 *)(r10 - 16)
	r1 += r2
	call mix
	w6 = 2
	if w0 s> -6 goto LBB0_5
# %bb.4:
	w6 = *(u32 *)(r7 + 0)
	r6 = be32 r6
LBB0_5:
	w0 = w6
	exit
.Lfunc_end0:
	.size	program, .Lfunc_end0-program
                                        # -- End function
	.text
	.p2align	3                               # -- Begin function step
	.type	step,@function
step:                                   # @step
# %bb.0:
	r1 = w1
	r3 = *(u64 *)(r2 + 0)
	r3 += r1
	*(u64 *)(r2 + 0) = r3
	r0 = 0
	exit
.Lfunc_end1:
	.size	step, .Lfunc_end1-step
                                        # -- End function
	.p2align	3                               # -- Begin function mix
	.type	mix,@function
mix:                                    # @mix
# %bb.0:
	r0 = r1
	r0 >>= 7
	r0 ^= r1
	r1 = -7046029254386353131 ll
	r0 *= r1
	exit
.Lfunc_end2:
	.size	mix, .Lfunc_end2-mix
                                        # -- End function
	.type	COUNTS,@object                  # @COUNTS
	.section	.maps,"aw",@progbits
	.globl	COUNTS
	.p2align	3, 0x0
COUNTS:
	.zero	32
	.size	COUNTS, 32

	.type	_license,@object                # @_license
	.section	license,"aw",@progbits
	.globl	_license
_license:
	.asciz	"GPL"
	.size	_license, 4

	.addrsig
	.addrsig_sym program
	.addrsig_sym step
	.addrsig_sym COUNTS
	.addrsig_sym _license
