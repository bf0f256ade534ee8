//! The scenario as it is typed, key by key. What the keys mean is said here; the JSON Schema and
//! the reference in the docs are made from these lines.

use super::{
    decode::{At, MaybeNone, table},
    family::{RawArrivals, RawDistribution, Series},
    longrun::LongRun,
    plan::Plan,
    shifts::Staffed,
    values::{Amount, ByName, Clock, Correlations, Days, Free, Groups, Positive, Seconds, Share, Shares},
};

table! {
    /// A call centre, what is asked of it, and what it promises.
    struct Scenario called "the scenario" {
        /// What it is about; the heading of tables and charts.
        title: Option<At<String>>,
        /// The currency of all money, as a code such as USD or EUR.
        currency: At<String> = "\"USD\"",
        /// The seed of all randomness: the same seed gives the same answer to the bit.
        seed: At<u64> = "1",
        /// How many independent days (or steady-state runs) are played.
        replications: Option<At<u64>>,
        /// Instead of `replications`: play on until the half-width of these measures is reached, such as { service_level = 0.005 }.
        precision: Option<At<Precision>>,
        /// With `precision`: stop after this many replications in any case.
        most_replications: At<u64> = "100000",
        /// How sure the intervals are to cover.
        confidence: At<f64> = "0.95",
        /// Whether what is known exactly narrows the intervals: how many calls were to be expected, and, of a steady state, what Erlang's formulas say of the model nearest to it, which is then played along on the same callers. Says by what factor it did.
        control_variates: At<bool> = "false",
        /// What one replication plays: a day, or a steady state.
        horizon: At<Horizon>,
        /// Day-to-day randomness that all call types share.
        busyness: Option<At<Busyness>>,
        /// Telephone lines.
        lines: Option<At<Lines>>,
        /// How the busyness by day of several call types or streams hangs together.
        correlation: Option<Vec<At<Correlation>>>,
        /// Stretches of time with more calls than usual, or fewer.
        surge: Option<Vec<At<Surge>>>,
        /// Times at which agents cannot work, or lines are down.
        outage: Option<Vec<At<Outage>>>,
        /// Times at which some agents are off the line.
        meeting: Option<Vec<At<Meeting>>>,
        /// Streams of calls that are of several types.
        stream: Option<Vec<At<Stream>>>,
        /// Callers with the same needs, type by type.
        call_type: Vec<At<CallType>>,
        /// The groups of agents.
        agent_group: Vec<At<AgentGroup>>,
        /// What is promised: `run` tells how often it is kept.
        promise: Option<Vec<At<Promise>>>,
        /// What `onering sweep` varies.
        sweep: Option<At<Sweep>>,
        /// What `onering plan` may schedule, and what it costs.
        plan: Option<At<Plan>>,
        /// The same centre, run another way: what `onering compare` compares.
        policy: Option<Vec<At<Policy>>>,
        /// How `onering compare` compares.
        compare: Option<At<Compare>>,
        /// What service does to customers in the long run: what `onering longrun` looks at.
        longrun: Option<At<LongRun>>,
    }
}

table! {
    /// Half-widths at which to stop, in the measures' units, for the whole centre and day.
    struct Precision called "`precision`" {
        /// Of the service level (0.005 is half a point).
        service_level: Option<At<Positive>>,
        /// Of the average speed of answer, s.
        average_speed_of_answer: Option<At<Positive>>,
        /// Of the mean wait of all, s.
        mean_wait: Option<At<Positive>>,
        /// Of the abandonment.
        abandonment: Option<At<Positive>>,
        /// Of the occupancy.
        occupancy: Option<At<Positive>>,
        /// Of the cost a day, or an hour of steady state.
        cost: Option<At<Positive>>,
    }
}

