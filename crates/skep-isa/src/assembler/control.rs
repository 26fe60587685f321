//! Blocks that run under a condition, in a choice of several, or several times.

use super::{Assembler, Operand};
use crate::{Condition, Name, Register};

/// Blocks. What they write is in place: they are no functions, and all registers are theirs too.
impl Assembler {
    /// Runs what `then` writes if `dst condition operand`, comparing 64 bits.
    ///
    /// ```
    /// use skep_isa::{Assembler, Condition, registers::*};
    ///
    /// let mut asm = Assembler::new();
    /// asm.mov(R0, 0).when(Condition::Greater, R2, 60, |asm| asm.mov(R0, 1)).exit();
    /// let text = "    r0 = 0\n    if r2 <= 60 goto after.0\n    r0 = 1\nafter.0:\n    exit\n";
    /// assert_eq!(asm.build()?.to_string(), text);
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn when(
        &mut self,
        condition: Condition,
        dst: Register,
        operand: impl Into<Operand>,
        then: impl FnOnce(&mut Self) -> &mut Self,
    ) -> &mut Self {
        let after = self.fresh_label("after");
        self.unless_goto(condition, dst, operand.into(), &after);
        then(self);
        self.label(after)
    }

    /// Runs what `then` writes if `dst condition operand`, comparing 64 bits, and what `otherwise` writes if not.
    #[track_caller]
    pub fn choose(
        &mut self,
        condition: Condition,
        dst: Register,
        operand: impl Into<Operand>,
        then: impl FnOnce(&mut Self) -> &mut Self,
        otherwise: impl FnOnce(&mut Self) -> &mut Self,
    ) -> &mut Self {
        let (other, after) = (self.fresh_label("otherwise"), self.fresh_label("after"));
        self.unless_goto(condition, dst, operand.into(), &other);
        then(self);
        self.goto(after.clone()).label(other);
        otherwise(self);
        self.label(after)
    }

    /// Runs what `block` writes for the number that is in the register, of those given, or for `None` if it is another
    /// one.
    ///
    /// ```
    /// use skep_isa::{Assembler, registers::*};
    ///
    /// let mut asm = Assembler::new();
    /// asm.select(R1, &[6, 17], |asm, number| asm.mov(R0, number.unwrap_or(-1))).exit();
    /// let code = asm.build()?;
    /// assert_eq!(code.instructions.len(), 2 + 1 + 2 * 2 + 1);
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn select(
        &mut self,
        register: Register,
        numbers: &[i32],
        mut block: impl FnMut(&mut Self, Option<i32>) -> &mut Self,
    ) -> &mut Self {
        let after = self.fresh_label("after");
        let labels: Vec<Name> = numbers.iter().map(|_| self.fresh_label("case")).collect();
        for (number, label) in numbers.iter().zip(&labels) {
            self.jump(Condition::Equal, register, *number, label.clone());
        }
        block(self, None);
        for (number, label) in numbers.iter().zip(labels) {
            self.goto(after.clone()).label(label);
            block(self, Some(*number));
        }
        self.label(after)
    }

    /// Runs what `block` writes with 0 in `counter`, then with 1, and so on, `times` times. The block must leave the
    /// counter as it is.
    ///
    /// The loop is in the program once; the verifier walks through every turn of it, and so it counts `times` times
    /// against the verifier's limit of a million instructions. Needs Linux 5.3.
    ///
    /// ```
    /// use skep_isa::{Assembler, registers::*};
    ///
    /// // 0 + 1 + … + 9
    /// let mut asm = Assembler::new();
    /// asm.mov(R0, 0).repeat(R6, 10, |asm| asm.add(R0, R6)).exit();
    /// let text = "    r0 = 0\n    r6 = 0\nturn.0:\n    r0 += r6\n    r6 += 1\n    if r6 < 10 goto turn.0\n    exit\n";
    /// assert_eq!(asm.build()?.to_string(), text);
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn repeat(
        &mut self,
        counter: Register,
        times: u16,
        block: impl FnOnce(&mut Self) -> &mut Self,
    ) -> &mut Self {
        if times == 0 {
            return self;
        }
        let turn = self.fresh_label("turn");
        self.mov(counter, 0).label(turn.clone());
        block(self);
        self.add(counter, 1).jump(Condition::Less, counter, i32::from(times), turn)
    }

    /// Jumps to the label if the comparison does not hold.
    #[track_caller]
    fn unless_goto(&mut self, condition: Condition, dst: Register, operand: Operand, label: &Name) {
        match condition.opposite() {
            Some(opposite) => {
                self.jump(opposite, dst, operand, label.clone());
            }
            None => {
                let then = self.fresh_label("then");
                self.jump(condition, dst, operand, then.clone()).goto(label.clone()).label(then);
            }
        }
    }
}
