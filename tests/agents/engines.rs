//! The engines without a calendar play none of this, and say so.

use onering::engine::{Centre, is_played_by_groups, play, play_by_events};

use crate::common::{Log, model};

fn centre(groups: usize, keys: &str, more: &str) -> String {
    let group = |index: usize| {
        format!(
            "[[agent_group]]\nname = \"g{index}\"\nskills = [\"calls\"]\n{}\n",
            if index == 0 { keys } else { "staffed = 2" }
        )
    };
    format!(
        r#"
        horizon = {{ open = "08:00", close = "10:00", interval = "30m" }}
        {more}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 200 }} }}
        talk_time = {{ exponential = {{ mean = 60 }} }}
        patience = {{ exponential = {{ mean = 60 }} }}
        {}"#,
        (0..groups).map(group).collect::<String>()
    )
}

/// Whichever way is chosen, the records are those of the general engine.
#[test]
fn whatever_agents_do_is_played_by_an_engine_that_can() {
    let shift = r#"staffed = [{ start = "08:10", length = "90m", agents = 3 }]"#;
    let meeting = "[[meeting]]\nfrom = \"08:10\"\nto = \"09:00\"\nagents = 1";
    let lines = "[[outage]]\nfrom = \"08:10\"\nto = \"09:00\"\nlines = 1";
    let cases = [
        ("staffed = 3", "", true),
        ("staffed = 3\nring_time = { exponential = { mean = 9 } }", "", false),
        ("staffed = 3\ntenure = [{ share = 0.4, speed = 0.5 }]", "", false),
        ("staffed = 3\nreserve = { agents = 2, when_queue_over = 1 }", "", false),
        ("staffed = [3, 1, 2, 3]\nnamed = true", "", false),
        (shift, "", false),
        ("staffed = 3", meeting, false),
        ("staffed = 3", lines, false),
    ];
    for groups in [1, 2] {
        let calls = |text: &str, general: bool| {
            let mut log = Log::default();
            let engine = &mut Centre::default();
            if general {
                play_by_events(&model(text), 3, 0, engine, &mut log);
            } else {
                play(&model(text), 3, 0, engine, &mut log);
            }
            log.calls.sort_by_key(|call| call.arrived_at);
            log.calls
        };
        let plain = calls(&centre(groups, "staffed = 3", ""), true);
        for (keys, more, is_fast) in cases {
            let text = centre(groups, keys, more);
            assert_eq!(is_played_by_groups(&model(&text)), is_fast, "{text}");
            let played = calls(&text, false);
            assert_eq!(played, calls(&text, true), "{text}");
            assert_eq!(played == plain, is_fast, "{text}");
        }
    }
}