table! {
    /// A day from opening to closing, or a steady state.
    struct Horizon called "[horizon]" {
        /// When the lines open, "HH:MM".
        open: Option<At<Clock>>,
        /// When they close; "26:00" is two in the morning of the next day.
        close: Option<At<Clock>>,
        /// The planning interval.
        interval: At<Seconds> = "\"30m\"",
        /// How many such days are played in a row, the centre going on from one to the next, or a list of what they are called, such as "Mon", "Tue" and "Wed". A list by interval is then of one day, or of all of them.
        days: Option<At<Days>>,
        /// What happens at closing time: "serve_queue" serves who waits, "finish_calls" sends who waits away, "stop" also cuts off calls in progress.
        at_close: Option<At<String>>,
        /// Instead of opening hours: constant conditions, measured in the long run.
        steady_state: Option<At<SteadyState>>,
    }
}

table! {
    /// A long run under constant conditions.
    struct SteadyState called "`steady_state`" {
        /// How long each run is measured.
        length: At<Seconds>,
        /// How much of the start is left out: a duration, or "mser-5" to find it by that rule.
        warm_up: At<WarmUp> = "\"mser-5\"",
    }
}

table! {
    /// Gamma factors of mean 1 that multiply the arrival rates: one drawn for the day, one for each interval, or both.
    struct Busyness called "`busyness`" {
        /// Coefficient of variation of the factor by day: 0.1 makes two days in three lie within 10 % of the forecast.
        cv: Option<At<Positive>>,
        /// Coefficient of variation of a factor for each interval: one number, or one per interval (0 for none).
        interval_cv: Option<At<Series>>,
        /// How the factors by interval hang together, as the correlation of normals: a number r for r to the power of the distance between two intervals, or a matrix with a row per interval. Left out: not at all.
        interval_correlation: Option<At<Correlations>>,
    }
}

table! {
    /// The days on which some call types are busy are those on which others are (or are not): the normal copula of their factors by day.
    struct Correlation called "[[correlation]]" {
        /// The call types, or streams, whose `busyness` by day hangs together; each pair of them does.
        between: Vec<At<String>>,
        /// The correlation of the normals behind their factors, from -1 to 1.
        rho: At<f64>,
    }
}

table! {
    /// For a while arrivals are multiplied: an advertisement, an outage, a storm.
    struct Surge called "[[surge]]" {
        /// From this clock time.
        from: At<Clock>,
        /// To this clock time.
        to: At<Clock>,
        /// Arrival rates are multiplied by this; 0 for no calls at all.
        factor: At<Amount>,
        /// On which share of days it comes, drawn once a day for all call types.
        probability: At<Share> = "1",
        /// Only the arrivals of these call types. Without `call_types` and `streams`: all arrivals.
        call_types: Option<Vec<At<String>>>,
        /// Only the arrivals of these streams.
        streams: Option<Vec<At<String>>>,
    }
}

table! {
    /// For a while agents cannot work, or telephone lines are down: computers fail, a fire drill, a digger in the street. Agents finish the call they are on, and are paid; calls that are on a line go on.
    struct Outage called "[[outage]]" {
        /// From this clock time.
        from: At<Clock>,
        /// To this clock time.
        to: At<Clock>,
        /// The share of agents who cannot work, rounded to whole agents of each group. Left out: all of them, or none where `lines` says which lines are down.
        share: Option<At<Share>>,
        /// The share of telephone lines that are down, rounded to whole lines; who finds the others busy is blocked. 1: nobody gets through, also where `[lines]` sets no limit.
        lines: Option<At<Share>>,
        /// On which share of days it comes, drawn once a day.
        probability: At<Share> = "1",
        /// Only these agent groups. Left out: all.
        agent_groups: Option<Vec<At<String>>>,
    }
}

table! {
    /// Some agents are off the line for a while, every day: a meeting, training, coaching. They finish the call they are on, and are paid.
    struct Meeting called "[[meeting]]" {
        /// From this clock time.
        from: At<Clock>,
        /// To this clock time.
        to: At<Clock>,
        /// How many agents of each group; all where there are not as many.
        agents: At<u64>,
        /// Only these agent groups. Left out: all.
        agent_groups: Option<Vec<At<String>>>,
    }
}

