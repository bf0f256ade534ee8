//! Every picture, with ordinary and with awkward data: nothing panics, overlaps or leaves the page.

mod contest_pictures;
mod log_pictures;
mod long_run_pictures;

use super::scene::{Point, Scene, Shape, Text};
use super::{
    ChartError, CostCurve, Day, Estimate, Line, Mark, Panel, PromiseBar, Promises, ServiceCurve, Unit, WaitBin, Waits,
    Waterfall, WaterfallStep, canvas,
};

const AWKWARD: &str = "Öffnung <b>&amp; \"Zeit\" 'ß' ≤ 5 — 待ち時間 \u{1}\u{FFFE}";

#[allow(clippy::unnecessary_wraps)] // a series holds options
fn known(value: f64) -> Option<Estimate> {
    Some(Estimate { value, half_width: Some(value.abs() * 0.1) })
}

fn line(label: &str, values: &[f64]) -> Line {
    Line { label: label.into(), points: values.iter().map(|&v| known(v)).collect() }
}

fn mark(label: &str, level: f64) -> Mark {
    Mark { label: label.into(), level }
}

fn panel(unit: Unit, lines: Vec<Line>) -> Panel {
    Panel {
        name: "Service level: answered within 20 s".into(),
        unit,
        lines,
        target: Some(("target".into(), 0.8)),
        log: false,
    }
}

fn service_curve() -> ServiceCurve {
    ServiceCurve {
        title: "Fifty-seven agents answer on one ring".into(),
        subtitle: "200 replications, 95% confidence".into(),
        level_label: "agents staffed".into(),
        levels: vec![50.0, 55.0, 60.0, 65.0],
        panels: vec![
            panel(Unit::Share, vec![line("", &[0.2, 0.6, 0.9, 0.98])]),
            Panel {
                log: true,
                ..panel(Unit::Seconds, vec![line("a", &[900.0, 81.0, 6.0, 0.0]), line("b", &[500.0, 60.0, 4.0, 0.0])])
            },
        ],
        marks: vec![mark("one ring: 60", 60.0), mark("81 seconds: 55", 55.0), mark("80/20: 59", 59.0)],
    }
}

fn cost_curve() -> CostCurve {
    CostCurve {
        title: "Fifty-five agents cost least".into(),
        subtitle: "200 replications".into(),
        level_label: "agents staffed".into(),
        levels: vec![50.0, 55.0, 60.0],
        currency: "USD".into(),
        per: "a day".into(),
        parts: vec![
            ("agents".into(), vec![20_000.0, 22_000.0, 24_000.0]),
            ("abandoned calls".into(), vec![6_000.0, 2_000.0, 900.0]),
            ("lines".into(), vec![1.0, 1.0, 1.0]),
        ],
        total: vec![known(26_001.0), known(24_001.0), known(24_901.0)],
        lines: Vec::new(),
        cheapest: Some(mark("cheapest: 55", 55.0)),
        marks: vec![mark("one ring: 60", 60.0)],
    }
}

fn day(n: usize) -> Day {
    Day {
        title: "The peak is at ten".into(),
        subtitle: "200 replications".into(),
        intervals: (0..n).map(|i| format!("{:02}:{:02}", i / 4, i % 4 * 15)).collect(),
        offered: (0..n).map(|i| known(i as f64 * 3.0)).collect(),
        staffed: vec![("first".into(), vec![7.0; n]), ("second".into(), vec![6.0; n])],
        service_level: (0..n).map(|i| if i % 3 == 1 { None } else { known(0.8) }).collect(),
        service_level_name: "Service level".into(),
        target: Some(0.8),
    }
}

fn waits() -> Waits {
    let bin = |i: i32| WaitBin {
        from: f64::from(i) * 5.0,
        to: f64::from(i + 1) * 5.0,
        answered: 0.03 / f64::from(i + 1),
        abandoned: 0.005,
    };
    Waits {
        title: "Six in ten are answered at once".into(),
        subtitle: "200 replications".into(),
        bins: (0..12).map(bin).collect(),
        at_once: 0.6,
        marks: vec![("acceptable wait: 20 s".into(), 20.0), ("90% of callers wait at most 22 s".into(), 22.0)],
    }
}

