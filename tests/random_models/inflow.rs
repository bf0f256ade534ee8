//! When the customers of random centres come: busy days and intervals, surges, batches.

use std::fmt::Write as _;

use rand_xoshiro::Xoshiro256PlusPlus;

use super::Dice;

/// What is drawn of the arrivals of a random centre.
#[derive(Default)]
pub struct Inflow {
    /// Of the whole centre.
    pub keys: String,
    /// Tables of it.
    pub surges: String,
    /// By type.
    of_types: Vec<String>,
}

impl Inflow {
    /// Of a centre with so many types. Where phones ring nobody comes beside another, for records of rings tell callers by
    /// their instants.
    pub fn random(seed: u64, types: usize, rings: bool) -> Self {
        let mut dice = Dice(<Xoshiro256PlusPlus as rand::SeedableRng>::seed_from_u64(seed ^ 0x1f10));
        let mut inflow = Self::default();
        if dice.chance(0.3) {
            let (cv, correlation) = (0.1 + dice.share(), dice.share());
            let interval = format!("interval_cv = {}, interval_correlation = {correlation}", 0.1 + dice.share());
            inflow.keys = format!("busyness = {{ cv = {cv}, {interval} }}\n");
        }
        if dice.chance(0.3) {
            let (from, length) = (dice.below(20), 1 + dice.below(9));
            let (factor, probability, of) = (dice.below(4), 0.1 + dice.share() * 0.9, dice.below(types as u32));
            let _ = writeln!(
                inflow.surges,
                "[[surge]]\nfrom = \"08:{from:02}\"\nto = \"08:{:02}\"\nfactor = {factor}\nprobability = {probability}\ncall_types = [\"t{of}\"]",
                from + length
            );
        }
        let of_type = |dice: &mut Dice| match dice.below(6) {
            0 if !rings => format!("batches = {{ geometric = {} }}\n", 1.0 + dice.share()),
            1 if !rings => "batches = { probabilities = [0.5, 0.2, 0.3] }\n".to_owned(),
            2 => format!("busyness = {{ cv = {} }}\n", 0.1 + dice.share()),
            _ => String::new(),
        };
        inflow.of_types = (0..types).map(|_| of_type(&mut dice)).collect();
        inflow
    }

    /// Keys of a type.
    pub fn of_type(&self, index: usize) -> &str {
        self.of_types.get(index).map_or("", String::as_str)
    }
}