table! {
    /// Agents who are called in when the queue is long, all together, and do other work otherwise.
    struct Reserve called "`reserve`" {
        /// How many agents.
        agents: At<u64>,
        /// They are called in when more calls than this wait that the group may take; items that can wait do not count.
        when_queue_over: At<u64>,
        /// They are sent back, after the call they are on, when no more calls than this wait.
        until_queue_at_most: At<u64> = "0",
        /// How long it takes them to come. Once called they come, even if the queue is gone.
        delay: At<Seconds> = "0",
        /// How long they stay at least.
        stays_at_least: At<Seconds> = "0",
        /// How fast they are, compared with the group.
        speed: At<Positive> = "1",
        /// What an hour of one of them on the line costs. Left out: as much as in the group.
        cost_per_hour: Option<At<Amount>>,
    }
}

table! {
    /// Agents of one stage of experience.
    struct Tenure called "a stage of `tenure`" {
        /// The share of the group's agents who are in it.
        share: At<Share>,
        /// How fast they are, compared with the group: 0.7 takes them 1 / 0.7 of the time.
        speed: At<Positive>,
    }
}

table! {
    /// Scheduled agents who do not come, drawn for each of them and day.
    struct Absence called "`absence`" {
        /// The share of them.
        share: At<Share>,
        /// Whether they are paid all the same.
        paid: At<bool> = "false",
    }
}

table! {
    /// Calls that come together and are of several types, such as callers of one number who choose in a menu.
    struct Stream called "[[stream]]" {
        /// What it is called.
        name: At<String>,
        /// When calls come.
        arrivals: At<RawArrivals>,
        /// What arrivals are multiplied by on each day of a row, such as [1.3, 1, 1, 0.9, 0.8].
        day_factors: Option<At<Vec<At<Amount>>>>,
        /// Which call types they are of: { sales = 0.3, service = 0.7 }, each one number or one per interval.
        shares: At<Shares>,
        /// Randomness of the rates of this stream alone, on top of the centre's.
        busyness: Option<At<Busyness>>,
        /// Calls that come in groups.
        batches: Option<At<Batches>>,
    }
}

table! {
    /// Calls that come in groups: `arrivals` are then of groups. Give one of the keys.
    struct Batches called "`batches`" {
        /// Always this many calls.
        constant: Option<At<u64>>,
        /// 1 and more calls, geometric: this is the mean.
        geometric: Option<At<f64>>,
        /// The probabilities of 1, 2, 3, … calls.
        probabilities: Option<At<Vec<f64>>>,
    }
}

table! {
    /// Callers who are of another type: better customers, with patience, handle time and priority of their own.
    struct Vip called "`vip`" {
        /// The share of this type's callers who are.
        share: At<Share>,
        /// The call type that they are of.
        call_type: At<String>,
    }
}

table! {
    /// Telephone lines. A call holds one from its arrival to the end of talk and hold.
    struct Lines called "[lines]" {
        /// How many there are; callers who find all of them busy are blocked. Left out: enough.
        count: Option<At<u64>>,
        /// What a minute of a line in use costs, waiting included.
        cost_per_minute: At<Amount> = "0",
    }
}