fn waterfall() -> Waterfall {
    let step = |name: &str, exact: f64, rounded: f64| WaterfallStep { name: name.into(), exact, rounded };
    Waterfall {
        title: "Ten erlangs take 13 agents and 19 people on the payroll".into(),
        subtitle: "Erlang A: 100 calls per 30 min".into(),
        unit_name: "People".into(),
        steps: vec![
            step("offered load", 10.0, 10.0),
            step("base staff", 12.29, 13.0),
            step("occupancy cap", 12.29, 13.0),
            step("shrinkage", 17.55, 19.0),
        ],
    }
}

#[test]
fn a_waterfall_that_falls_is_refused() {
    let mut falling = waterfall();
    falling.steps[1].exact = 9.0;
    assert!(matches!(falling.render(), Err(ChartError::Senseless { .. })));
    assert!(Waterfall { steps: Vec::new(), ..waterfall() }.render().is_err());
    falling.steps[1].exact = f64::NAN;
    assert!(falling.render().is_err());
}

fn promises() -> Promises {
    let bar = |case: &str, value: f64| PromiseBar {
        case: case.into(),
        value,
        half_width: Some(0.02),
        text: "6 agents against 4".into(),
    };
    Promises {
        title: "One ring costs small desks most".into(),
        subtitle: "200 replications".into(),
        bars: vec![bar("small desk, 50 calls an hour", 0.5), bar("centre", 0.09), bar("national line", 0.01)],
        unit: Unit::Share,
        axis_label: "extra agents".into(),
    }
}

fn ordinary() -> Vec<Scene> {
    vec![
        service_curve().scene().unwrap(),
        cost_curve().scene().unwrap(),
        day(60).scene().unwrap(),
        waits().scene().unwrap(),
        promises().scene().unwrap(),
        waterfall().scene().unwrap(),
    ]
}

fn points_of(shape: &Shape) -> Vec<Point> {
    match shape {
        Shape::Box(a, _) => vec![(a.left, a.top), (a.right, a.bottom)],
        Shape::Fill(points, _) | Shape::Stroke(points, ..) => points.clone(),
        Shape::Disc(centre, ..) => vec![*centre],
        Shape::Text(text) => {
            let a = text.bounds();
            vec![(a.left, a.top), (a.right, a.bottom)]
        }
    }
}

fn assert_inside_the_page(scene: &Scene) {
    for shape in &scene.shapes {
        for (x, y) in points_of(shape) {
            let inside = (-0.5..=scene.width + 0.5).contains(&x) && (-0.5..=scene.height + 0.5).contains(&y);
            assert!(inside, "({x}, {y}) of {shape:?}");
        }
    }
}

fn assert_no_text_on_text(scene: &Scene) {
    let texts: Vec<&Text> = scene.texts().collect();
    for (i, one) in texts.iter().enumerate() {
        for other in &texts[i + 1..] {
            let clash = one.bounds().overlaps(&other.bounds());
            assert!(!clash, "\"{}\" lies on \"{}\"", one.content, other.content);
        }
    }
}

fn assert_tidy(scene: &Scene) {
    assert_inside_the_page(scene);
    assert_no_text_on_text(scene);
    assert!(scene.texts().count() >= 3);
}

fn says(scene: &Scene, words: &str) -> bool {
    scene.texts().any(|t| t.content.contains(words))
}

#[test]
fn ordinary_pictures_are_tidy() {
    ordinary().iter().for_each(assert_tidy);
}

#[test]
fn one_picture_in_both_forms() {
    let first = promises().render().unwrap();
    let info = png::Decoder::new(std::io::Cursor::new(&first.png)).read_info().unwrap();
    assert_eq!((info.info().width, info.info().height), (2400, 1350));
    assert_eq!(first, promises().render().unwrap(), "the same input gives the same bytes");
}

#[test]
fn the_png_is_not_blank_and_its_edge_is() {
    let png = super::bitmap::png(&waits().scene().unwrap()).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    let blue = pixels.chunks(3).filter(|p| **p == [0x00, 0x72, 0xB2]).count();
    assert!(blue > 10_000, "{blue} blue pixels");
    assert!(pixels[..2400 * 3 * 20].iter().all(|&b| b == 0xFF), "the top margin is white");
}

