//! Who may call a helper: by its facts, the program that is staged, the licence of its module, and the kernel that it is for.

use super::Session;
use skep_uapi::{Helper, HelperFacts, ProgramSet, ProgramType};

/// The licences that go with the GPL, as the kernel's `license_is_gpl_compatible` has them (`include/linux/license.h`).
const GPL_COMPATIBLE: [&str; 6] =
    ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

/// Of more types of program those are named that may not.
const MANY: u32 = 16;

impl Session {
    /// Why the program that is staged may not call a helper, and who may; `None` if it may.
    pub(crate) fn why_not(&self, helper: Helper) -> Option<String> {
        let facts = helper.facts()?;
        let program = self.program?;
        let name = self.frames.first().map_or("", |frame| frame.function.name);
        let caller = format!("`{name}`, a program of type {}", program.program_type);
        if !facts.callable_in(program.program_type, program.attach_type) {
            return Some(format!("`{}` cannot be called in {caller}: {}", facts.name, who_may(facts)));
        }
        if facts.gpl_only == Some(true) && !GPL_COMPATIBLE.contains(&self.licence.as_str()) {
            return Some(format!(
                "`{}` cannot be called in {caller} and under the licence `{}`: only under one that goes with the GPL",
                facts.name, self.licence
            ));
        }
        let version = self.surroundings.version?;
        let (false, Some(since)) = (facts.in_version(version)?, &facts.since) else { return None };
        Some(format!(
            "`{}` is there since Linux {since}, and `{name}` is for Linux {version}: do without, or ask for a newer kernel",
            facts.name
        ))
    }
}

/// The programs that may call it.
fn who_may(facts: &HelperFacts) -> String {
    let sleeps = if facts.sleeps { " that may sleep" } else { "" };
    let able: ProgramSet =
        ProgramType::ALL.iter().copied().filter(|&one| facts.callable_in(one, None)).collect();
    let others = ProgramType::ALL.iter().copied().collect::<ProgramSet>().without(able);
    let mut who = if able.len() > MANY {
        format!("only in those of another type than {others}{sleeps}")
    } else {
        format!("only in those of type {able}{sleeps}")
    };
    for limit in &*facts.limits {
        let places: Vec<String> = limit.attach_types.iter().map(ToString::to_string).collect();
        who += &format!("; of type {} those that are attached as {}", limit.program_type, places.join(", "));
    }
    who
}