table! {
    /// Callers with the same needs.
    struct CallType called "[[call_type]]" {
        /// What it is called.
        name: At<String>,
        /// When calls come. Left out: only from a `[[stream]]`, or as the VIPs of another type.
        arrivals: Option<At<RawArrivals>>,
        /// What arrivals are multiplied by on each day of a row, such as [1.3, 1, 1, 0.9, 0.8].
        day_factors: Option<At<Vec<At<Amount>>>>,
        /// Instead of `arrivals`: the centre calls these customers when agents are idle.
        outbound: Option<At<Outbound>>,
        /// Instead of calls: e-mail and other items, which wait for another day if need be.
        can_wait: Option<At<CanWait>>,
        /// Instead of calls: chats, of which an agent may have several.
        chat: Option<At<Chat>>,
        /// Randomness of the rates of this type alone, on top of the centre's.
        busyness: Option<At<Busyness>>,
        /// Calls that come in groups.
        batches: Option<At<Batches>>,
        /// A share of its callers is of another type.
        vip: Option<At<Vip>>,
        /// How long agent and caller talk.
        talk_time: At<RawDistribution>,
        /// How long the caller is put on hold during the call.
        hold_time: Option<At<RawDistribution>>,
        /// Work after the call: the line is free, the agent is not.
        after_call_work: Option<At<RawDistribution>>,
        /// How long a caller would wait before hanging up. Left out: for ever.
        patience: Option<At<RawDistribution>>,
        /// Callers who will not join a queue.
        balking: Option<At<Balking>>,
        /// What talk, hold and after-call work are multiplied by: one number, or one per interval of arrival.
        handle_time_factor: Option<At<Series>>,
        /// What patience is multiplied by: one number, or one per interval of arrival.
        patience_factor: Option<At<Series>>,
        /// The most calls that may wait; who comes then is blocked. 0: there is no queue. Left out: no limit.
        queue_at_most: Option<At<u64>>,
        /// Types with a higher number are answered first; equal ones in order of arrival.
        priority: At<i64> = "0",
        /// By how much the priority grows with each minute of waiting, for groups whose `call_selection` is "growing_priority".
        priority_growth_per_minute: At<Amount> = "0",
        /// The weight of a minute of waiting, for groups whose `call_selection` is "weighted_wait".
        weight: At<Positive> = "1",
        /// The groups that take it in order of preference, such as ["local", { group = "everyone", after = "6s" }]; groups in inner brackets are equally good. Left out: the groups with the skill, in file order.
        agent_groups: Option<At<Groups>>,
        /// Which idle agent takes a call: "order_of_preference", "longest_idle", "least_busy", "most_idle" or "random", the last four among equally good groups. Without `agent_groups` all groups are equally good to them.
        agent_selection: At<String> = "\"order_of_preference\"",
        /// An answering machine that callers meet before the queue.
        self_service: Option<At<SelfService>>,
        /// Something that is said to those who wait, and changes their patience.
        announcement: Option<At<Announcement>>,
        /// How waits are foretold: "queue_length", "head_of_queue", "last_wait", "mean_of_last_ten", or "last_queued_wait", which is that of the last caller of any type who had to wait.
        expected_wait: At<String> = "\"queue_length\"",
        /// The offer to be called back.
        callback: Option<At<Callback>>,
        /// Customers who were not served and call again.
        redial: Option<At<Redial>>,
        /// Contacts in which the agent asks a colleague to join.
        consultation: Option<Vec<At<Consultation>>>,
        /// Contacts that are passed on.
        transfer: Option<Vec<At<Transfer>>>,
        /// The share of contacts that solve the customer's issue.
        resolution: Option<At<Share>>,
        /// Customers whose issue was not solved and who call again.
        recall: Option<At<Recall>>,
        /// The service that is aimed at.
        service_level: ServiceLevel = "{ acceptable_wait = \"20s\" }",
        /// An abandonment within this wait is a short one.
        short_abandon: At<Seconds> = "\"5s\"",
        /// What an abandoned call costs.
        cost_when_abandoned: At<Amount> = "0",
        /// What each answered call costs beside the agent's time: a coupon, a replacement, an upgrade.
        cost_when_answered: At<Amount> = "0",
        /// What a minute of a caller's waiting costs.
        cost_per_minute_waiting: At<Amount> = "0",
    }
}

