//! Why a picture could not be drawn.

/// What a chart refuses, in words that name the offending part.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// A list that must hold something holds nothing.
    #[error("{what} is empty: there is nothing to draw")]
    Empty {
        /// The part of the chart.
        what: String,
    },
    /// A number that no axis can show: not finite, or beyond 1e15 in size.
    #[error("{what} holds {value}, which no axis can show")]
    Number {
        /// The part of the chart.
        what: String,
        /// The number itself.
        value: f64,
    },
    /// Two lists that belong together differ in length.
    #[error("{what} has {found} values, but {expected} are needed")]
    Length {
        /// The part of the chart.
        what: String,
        /// How many values it has.
        found: usize,
        /// How many the rest of the chart calls for.
        expected: usize,
    },
    /// Values that are numbers, but make no sense in this picture.
    #[error("{what} {problem}")]
    Senseless {
        /// The part of the chart.
        what: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The picture was sound, but drawing or encoding it failed.
    #[error("the picture could not be drawn: {0}")]
    Drawing(String),
}

impl ChartError {
    pub(super) fn senseless(what: impl Into<String>, problem: &'static str) -> Self {
        Self::Senseless { what: what.into(), problem }
    }
}