#[test]
fn the_svg_is_sound_xml_with_its_font() {
    for scene in ordinary() {
        let svg = canvas::svg(&scene, AWKWARD).unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        assert_eq!(document.root_element().attribute("width"), Some("1200"));
        assert!(svg.matches("@font-face").count() == 2);
    }
}

#[test]
fn awkward_names_reach_the_svg_unharmed() {
    let mut chart = service_curve();
    chart.title = AWKWARD.into();
    chart.marks[0].label = "a < b & c".into();
    let svg = canvas::svg(&chart.scene().unwrap(), &chart.title).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> = document.descendants().filter_map(|n| n.text()).map(str::trim).collect();
    assert!(texts.contains(&"a < b & c"));
    assert!(texts.iter().any(|t| t.contains("<b>&amp; \"Zeit\" 'ß' ≤ 5 — 待ち時間")), "{texts:?}");
}

#[test]
fn endless_names_are_cut_to_the_page() {
    let long = "a very long name that goes on and on ".repeat(20);
    let mut service = service_curve();
    service.title.clone_from(&long);
    service.subtitle.clone_from(&long);
    service.level_label.clone_from(&long);
    service.marks.iter_mut().for_each(|m| m.label.clone_from(&long));
    for panel in &mut service.panels {
        panel.name.clone_from(&long);
        panel.target = Some((long.clone(), 0.5));
        panel.lines.iter_mut().for_each(|l| l.label.clone_from(&long));
    }
    assert_tidy(&service.scene().unwrap());
    let mut bars = promises();
    for bar in &mut bars.bars {
        bar.case.clone_from(&long);
        bar.text.clone_from(&long);
    }
    assert_tidy(&bars.scene().unwrap());
    let mut cost = cost_curve();
    cost.parts.iter_mut().for_each(|p| p.0.clone_from(&long));
    cost.currency.clone_from(&"long".to_owned());
    assert_tidy(&cost.scene().unwrap());
}

#[test]
fn a_service_curve_survives_awkward_numbers() {
    for values in [[0.0; 4], [1.0; 4], [-3.0; 4], [1e15; 4], [1e-12; 4], [0.0, 1e15, 0.0, -1e15], [0.5, 0.0, 3.0, 0.1]]
    {
        for unit in [Unit::Share, Unit::Seconds, Unit::Count, Unit::Money("EUR".into())] {
            for log in [false, true] {
                let mut chart = service_curve();
                for panel in &mut chart.panels {
                    (panel.unit, panel.log) = (unit.clone(), log);
                    panel.lines = vec![line("one", &values), line("two", &values)];
                }
                assert_tidy(&chart.scene().unwrap());
            }
        }
    }
}

#[test]
fn an_undefined_point_is_a_gap_and_not_a_zero() {
    let mut chart = service_curve();
    chart.panels.truncate(1);
    chart.marks.clear();
    chart.panels[0].lines[0].points = vec![known(0.9), None, known(0.9), known(0.9)];
    let scene = chart.scene().unwrap();
    let discs = scene.shapes.iter().filter(|s| matches!(s, Shape::Disc(..))).count();
    assert_eq!(discs, 1, "the point before the gap stands alone");
    chart.panels[0].lines[0].points = vec![None; 4];
    let bare = chart.scene().unwrap();
    assert!(!bare.shapes.iter().any(|s| matches!(s, Shape::Disc(..) | Shape::Fill(..))));
}

#[test]
fn one_level_and_four_panels_are_fine() {
    let mut chart = service_curve();
    chart.levels = vec![57.0];
    chart.panels = vec![panel(Unit::Share, vec![line("", &[0.8])]); 4];
    assert_tidy(&chart.scene().unwrap());
}

#[test]
fn forty_lines_are_drawn_and_some_are_named() {
    let mut chart = service_curve();
    let lines = (0..40).map(|i| line(&format!("line {i}"), &[0.1, 0.2, 0.3, 0.4 + f64::from(i) / 100.0]));
    chart.panels[0].lines = lines.collect();
    let scene = chart.scene().unwrap();
    assert_tidy(&scene);
    let named: Vec<&str> = scene.texts().map(|t| &*t.content).filter(|t| t.starts_with("line")).collect();
    assert!(named.contains(&"line 0") && named.contains(&"line 39"), "{named:?}");
}