table! {
    /// A dialler. When enough agents are idle, it dials `calls_per_idle_agent` times the idle agents of the type's own groups (rounded) plus `plus` customers, less those who are being dialled. Who is reached and finds no agent waits, as `patience` and `balking` say.
    struct Outbound called "`outbound`" {
        /// From this clock time. Left out: from opening.
        from: Option<At<Clock>>,
        /// To this clock time. Left out: until closing.
        to: Option<At<Clock>>,
        /// Only when at least so many agents are idle in the whole centre.
        when_idle_at_least: At<u64> = "1",
        /// Only when at least so many of them are of the groups that take these calls.
        of_own_groups_at_least: At<u64> = "1",
        /// When it looks at the idle agents: "any_service" is after each end of service in the centre, "own_groups" after each end of service and change of staff in the groups that take these calls, "own_services" after each end of service in them.
        looks_after: At<String> = "\"any_service\"",
        /// How many customers are dialled for each idle agent of those groups.
        calls_per_idle_agent: At<Amount> = "1",
        /// How many more.
        plus: At<u64> = "0",
        /// The share of customers who are reached: one number, or one per interval.
        reach: At<Series>,
        /// How long it takes until a customer answers. Left out: no time.
        delay: Option<At<RawDistribution>>,
        /// How long it takes until it is known that a customer does not answer. 0: at once, and the dialler waits for the next end of service.
        fails_after: At<RawDistribution> = "{ constant = \"20s\" }",
    }
}

table! {
    /// E-mail and other items. They need no line, have no patience, and wait over night; what is left when the last day closes is carried over (`still_waiting`), not lost. Waits are counted in opening hours, the `acceptable_wait` of `service_level` too: "4h" is within half a working day. Nobody takes one up after closing, and nobody who is at one is interrupted, by a call or by closing time; `reserved` keeps agents free for calls.
    struct CanWait called "`can_wait`" {
        /// Whether calls and chats that wait for an agent go first. false: `priority` and the group's `call_selection` decide, as between calls.
        after_calls: At<bool> = "true",
        /// How many wait when the first day opens.
        backlog: At<u64> = "0",
        /// How long the oldest of them has waited, in opening hours; the ages of the others are spread evenly below.
        backlog_age: At<Seconds> = "0",
        /// How many come on average between closing and opening, and wait at each opening; a Poisson number.
        overnight: At<Amount> = "0",
    }
}

table! {
    /// Chats. They need no line. An agent has either one call or item, or up to `at_once` chats. A new chat goes to the agent with the fewest, within the group that `agent_groups` prefers. `talk_time` (and the work after it) is what a chat takes of an agent who has no other.
    struct Chat called "`chat`" {
        /// The most chats that an agent has at once, those of other types included.
        at_once: At<u64>,
        /// What the handle time of each is multiplied by while its agent has 1, 2, 3, … of them, such as [1, 1.25, 1.6]; the last number goes on.
        slows: At<Vec<At<Positive>>> = "[1]",
    }
}

table! {
    /// Callers who hang up rather than wait.
    struct Balking called "`balking`" {
        /// The share of those who would have to wait that hang up instead: one number, or one per interval.
        share: At<Series>,
        /// Only when at least this many calls of the type wait already.
        queue_at_least: At<u64> = "0",
        /// Only when the announced wait is at least this; see `expected_wait` of the call type.
        expected_wait_at_least: At<Seconds> = "0",
    }
}

table! {
    /// An answering machine before the queue. Who is neither solved nor gives up goes on to an agent.
    struct SelfService called "`self_service`" {
        /// How long callers spend there.
        time: At<RawDistribution>,
        /// The share whose problem is solved there.
        solves: At<Share> = "0",
        /// The share that gives up there.
        gives_up: At<Share> = "0",
    }
}

table! {
    /// Something that is said to those who wait.
    struct Announcement called "`announcement`" {
        /// After how long a wait it is said.
        after: At<Seconds> = "0",
        /// What the patience that is left then is multiplied by: below 1 for "you are number 30", above 1 for "you are next".
        patience_factor: At<Positive>,
    }
}

