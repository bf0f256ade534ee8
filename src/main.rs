//! The `onering` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    onering::cli::main()
}
