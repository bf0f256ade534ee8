//! A linear program with whole numbers in it, as data.

/// What a row asks of its sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The sum is at least the bound.
    AtLeast,
    /// The sum is at most the bound.
    AtMost,
    /// The sum is the bound.
    Equal,
}

/// A number that is looked for, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// What one of it costs.
    pub cost: f64,
    /// It is at most this.
    pub most: f64,
    /// Whether it is whole.
    pub is_whole: bool,
}

/// A rule that the columns keep; `A` says what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<A> {
    /// Columns and their coefficients.
    pub terms: Vec<(usize, f64)>,
    /// What is asked of the sum.
    pub sense: Sense,
    /// The bound.
    pub bound: f64,
    /// What it is about.
    pub about: A,
}

/// Costs to be made least, and rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Program<A> {
    /// The numbers that are looked for.
    pub columns: Vec<Column>,
    /// The rules.
    pub rows: Vec<Row<A>>,
    /// Sums of whole columns that say much of an answer, by kind, the coarsest kind first: each is made whole before the next.
    pub sums: Vec<Vec<Vec<usize>>>,
}

impl<A> Row<A> {
    /// Whether a sum is what the rule asks for, but for rounding.
    #[must_use]
    pub fn holds(&self, sum: f64) -> bool {
        let nearly = 1e-9 * (1.0 + self.bound.abs());
        match self.sense {
            Sense::AtLeast => sum >= self.bound - nearly,
            Sense::AtMost => sum <= self.bound + nearly,
            Sense::Equal => (sum - self.bound).abs() <= nearly,
        }
    }
}

impl<A> Default for Program<A> {
    fn default() -> Self {
        Self { columns: Vec::new(), rows: Vec::new(), sums: Vec::new() }
    }
}

impl<A> Program<A> {
    /// Adds a column: its index.
    pub fn column(&mut self, cost: f64, most: f64, is_whole: bool) -> usize {
        self.columns.push(Column { cost, most, is_whole });
        self.columns.len() - 1
    }

    /// Adds a rule. One without columns is kept too: it says that nothing can help.
    pub fn row(&mut self, terms: Vec<(usize, f64)>, sense: Sense, bound: f64, about: A) {
        self.rows.push(Row { terms, sense, bound, about });
    }
}