table! {
    /// The offer to be called back. The wait goes on until the customer is called.
    struct Callback called "`callback`" {
        /// Offered to who would have to wait, and is expected to wait longer than this.
        offered_over: At<Seconds> = "\"2m\"",
        /// The share that accepts.
        accepted: At<Share>,
        /// When: "in_turn" keeps the place in the queue, "after_expected_wait" calls after the wait that was expected.
        when: At<String> = "\"in_turn\"",
        /// With "after_expected_wait": what the wait that was expected is multiplied by; 0.8 calls a little early.
        wait_factor: At<Positive> = "1",
        /// The call type that it becomes, with that type's priority and groups. Left out: it stays what it is.
        call_type: Option<At<String>>,
        /// A callback that is made within this time is kept. Left out: every one that is made.
        window: Option<At<Seconds>>,
        /// The share of customers who are reached.
        reached: At<Share> = "1",
        /// What the patience of who was called and has to wait on the line again is multiplied by.
        patience_factor: At<Positive> = "1",
        /// What the handle time of a callback is multiplied by.
        handle_time_factor: At<Positive> = "1",
    }
}

table! {
    /// Customers who were not served and call again.
    struct Redial called "`redial`" {
        /// The share of those who abandoned.
        after_abandoning: At<Share> = "0",
        /// The share of those who found all lines busy, or the queue full.
        after_blocking: At<Share> = "0",
        /// The share of those who balked.
        after_balking: At<Share> = "0",
        /// How long they wait before they call again.
        delay: At<RawDistribution>,
        /// The call type as which they come again. Left out: the same.
        call_type: Option<At<String>>,
        /// The most calls a customer makes for one issue, the first included.
        most_attempts: At<u64> = "10",
        /// Whether a customer has the same patience again, instead of a new one.
        same_patience: At<bool> = "false",
    }
}

table! {
    /// Customers whose issue was not solved and who call again.
    struct Recall called "`recall`" {
        /// The share that calls again.
        share: At<Share> = "1",
        /// How long after the contact.
        delay: At<RawDistribution>,
        /// The call type as which they come again. Left out: the same.
        call_type: Option<At<String>>,
        /// The most contacts for one issue.
        most_contacts: At<u64> = "10",
    }
}

table! {
    /// Contacts at the end of whose talk the agent asks a colleague to join.
    struct Consultation called "`consultation`" {
        /// The share of contacts.
        share: At<Share>,
        /// The group that is asked. If nobody of it is idle just then, the contact goes on without.
        agent_group: At<String>,
        /// How long both agents talk with the customer.
        time: At<RawDistribution>,
    }
}

table! {
    /// Contacts that are passed on to another agent.
    struct Transfer called "`transfer`" {
        /// The share of contacts.
        share: At<Share>,
        /// The call type that they become.
        call_type: At<String>,
        /// What the first agent's talk and hold are multiplied by when a contact is passed on.
        handle_time_factor: At<Positive> = "1",
        /// The time that passing on takes the first agent.
        time: Option<At<RawDistribution>>,
        /// The share of transfers in which the first agent stays on the line until another answers.
        warm: At<Share> = "0",
        /// How long both agents talk with the customer then.
        conference_time: Option<At<RawDistribution>>,
        /// How long the customer explains it all again otherwise.
        explaining_time: Option<At<RawDistribution>>,
    }
}

table! {
    /// How long a caller may wait, and how many of them shall not wait longer.
    struct ServiceLevel called "`service_level`" {
        /// The wait that is acceptable: the 20 s in 80/20.
        acceptable_wait: At<Seconds> = "\"20s\"",
        /// The share that shall be answered within it: the 80 in 80/20.
        target: Option<At<Share>>,
        /// Which calls count: "offered", "answered_only", "abandons_within_neutral", "abandons_within_good" or "short_abandons_excluded".
        rule: At<String> = "\"offered\"",
        /// What each day below the target costs.
        penalty_per_day: At<Amount> = "0",
    }
}

