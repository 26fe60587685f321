//! How benchmarks here measure: in rounds, with the contestants taking turns, as ratios to a reference.
//!
//! Absolute times swing with whatever else a machine does; a ratio within one round hardly does. A result is the
//! median of the rounds' ratios with an interval from their order that holds the true median with some 95 %. When
//! that interval is wider than the margin asked for, the result is undecided.

#[cfg(feature = "peers")]
pub mod libbpf;
pub mod raw;

use std::time::Instant;

/// How long one contestant takes.
pub struct Contestant<'a> {
    /// Its name.
    pub name: &'static str,
    /// Does the work this many times.
    pub run: Box<dyn FnMut(u32) + 'a>,
}

impl<'a> Contestant<'a> {
    /// A contestant.
    pub fn new(name: &'static str, run: impl FnMut(u32) + 'a) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many rounds.
    pub rounds: usize,
    /// How often each contestant does the work in a round.
    pub times: u32,
}

impl Effort {
    /// What the command line asks for: with `--test`, each benchmark runs once, to show that it works.
    pub fn from_arguments(times: u32) -> Self {
        if std::env::args().any(|argument| argument == "--test") {
            Self { rounds: 1, times: times.min(100) }
        } else {
            Self { rounds: 21, times }
        }
    }
}

/// Measures the contestants against the first one, and prints a line for each.
pub fn compare(what: &str, effort: Effort, margin: f64, contestants: &mut [Contestant<'_>]) {
    let times = time(effort, contestants);
    let names: Vec<&str> = contestants.iter().map(|contestant| contestant.name).collect();
    report(what, margin, &names, &times);
}

/// Measures the contestants, and gives for each its nanoseconds in each round.
pub fn time(effort: Effort, contestants: &mut [Contestant<'_>]) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..=effort.rounds {
        for turn in 0..contestants.len() {
            // Who goes first changes from round to round.
            let index = (turn + round) % contestants.len();
            let start = Instant::now();
            (contestants[index].run)(effort.times);
            let nanoseconds = start.elapsed().as_nanos() as f64 / f64::from(effort.times);
            // The first round only warms up.
            if round > 0 || effort.rounds == 1 {
                times[index].push(nanoseconds);
            }
        }
    }
    times
}

/// Prints the result of rounds that were timed elsewhere: for each contestant its nanoseconds in each round.
pub fn report(what: &str, margin: f64, names: &[&str], times: &[Vec<f64>]) {
    for (index, name) in names.iter().enumerate() {
        let ratios: Vec<f64> =
            times[index].iter().zip(&times[0]).map(|(own, reference)| own / reference).collect();
        let rounds = ratios.len();
        let (low, median, high) = median_with_interval(ratios);
        let nanoseconds = median_with_interval(times[index].clone()).1;
        let decided = if index == 0 {
            "reference".to_owned()
        } else if high - low > margin {
            format!("undecided in {rounds} rounds: the interval is wider than {margin}")
        } else {
            format!("{rounds} rounds")
        };
        println!(
            "{what:<24} {name:<14} {nanoseconds:>8.1} ns {median:>7.3} x [{low:.3}, {high:.3}]  {decided}"
        );
    }
}

/// The median, and the values whose ranks enclose it with some 95 % (from the binomial distribution, by its normal
/// approximation).
pub fn median_with_interval(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let count = values.len();
    let half_width = (1.96 * (count as f64).sqrt() / 2.0).ceil() as usize;
    let middle = count / 2;
    let low = middle.saturating_sub(half_width);
    let high = (middle + half_width).min(count - 1);
    (values[low], values[middle], values[high])
}
