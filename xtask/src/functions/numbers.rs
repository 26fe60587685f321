//! Numbers that look random and are the same for the same seed, on every machine.

/// The numbers that follow a seed (xorshift, George Marsaglia 2003, with the shifts 13, 7 and 17).
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn of_seed(seed: u64) -> Self {
        // From 0 nothing but 0 would follow; seeds that are close to each other are to be far apart.
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    /// A number below this one, or 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half is the better one.
        usize::try_from(self.0 >> 32).unwrap_or(0) % bound.max(1)
    }

    /// Whether something that is so once in so many times is so.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let place = self.below(others.len() + 1);
        others.get(place).copied().unwrap_or(first)
    }
}