#[test]
fn crowded_marks_do_not_overlap() {
    let mut chart = service_curve();
    chart.marks = (0..9).map(|i| mark(&format!("a promise with a name: {i}"), 56.0 + f64::from(i) * 0.4)).collect();
    assert_tidy(&chart.scene().unwrap());
    chart.marks = (0..5).map(|i| mark(&format!("the same place {i}"), 65.0)).collect();
    assert_tidy(&chart.scene().unwrap());
}

#[test]
fn a_cost_curve_takes_one_part_lines_or_a_total_alone() {
    let mut one = cost_curve();
    one.parts.truncate(1);
    assert_tidy(&one.scene().unwrap());
    let total = CostCurve { parts: Vec::new(), ..cost_curve() };
    assert_tidy(&total.scene().unwrap());
    let lines = vec![line("$24 an hour", &[1.0, -2.0, 3.0]), line("$32 an hour", &[1.0, -2.0, 3.0])];
    let keys = CostCurve { parts: Vec::new(), total: Vec::new(), lines, ..cost_curve() };
    assert_tidy(&keys.scene().unwrap());
}

#[test]
fn a_stack_starts_at_zero_however_little_the_total_varies() {
    let mut chart = cost_curve();
    chart.parts = vec![("agents".into(), vec![9_990.0, 10_000.0, 10_010.0])];
    assert!(chart.scene().unwrap().texts().any(|t| t.content == "$0"));
}

#[test]
fn days_of_any_length_are_tidy() {
    for n in [1, 2, 3, 7, 24, 48, 96] {
        assert_tidy(&day(n).scene().unwrap());
    }
    let mut empty = day(4);
    empty.staffed.clear();
    empty.service_level = vec![None; 4];
    empty.offered = vec![None; 4];
    assert_tidy(&empty.scene().unwrap());
}

#[test]
fn waits_cut_a_bar_that_would_flatten_the_rest_and_say_its_share() {
    let scene = waits().scene().unwrap();
    assert!(says(&scene, "60%"));
    assert!(!scene.texts().any(|t| t.content == "50%"), "the axis ends far below");
}

#[test]
fn waits_take_an_open_last_bin_and_marks_beyond_it() {
    let mut chart = waits();
    chart.bins[11].to = f64::INFINITY;
    chart.marks.push(("far".into(), 5000.0));
    let scene = chart.scene().unwrap();
    assert_tidy(&scene);
    assert!(says(&scene, "55 s +") && says(&scene, "far, off the axis"));
    chart.bins = vec![WaitBin { from: 0.0, to: f64::INFINITY, answered: 0.0, abandoned: 0.0 }];
    chart.at_once = 0.0;
    assert_tidy(&chart.scene().unwrap());
}

#[test]
fn promises_take_negative_and_many_bars() {
    let mut chart = promises();
    chart.bars[1].value = -0.3;
    assert_tidy(&chart.scene().unwrap());
    chart.bars = vec![chart.bars[0].clone(); 40];
    assert_tidy(&chart.scene().unwrap());
    chart.bars.truncate(1);
    chart.bars[0].value = 0.0;
    assert_tidy(&chart.scene().unwrap());
    chart.unit = Unit::Money("USD".into());
    chart.bars[0].value = -1e15;
    assert_tidy(&chart.scene().unwrap());
}

