//! Handlers that fail, and pipelines.

use crate::overload::{run, sender};
use crate::world::World;
use skep::flow::{Failure, Flow, Pipeline, Recorded, Replay, Steps, Stop};
use skep_harness::Outcome;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};

/// Panics without a word on the terminal.
fn panic_silently(message: &'static str) -> ! {
    resume_unwind(Box::new(message))
}

pub(crate) fn isolated(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    run(&loaded.send, 60);
    let failures = Arc::new(Mutex::new(vec![]));
    let told = failures.clone();
    let flow = Flow::new(loaded.SAMPLES).workers(3).on_failure(move |failure| {
        told.lock().unwrap().push(failure.clone());
        // Not even this stops the rest.
        panic_silently("told");
    });
    let handle = flow.handle();
    handle.stop(Stop::Drain)?;
    let ended = flow.run(|sample| match sample.number % 6 {
        0 => panic_silently("sixth"),
        3 => Err(format!("{} is divided by 3", sample.number)),
        _ => Ok(()),
    })?;
    let counts = ended.counts;
    assert_eq!((counts.delivered, counts.failed, counts.panicked), (60, 10, 10), "{counts}");
    let failures = failures.lock().unwrap();
    assert_eq!(failures.len(), 20);
    assert!(failures.contains(&Failure::Error("9 is divided by 3".to_owned())));
    assert!(failures.contains(&Failure::Panic("sixth".to_owned())));
    Ok(())
}

pub(crate) fn counted(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    run(&loaded.send, 100);
    let seen = Mutex::new(vec![]);
    let pipeline = Pipeline::new()
        .parse("parse", |sample: sender::Sample| u8::try_from(sample.number * 3))
        .filter("even", |number| if *number == 30 { panic_silently("30") } else { number % 2 == 0 })
        .map("half", |number| number / 2)
        .handle("keep", |number| {
            seen.lock().unwrap().push(number);
            if number == 12 { Err("12 is not wanted") } else { Ok(()) }
        });
    let flow = Flow::new(loaded.SAMPLES).workers(2);
    flow.handle().stop(Stop::Drain)?;
    let ended = flow.run(|sample| pipeline.run(sample))?;
    let steps: Vec<_> = pipeline
        .counts()
        .into_iter()
        .map(|step| (step.name, step.entered(), step.passed, step.filtered, step.failed, step.panicked))
        .collect();
    // 85 times 3 is 255; 42 of the first 85 are even, one of which is 10.
    assert_eq!(
        steps,
        [
            ("parse", 100, 85, 0, 15, 0),
            ("even", 85, 41, 43, 0, 1),
            ("half", 41, 41, 0, 0, 0),
            ("keep", 41, 40, 0, 1, 0)
        ]
    );
    assert_eq!(seen.lock().unwrap().len(), 41);
    // What a flow counts is what the pipeline says.
    assert_eq!((ended.counts.delivered, ended.counts.failed, ended.counts.panicked), (100, 17, 0));
    Ok(())
}

/// Events that can be told apart by what is done with them.
fn pipeline() -> Pipeline<sender::Sample, impl Steps<sender::Sample>> {
    Pipeline::new().filter("not a fifth", |sample: &sender::Sample| !sample.number.is_multiple_of(5)).handle(
        "no seventh",
        |sample| if sample.number.is_multiple_of(7) { Err("a seventh") } else { Ok(()) },
    )
}

pub(crate) fn replayed(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    run(&loaded.send, 300);
    let (live, again, seen) = (pipeline(), pipeline(), Mutex::new((vec![], vec![])));
    let flow = Flow::new(Recorded::new(loaded.SAMPLES, vec![])?);
    flow.handle().stop(Stop::Drain)?;
    let ended = flow.run(|sample| {
        seen.lock().unwrap().0.push(sample.number);
        live.run(sample)
    })?;
    assert_eq!((ended.counts.delivered, ended.error.is_none()), (300, true));
    let (_, file) = ended.source.finish()?;

    // It ends by itself.
    let ended = Flow::new(Replay::new(&file[..])?).workers(1).run(|sample: sender::Sample| {
        seen.lock().unwrap().1.push(sample.number);
        again.run(sample)
    })?;
    assert_eq!((ended.counts.delivered, ended.counts.accounted(), ended.error.is_none()), (300, 300, true));
    let (first, second) = seen.into_inner().unwrap();
    assert_eq!(first, second);
    assert_eq!(live.counts(), again.counts());
    assert_eq!(live.counts()[1].failed, 34);

    // One that was cut off gives what is there, and says where it ends.
    let cut = &file[..file.len() - 5];
    let ended = Flow::new(Replay::new(cut)?).run(|_: sender::Sample| ())?;
    assert_eq!(ended.counts.delivered, 299);
    let error = ended.error.expect("the recording is cut off").to_string();
    assert!(
        error.contains(&format!("byte {}: the file ends within a record of 32 bytes", cut.len())),
        "{error}"
    );
    // Nor are other events found in it.
    let mut other = Replay::<u16, _>::new(&file[..])?;
    assert!(other.next().unwrap().unwrap_err().to_string().contains("a record has 32 bytes; `u16` has 2"));
    Ok(())
}
