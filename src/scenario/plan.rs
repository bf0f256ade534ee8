//! What `onering plan` may schedule, as it is typed.

use super::{
    decode::{At, table},
    values::{Amount, Clock, Positive, Seconds, Share},
};

table! {
    /// What may be scheduled and what it costs. Without shifts only the agents in each interval are looked for.
    struct Plan called "[plan]" {
        /// The shifts that may be worked.
        shift: Option<Vec<At<ShiftType>>>,
        /// Hours that cost more because of when they are, such as evenings.
        premiums: Option<Vec<At<Premium>>>,
        /// What an agent hour below the requirement costs. Left out: nobody may be missing.
        understaffed_cost_per_hour: Option<At<Amount>>,
        /// What an agent hour above the requirement costs, beside the pay.
        overstaffed_cost_per_hour: At<Amount> = "0",
        /// The people that finance gives, shrinkage included. The plan then says what they can do, and what is missing.
        head_count: Option<At<u64>>,
        /// The fewest agents on the line in an interval in which calls are expected, in each group.
        least_agents: At<u64> = "1",
        /// Staff so that the promises hold on days with this quantile of the volume, such as 0.8; `busyness` says how days differ. Left out: over all days as they come.
        volume_quantile: Option<At<Share>>,
        /// How far from the cheapest a schedule may be, as a share of its cost.
        gap: At<Share> = "0.002",
        /// How long the cheapest schedule is looked for, each time.
        time_limit: At<Positive> = "20",
    }
}

table! {
    /// A kind of shift: one length, several starts, breaks that may lie here or there.
    struct ShiftType called "a shift" {
        /// What it is called.
        name: At<String>,
        /// The group that works it. Left out: the only one.
        agent_group: Option<At<String>>,
        /// When it starts, or may start first.
        start: At<Clock>,
        /// When it may start at the latest. Left out: as `start`.
        latest_start: Option<At<Clock>>,
        /// From one possible start to the next. Left out: an interval.
        every: Option<At<Seconds>>,
        /// How long it lasts, breaks included.
        length: At<Seconds>,
        /// Times off the line; lunch is a break that is not paid.
        breaks: Option<Vec<At<BreakWindow>>>,
        /// At least so many agents work it.
        at_least: At<u64> = "0",
        /// At most so many agents work it.
        at_most: Option<At<u64>>,
        /// What a paid hour costs. Left out: as the group's.
        cost_per_hour: Option<At<Amount>>,
        /// Paid hours beyond a number cost more.
        overtime: Option<At<Overtime>>,
        /// Of several days in a row, how many an agent works. Left out: all.
        days: Option<At<u64>>,
        /// Whether the days off are next to each other; the last day is next to the first.
        days_off_together: At<bool> = "false",
    }
}

table! {
    /// A break that may start anywhere in a window.
    struct BreakWindow called "a break" {
        /// How long after the shift began, at the earliest.
        after: At<Seconds>,
        /// How long after the shift began, at the latest. Left out: as `after`.
        latest: Option<At<Seconds>>,
        /// How long it lasts.
        length: At<Seconds>,
        /// Whether it is paid.
        paid: At<bool> = "true",
    }
}

table! {
    /// Paid hours of a shift that cost more because it is long.
    struct Overtime called "`overtime`" {
        /// After so much paid time.
        after: At<Seconds>,
        /// What is added, as a share of the cost of an hour.
        premium: At<Amount>,
    }
}

table! {
    /// Hours that cost more.
    struct Premium called "a premium" {
        /// From this clock time.
        from: At<Clock>,
        /// To this clock time.
        to: At<Clock>,
        /// What is added, as a share of the cost of an hour.
        share: At<Amount>,
    }
}
