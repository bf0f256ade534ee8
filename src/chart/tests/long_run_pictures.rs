//! The pictures of the long run.

use super::{AWKWARD, assert_tidy, says};
use crate::chart::{ChartError, Course, MonthPanel, MonthSpread, Months, Tornado, TornadoBar, Unit, scene::Shape};

fn months(count: usize, lines: usize) -> Months {
    let course = |i: usize| Course {
        label: format!("strategy {i}"),
        points: (0..count)
            .map(|month| {
                let value = 1000.0 - (month * (i + 1)) as f64;
                [value, value - month as f64, value + 2.0 * month as f64]
            })
            .collect(),
    };
    let panel = |name: &str, unit: Unit, zero: bool| MonthPanel {
        name: name.into(),
        unit,
        lines: (0..lines).map(course).collect(),
        zero,
    };
    Months {
        title: "Staff to value is worth most".into(),
        subtitle: "means of 1,000 futures".into(),
        axis_label: "month".into(),
        months: count,
        panels: vec![panel("customers", Unit::Count, false), panel("profit", Unit::Money("USD".into()), true)],
        first_colour: 0,
        spread: MonthSpread::Bands,
    }
}

fn tornado(bars: &[(f64, f64)]) -> Tornado {
    let bar = |(i, values): (usize, &(f64, f64))| TornadoBar {
        name: format!("assumption {i} that has a long name"),
        ends: ("5%".into(), "10%".into()),
        values: *values,
    };
    Tornado {
        title: "Two assumptions could turn it".into(),
        subtitle: "one at a time".into(),
        axis_label: "what one is worth more than the other".into(),
        unit: Unit::Money("USD".into()),
        sides: ("the other is worth more".into(), "one is worth more".into()),
        likely: 1e6,
        bars: bars.iter().enumerate().map(bar).collect(),
    }
}

#[test]
fn they_are_tidy() {
    for (count, lines) in [(1, 1), (2, 3), (60, 4), (600, 7)] {
        assert_tidy(&months(count, lines).scene().unwrap());
    }
    let scene = tornado(&[(-2e6, 4e6), (1.2e6, 3e6), (0.5e6, 1.1e6)]).scene().unwrap();
    assert_tidy(&scene);
    assert!(says(&scene, "one is worth more") && says(&scene, "the other is worth more"));
    let boxes = scene.shapes.iter().filter(|shape| matches!(shape, Shape::Box(..))).count();
    // Two for each bar and two in the legend, and one behind each of six labels.
    assert_eq!(boxes, 3 * 2 + 2 + 6);
}

#[test]
fn bars_at_the_end_take_the_place_of_bands_and_have_room() {
    let bands = months(12, 3);
    let bars = Months { spread: MonthSpread::BarsAtTheEnd, ..bands.clone() };
    let fills = |scene: &crate::chart::scene::Scene| {
        scene.shapes.iter().filter(|shape| matches!(shape, Shape::Fill(..))).count()
    };
    let (with_bands, with_bars) = (bands.scene().unwrap(), bars.scene().unwrap());
    assert_tidy(&with_bars);
    // Two panels of three lines each.
    assert_eq!(fills(&with_bands) - fills(&with_bars), 6);
    assert!(says(&with_bars, "strategy 2"));
}

#[test]
fn awkward_names_are_drawn() {
    let long = format!("{AWKWARD} that goes on and on ").repeat(9);
    let mut picture = months(3, 2);
    picture.title.clone_from(&long);
    picture.panels[0].lines[1].label.clone_from(&long);
    assert_tidy(&picture.scene().unwrap());
    let mut picture = tornado(&[(0.0, 2e6)]);
    (picture.title, picture.bars[0].name) = (long.clone(), long);
    assert_tidy(&picture.scene().unwrap());
}

#[test]
fn what_makes_no_sense_is_refused() {
    assert!(matches!(tornado(&[]).scene(), Err(ChartError::Empty { .. })));
    assert!(tornado(&[(f64::NAN, 1.0)]).scene().is_err());
    assert!(months(0, 1).scene().is_err());
    assert!(months(3, 0).scene().is_err());
    assert!(Months { months: 4, ..months(3, 1) }.scene().is_err());
}