table! {
    /// Agents alike in skills, cost and schedule.
    struct AgentGroup called "[[agent_group]]" {
        /// What it is called.
        name: At<String>,
        /// The call types its agents take. A type that several groups take prefers them in file order.
        skills: Vec<At<String>>,
        /// Agents on the line: one number, one per interval, blocks of hours, or shifts: `[{ start = "08:00", length = "8h", agents = 12, breaks = [{ after = "4h", length = "30m", paid = false }] }, …]`.
        staffed: At<Staffed>,
        /// Whether agents are named: when a shift ends it is its own agents who leave, each after the call at hand, and who comes starts at once. Where `staffed` is numbers, who is idle goes first, and of those on a call as many as must leave after it. Otherwise agents are counted: when fewer are wanted, the first to finish leave.
        named: At<bool> = "false",
        /// Which waiting call comes next: "priority", "first_come", "skill_order", "weighted_wait", "growing_priority" or "service_level_deficit".
        call_selection: At<String> = "\"priority\"",
        /// Agents kept for one call type.
        reserved: Option<At<Reserved>>,
        /// How fast its agents are: one number, or one for each call type; handle times are divided by it.
        speed: Option<At<ByName>>,
        /// Coefficient of variation of the speed from agent to agent: 0.1 makes two agents in three lie within 10 % of the group's.
        speed_spread: At<Amount> = "0",
        /// The share of its contacts that solve the issue, by call type, where it is not the call type's own.
        resolution: Option<At<ByName>>,
        /// How long an agent's phone rings before it is answered. The agent is busy, the caller still waits and may give up. Customers whom the centre calls are put through at once, and chats and items do not ring.
        ring_time: Option<At<RawDistribution>>,
        /// Agents who are still learning: the share of each stage, and how fast they are; the others are as fast as the group.
        tenure: Option<Vec<At<Tenure>>>,
        /// Agents who are called in when the queue is long.
        reserve: Option<At<Reserve>>,
        /// Scheduled agents who do not come.
        absence: Option<At<Absence>>,
        /// Added to `staffed` in every interval; may be negative, but no interval falls below 0. For sweeps over a whole schedule.
        staffed_offset: At<i64> = "0",
        /// What a paid hour costs.
        cost_per_hour: At<Amount> = "0",
        /// Share of paid time away from the line: paid = staffed / (1 - shrinkage).
        shrinkage: At<Share> = "0",
    }
}

table! {
    /// Agents of a group that are kept for one call type.
    struct Reserved called "`reserved`" {
        /// The call type they are kept for.
        call_type: At<String>,
        /// How many agents are kept idle. Left out: all of the group.
        agents: Option<At<u64>>,
        /// Not against a call type of which more calls than this wait.
        unless_queue: Option<At<u64>>,
        /// Not against a call that has waited this long.
        unless_wait: Option<At<Seconds>>,
    }
}

table! {
    /// A target that is stated. It is kept when each of its measures is.
    struct Promise called "a promise" {
        /// What it is called.
        name: At<String>,
        /// The call type it is about. Left out: all calls.
        call_type: Option<At<String>>,
        /// At least this share answered within the acceptable wait, of calls offered.
        service_level: Option<At<Share>>,
        /// The wait that this service level accepts. Left out: each call type's own.
        acceptable_wait: Option<At<Seconds>>,
        /// At most this mean wait of answered calls.
        average_speed_of_answer: Option<At<Seconds>>,
        /// At most this mean wait of all calls.
        mean_wait: Option<At<Seconds>>,
        /// At most this share abandoned.
        abandonment: Option<At<Share>>,
        /// At most this occupancy.
        occupancy: Option<At<Share>>,
        /// At most this cost of a day (or of an hour of steady state).
        cost: Option<At<Amount>>,
        /// Over what it is held: "day" is all calls of a day together, "interval" the calls of each interval.
        kept: At<String> = "\"day\"",
        /// With `kept = "interval"`: the share of intervals with calls that must keep it. Left out: all of them.
        share_of_intervals: Option<At<Share>>,
        /// The share of days that must keep it, such as 0.95. Left out: what is measured over all days together decides.
        share_of_days: Option<At<Share>>,
        /// What each day that misses it costs.
        penalty_per_day: At<Amount> = "0",
    }
}

