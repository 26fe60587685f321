//! Atomic changes that are no instruction of their own.

use super::Assembler;
use crate::registers::R0;
use crate::{Atomic, Condition, Name, Register, Size};

/// A number in memory that others change too, and how often a change of it is tried.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AtomicTarget {
    /// [`Size::Word`] or [`Size::Double`].
    pub size: Size,
    /// The register with an address.
    pub base: Register,
    /// The distance of the number from that address, in bytes.
    pub offset: i16,
    /// How often the change is tried: once, and again whenever somebody else was faster.
    pub attempts: u32,
    /// The label to go on at if somebody else was faster every time. Nothing is changed then.
    pub late: Name,
}

/// Which number stays.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Extreme {
    /// The smaller one, unsigned.
    Minimum,
    /// The greater one, unsigned.
    Maximum,
    /// The smaller one, signed.
    SignedMinimum,
    /// The greater one, signed.
    SignedMaximum,
}

/// Atomic changes. They need Linux 5.12, and what they change is a [`Size::Word`] or a [`Size::Double`] in a map, a
/// stack or an arena.
impl Assembler {
    /// Subtracts `src` from the number at `base + offset`, atomically; `src` has the old number then.
    #[track_caller]
    pub fn fetch_sub(&mut self, size: Size, base: Register, offset: i16, src: Register) -> &mut Self {
        self.neg(src).atomic(Atomic::FetchAdd, size, base, offset, src)
    }

    /// Changes a number in memory, atomically: `change` writes code that makes the new number, in `new`, of the old one,
    /// which is in `r0` and in `old`. `r0` has the old number afterwards.
    ///
    /// The code is there once for each attempt: a loop that nothing bounds is no program. It must leave `old` and the
    /// target's base as they are.
    ///
    /// ```
    /// use skep_isa::{Assembler, AtomicTarget, Condition, Size, registers::*};
    ///
    /// // Adds r2 to a counter that stops at its end.
    /// let target = AtomicTarget { size: Size::Double, base: R6, offset: 0, attempts: 4, late: "late".into() };
    /// let mut asm = Assembler::new();
    /// asm.atomic_update(&target, R1, R3, |asm| {
    ///     asm.mov(R3, R0).add(R3, R2).when(Condition::Less, R3, R0, |asm| asm.mov(R3, -1))
    /// });
    /// let code = asm.label("late").mov(R0, 0).exit().build()?;
    /// assert_eq!(code.instructions.len(), 1 + 4 * 7 + 1 + 2);
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn atomic_update(
        &mut self,
        target: &AtomicTarget,
        old: Register,
        new: Register,
        change: impl Fn(&mut Self) -> &mut Self,
    ) -> &mut Self {
        let AtomicTarget { size, base, offset, attempts, ref late } = *target;
        let changed = self.fresh_label("changed");
        self.load(size, R0, base, offset);
        for _ in 0..attempts {
            // After an attempt that came too late, `r0` has the number that was there: the next one's old number.
            self.mov(old, R0);
            change(self);
            self.atomic(Atomic::CompareExchange, size, base, offset, new);
            self.jump(Condition::Equal, R0, old, changed.clone());
        }
        self.goto(late.clone()).label(changed)
    }

    /// Lets a number in memory be the smaller or the greater one of itself and `value`, atomically. `r0` and `scratch`
    /// are overwritten.
    #[track_caller]
    pub fn atomic_extreme(
        &mut self,
        extreme: Extreme,
        target: &AtomicTarget,
        value: Register,
        scratch: Register,
    ) -> &mut Self {
        let stays = match extreme {
            Extreme::Minimum => Condition::LessOrEqual,
            Extreme::Maximum => Condition::GreaterOrEqual,
            Extreme::SignedMinimum => Condition::SignedLessOrEqual,
            Extreme::SignedMaximum => Condition::SignedGreaterOrEqual,
        };
        let stayed = self.fresh_label("stayed");
        self.atomic_update(target, scratch, value, |asm| match target.size {
            Size::Double => asm.jump(stays, R0, value, stayed.clone()),
            _ => asm.jump32(stays, R0, value, stayed.clone()),
        });
        self.label(stayed)
    }
}
