//! Small sets of indices.

/// A set of small indices, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// An empty set that can hold indices below `size`.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(64).max(1)] }
    }

    /// The set of these indices, all below `size`.
    #[must_use]
    pub fn of(size: usize, indices: impl IntoIterator<Item = usize>) -> Self {
        let mut bits = Self::new(size);
        indices.into_iter().for_each(|index| bits.insert(index));
        bits
    }

    /// Takes everything out, and makes room for indices below `size`.
    pub fn reset(&mut self, size: usize) {
        self.words.clear();
        self.words.resize(size.div_ceil(64).max(1), 0);
    }

    /// Puts `index` in.
    #[inline]
    pub fn insert(&mut self, index: usize) {
        self.words[index / 64] |= 1 << (index % 64);
    }

    /// Takes `index` out.
    #[inline]
    pub fn remove(&mut self, index: usize) {
        self.words[index / 64] &= !(1 << (index % 64));
    }

    /// Whether `index` is in it.
    #[must_use]
    #[inline]
    pub fn contains(&self, index: usize) -> bool {
        self.words[index / 64] & (1 << (index % 64)) != 0
    }

    /// Whether something is in both sets.
    #[must_use]
    #[inline]
    pub fn meets(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0)
    }

    /// What is in both sets, in rising order.
    #[inline]
    pub fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        self.words.iter().zip(&other.words).enumerate().flat_map(|(word, (a, b))| {
            let mut left = a & b;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    word * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in_and_not_taken_out() {
        let mut a = Bits::of(130, [0, 63, 64, 129]);
        let b = Bits::of(130, [63, 100, 129]);
        assert!(a.contains(129) && !a.contains(100));
        assert_eq!(a.common(&b).collect::<Vec<_>>(), [63, 129]);
        a.remove(63);
        a.remove(129);
        assert!(!a.meets(&b));
        a.reset(3);
        assert!(!a.contains(0));
    }
}