fn refusal<T>(result: Result<T, ChartError>) -> String {
    result.err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn what_cannot_be_drawn_is_refused_by_name() {
    let mut chart = service_curve();
    chart.panels[0].lines[0].points[1] = known(f64::NAN);
    assert!(refusal(chart.scene()).contains("NaN"));
    let chart = ServiceCurve { levels: vec![1.0, 3.0, 2.0, 4.0], ..service_curve() };
    assert_eq!(refusal(chart.scene()), "levels must rise from left to right");
    let chart = ServiceCurve { panels: Vec::new(), ..service_curve() };
    assert_eq!(refusal(chart.scene()), "the list of panels is empty: there is nothing to draw");
    let mut chart = cost_curve();
    chart.parts[0].1[0] = -1.0;
    assert!(refusal(chart.scene()).contains("cost part \"agents\" has a negative value"));
    let mut chart = day(3);
    chart.offered.pop();
    assert_eq!(refusal(chart.scene()), "calls offered has 2 values, but 3 are needed");
    assert!(!refusal(day(97).scene()).is_empty() && !refusal(day(0).scene()).is_empty());
    let chart = Promises { bars: Vec::new(), ..promises() };
    assert!(refusal(chart.scene()).contains("empty"));
}

#[test]
fn histograms_that_would_mislead_are_refused() {
    let spoil = |change: fn(&mut Waits)| {
        let mut chart = waits();
        change(&mut chart);
        refusal(chart.scene())
    };
    assert!(spoil(|w| w.bins[3].to += 2.0).contains("steps of one width"));
    assert!(spoil(|w| w.bins[3].answered = -0.1).contains("not between 0 and 1"));
    assert!(spoil(|w| w.at_once = 1.5).contains("not between 0 and 1"));
    assert!(spoil(|w| w.bins[0].to = f64::NAN).contains("NaN"));
    assert!(spoil(|w| w.bins.clear()).contains("empty"));
    assert!(spoil(|w| w.bins.reverse()).contains("steps of one width"));
}

/// Small, portable and the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Of any size from 1e-9 to 1e12, sometimes zero or negative.
    fn value(&mut self) -> f64 {
        let size = 10_f64.powi(self.below(22) as i32 - 9) * (1 + self.below(999)) as f64 / 100.0;
        [size, size, size, 0.0, -size][self.below(5) as usize]
    }

    fn points(&mut self, n: usize) -> Vec<Option<Estimate>> {
        let half = |me: &mut Self| (me.below(3) > 0).then(|| me.value().abs());
        let point = |me: &mut Self| (me.below(6) > 0).then(|| Estimate { value: me.value(), half_width: half(me) });
        (0..n).map(|_| point(self)).collect()
    }

    fn unit(&mut self) -> Unit {
        [Unit::Share, Unit::Seconds, Unit::Count, Unit::Money("CHF".into())][self.below(4) as usize].clone()
    }

    fn marks(&mut self, levels: &[f64]) -> Vec<Mark> {
        let n = self.below(10);
        (0..n)
            .map(|i| mark(&"name ".repeat(1 + i as usize), levels[self.below(levels.len() as u64) as usize]))
            .collect()
    }
}

#[test]
fn random_pictures_are_tidy() {
    let mut random = Numbers(11);
    for _ in 0..150 {
        let n = 1 + random.below(30) as usize;
        let levels: Vec<f64> = (0..n).map(|i| 40.0 + i as f64).collect();
        let marks = random.marks(&levels);
        let lines = |random: &mut Numbers| -> Vec<Line> {
            let count = 1 + random.below(5);
            (0..count).map(|i| Line { label: format!("line {i}"), points: random.points(n) }).collect()
        };
        let panels = (0..=random.below(4)).map(|_| Panel {
            log: random.below(2) == 0,
            target: (random.below(2) == 0).then(|| ("target".into(), random.value())),
            ..panel(random.unit(), lines(&mut random))
        });
        let service =
            ServiceCurve { panels: panels.collect(), levels: levels.clone(), marks: marks.clone(), ..service_curve() };
        assert_tidy(&service.scene().unwrap());
        let parts = (0..random.below(5)).map(|i| (format!("part {i}"), (0..n).map(|_| random.value().abs()).collect()));
        let cost = CostCurve {
            parts: parts.collect(),
            total: random.points(n),
            levels,
            marks,
            cheapest: None,
            ..cost_curve()
        };
        assert_tidy(&cost.scene().unwrap());
        let mut bars = promises();
        bars.unit = random.unit();
        bars.bars.iter_mut().for_each(|b| (b.value, b.half_width) = (random.value(), Some(random.value().abs())));
        assert_tidy(&bars.scene().unwrap());
        let day = Day { offered: random.points(n), service_level: random.points(n), ..day(n) };
        assert_tidy(&day.scene().unwrap());
    }
}
