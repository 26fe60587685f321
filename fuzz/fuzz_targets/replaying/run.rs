//! What is run on replayed kernels: the library's commonest calls, in parts.

use super::*;

/// How many parts there are.
pub const PARTS: u32 = 6;

static OBJECT: LazyLock<ObjectSpec> = LazyLock::new(|| {
    let mut code = Assembler::new();
    code.store(Size::Double, R10, -8, 7).load_map(R1, "RING").mov(R2, R10).add(R2, -8).mov(R3, 8).mov(R4, 0);
    let code = code.call(Helper::RINGBUF_OUTPUT).mov(R0, 2).exit().build().expect("it is a program");
    ObjectSpec::new("GPL")
        .with_map(RingBuffer::<u64>::spec("RING", 4096))
        .with_program(ProgramSpec::xdp("sends", code))
});

/// Runs a part on a kernel.
pub fn run(kernel: &Kernel, part: u32) -> Result<()> {
    match part {
        0 => {
            let map = HashMap::<u32, u64>::create(kernel, "M", 8)?;
            map.insert(&1, &10)?;
            map.get(&1)?;
            map.iter().take(100).collect::<Result<Vec<_>>>()?;
            map.take(&1).map(drop)
        }
        1 => {
            let map = PerCpuArray::<u64>::create(kernel, "M", 2)?;
            map.set(1, &PerCpu::splat(kernel, &3)?)?;
            map.sums::<u64>().take(100).collect::<Result<Vec<_>>>().map(drop)
        }
        2 => {
            let object = OBJECT.load(kernel)?;
            let program = object.program("sends")?;
            program.test_run(&TestRun::new().packet(&[0; 60]))?;
            let link = program.attach_to_interface("sim0", XdpMode::Generic)?;
            link.info()?;
            let mut ring = object.map::<RingBuffer<u64>>("RING")?;
            ring.wait(Some(Duration::from_millis(1)))?;
            ring.drain().take(100).collect::<Result<Vec<_>>>()?;
            link.detach()
        }
        3 => {
            kernel.programs()?;
            kernel.maps()?;
            kernel.links()?;
            kernel.pins()?;
            kernel.attachments().map(drop)
        }
        4 => {
            let mut ring = UserRingBuffer::<u64>::create(kernel, "M", 4096)?;
            ring.try_send(&1)?;
            ring.unread().map(drop)
        }
        _ => {
            kernel.tracepoint_format("sched:sched_process_exec")?;
            drop(kernel.about());
            kernel.held_types().map(drop)
        }
    }
}
