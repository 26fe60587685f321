#!/bin/busybox sh
# The first process of an emulated machine: prepares it as a distribution would, runs the test binaries, and says over the
# serial line what it does. The lines with `run` are put in at the end by guest.rs.
b=/bin/busybox
# The kernel starts it without a session; all that it starts has one, as everywhere.
[ -n "$in_session" ] || in_session=1 exec $b setsid $b sh "$0"
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
$b mkdir -p /dev/pts /dev/shm
$b mount -t devpts devpts /dev/pts
$b mount -t tmpfs tmp /dev/shm
$b mount -t securityfs security /sys/kernel/security 2>/dev/null
$b mount -t tracefs tracing /sys/kernel/tracing
$b mount -t bpf bpf /sys/fs/bpf
$b mount -t cgroup2 cgroup /sys/fs/cgroup
$b ip link set lo up
export PATH=/bin HOME=/tmp RUST_BACKTRACE=0 INSTA_UPDATE=no NO_COLOR=1 TERM=dumb

echo "==matrix kernel $($b uname -r)"
for module in $($b cat /modules/order); do
    said=$($b insmod "/modules/$module.ko" 2>&1) || echo "==matrix note the module $module could not be inserted: $said"
done

# run NAME FOLDER EXECUTABLE ARGUMENT...
run() {
    echo "==matrix begin $1"
    cd "$2" || cd /
    begun=$($b cut -d. -f1 /proc/uptime)
    shift 2
    $b timeout "$LIMIT" "$@" </dev/null 2>&1
    code=$?
    ended=$($b cut -d. -f1 /proc/uptime)
    echo "==matrix end $code $((ended - begun))"
}
finish() {
    $b dmesg | $b grep -E 'BUG:|WARNING:|Oops|soft lockup|detected stalls' | $b sed 's/^/==matrix note the kernel: /' |
        $b head -n 20
    echo "==matrix done"
    $b poweroff -f
}
