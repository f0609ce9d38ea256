//! What `unchaff rules test` prints.

use std::fmt::Write as _;

use unchaff::{CaseReport, RuleReport, Verdict};

/// The failures with file and line, and a summary; `verbose`: every case.
pub(crate) fn render(reports: &[RuleReport], verbose: bool) -> String {
    let mut text = String::new();
    for report in reports {
        if verbose {
            every_case(&mut text, report);
        }
        failures(&mut text, report);
    }
    text.push_str(&summary(reports));
    text.push('\n');
    text
}

// Writing to a string cannot fail, so the results of `writeln!` are let go.

fn every_case(text: &mut String, report: &RuleReport) {
    let _ = writeln!(text, "{}", report.id);
    for case in &report.cases {
        let mark = if case.failures.is_empty() { "ok" } else { "FAILED" };
        let _ = writeln!(text, "  line {:<4} {:9} {:16} {mark}", case.line, case.kind.name(), case.verdict.name());
    }
}

fn failures(text: &mut String, report: &RuleReport) {
    let path = report.path.display();
    for finding in &report.findings {
        let _ = writeln!(text, "{path}:1: {finding}");
    }
    for case in &report.cases {
        for failure in &case.failures {
            let _ = writeln!(text, "{path}:{}: {} case: {}", case.line, case.kind, failure.verdict);
            for line in failure.text.lines() {
                let _ = writeln!(text, "    │ {}", shortened(line));
            }
            let _ = writeln!(text, "    ↳ {}", failure.happened);
        }
    }
}

/// At most about two terminal lines of a text.
fn shortened(line: &str) -> String {
    const SHOWN: usize = 160;
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// "330 rules, 812 cases: 401 removed, 405 kept, 4 missed, 2 wrongly removed; 6 cases fail, 1 finding".
fn summary(reports: &[RuleReport]) -> String {
    let cases: Vec<&CaseReport> = reports.iter().flat_map(|report| &report.cases).collect();
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .map(|verdict| format!("{} {verdict}", cases.iter().filter(|case| case.verdict == *verdict).count()))
        .collect();
    let failed = cases.iter().filter(|case| !case.failures.is_empty()).count();
    let findings: usize = reports.iter().map(|report| report.findings.len()).sum();
    let mut text = format!("{}, {}: {}", plural(reports.len(), "rule"), plural(cases.len(), "case"), counts.join(", "));
    if failed > 0 {
        let _ = write!(text, "; {} failed", plural(failed, "case"));
    }
    if findings > 0 {
        let _ = write!(text, "; {}", plural(findings, "finding"));
    }
    text
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