table! {
    /// The same centre, run another way.
    struct Policy called "[[policy]]" {
        /// What it is called.
        name: At<String>,
        /// Keys to set, such as { "agent_group.agents.staffed" = 48 }; a key may be new to its table.
        set: At<Free>,
        /// The question it answers, in a sentence; shown beside the result.
        question: Option<At<String>>,
    }
}

table! {
    /// How policies are compared.
    struct Compare called "[compare]" {
        /// What the centre as it stands is called.
        as_it_stands: At<String> = "\"as it stands\"",
        /// The policy that all others are held against. Left out: the centre as it stands.
        baseline: Option<At<String>>,
        /// The measure that decides: "cost", "cost_per_answered_call", "cost_per_resolved_issue", "issues_resolved", "service_level", "average_speed_of_answer", "mean_wait", "abandonment" or "occupancy". The most of a service level and of issues resolved is best, the least of all others.
        best: At<String> = "\"cost\"",
        /// The promises that a policy must keep to be chosen; [] for none. Left out: all of them.
        must_keep: Option<At<MaybeNone<At<String>>>>,
    }
}

table! {
    /// What a sweep varies, and which promises it prices.
    struct Sweep called "[sweep]" {
        /// The key that is varied, such as "agent_group.agents.staffed".
        vary: At<String>,
        /// The first level.
        from: Option<At<f64>>,
        /// The last level.
        to: Option<At<f64>>,
        /// From one level to the next.
        step: Option<At<Positive>>,
        /// Instead of from, to and step: the levels themselves.
        values: Option<At<Vec<f64>>>,
        /// A second key that is yours to decide, such as the staff of another group: the cheapest level is sought over both. For conditions, such as volumes, use `cases`.
        also: Option<At<Axis>>,
        /// The promises to price. Left out: those of the scenario.
        promises: Option<Vec<At<Promise>>>,
        /// The same sweep of several centres, such as a small one and a large one.
        cases: Option<Vec<At<Case>>>,
    }
}

table! {
    /// A key and its levels.
    struct Axis called "`also`" {
        /// The key that is varied.
        vary: At<String>,
        /// The first level.
        from: Option<At<f64>>,
        /// The last level.
        to: Option<At<f64>>,
        /// From one level to the next.
        step: Option<At<Positive>>,
        /// Instead of from, to and step: the levels themselves.
        values: Option<At<Vec<f64>>>,
    }
}

table! {
    /// One of several centres to sweep. What is left out is as in the sweep.
    struct Case called "a case" {
        /// What it is called.
        name: At<String>,
        /// Keys to set, such as { "call_type.parcels.arrivals.poisson.per_hour" = 50 }.
        set: Option<At<Free>>,
        /// How many replications this case takes.
        replications: Option<At<u64>>,
        /// The first level.
        from: Option<At<f64>>,
        /// The last level.
        to: Option<At<f64>>,
        /// From one level to the next.
        step: Option<At<Positive>>,
        /// Instead of from, to and step: the levels themselves.
        values: Option<At<Vec<f64>>>,
    }
}

/// The start that is left out of a steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// This long, s.
    Fixed(f64),
    /// As the MSER-5 rule finds.
    Mser5,
}

impl super::decode::FromNode for WarmUp {
    const EXAMPLE: &'static str = "\"mser-5\"";

    fn from_node(node: &mut super::document::Node, reader: &mut super::decode::Reader) -> Option<Self> {
        match &node.value {
            super::document::Value::Text(text) if text == "mser-5" => Some(Self::Mser5),
            _ => Seconds::from_node(node, reader).map(|s| Self::Fixed(s.0)),
        }
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": ["number", "string"], "examples": ["mser-5", "10h"] })
    }
}
