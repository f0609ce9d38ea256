//! What is written well and yet can do nothing: conditions that exclude each other, keys that nothing reads.

use std::collections::HashSet;

use toml::Spanned;

use super::Rule;
use crate::matching::{Matcher, Pattern, Scratch, normalise};
use crate::rules::diagnostics::{Code, Diagnostic};
use crate::rules::file::{Action, Unit};

impl Rule {
    /// Every contradiction in the file.
    pub(super) fn contradictions(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        self.check_words(&mut found);
        self.check_guards(&mut found);
        self.check_doubles(&mut found);
        self.check_counts(&mut found);
        self.check_places(&mut found);
        self.check_unread(&mut found);
        found
    }

    /// Old ids that the rule would answer to, but that are in use.
    pub(crate) fn claims_ids(&self, is_used: impl Fn(&str) -> bool) -> impl Iterator<Item = Diagnostic> {
        self.file.replaces.iter().filter(move |old| is_used(old.get_ref())).map(|old| {
            let message = format!("`{}` is the id of a rule that is there", old.get_ref());
            self.find(Code::Conflict, message, old.span()).help("to replace that rule, give this one the same id")
        })
    }

    /// `min_words` and `max_words` against each other and against the phrases.
    fn check_words(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let Some(max) = c.max_words else { return };
        if let Some(min) = c.min_words.filter(|&min| min > max) {
            let message = format!("min_words is {min} and max_words is {max}: no unit has as many and as few words");
            found.push(self.find(Code::NeverMatches, message, self.place(&["match", "min_words"])));
        }
        // A fused label is cut out of a block of any length, and a sequence looks at the words of no block.
        if c.fused || self.unit() == Unit::Sequence {
            return;
        }
        for phrase in c.phrases.iter().chain(&c.all) {
            let folded = normalise(phrase.get_ref());
            let words = folded.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count();
            if words > max as usize {
                let message = format!("the phrase has {words} words, but max_words is {max}");
                let help = "raise max_words, or shorten the phrase";
                found.push(self.find(Code::NeverMatches, message, phrase.span()).help(help));
            }
        }
    }

    /// Phrases that hold a guard: where such a phrase stands, the guard stands too.
    fn check_guards(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let guards: Vec<Pattern<'_>> =
            c.unless.iter().map(|guard| Pattern { text: guard.get_ref(), exact_case: false }).collect();
        // The matcher itself says what stands in a phrase, so that both agree on word boundaries.
        let Ok(matcher) = Matcher::new(&guards) else { return };
        let (mut scratch, mut hits) = (Scratch::new(), Vec::new());
        for phrase in c.phrases.iter().chain(&c.all) {
            hits.clear();
            matcher.scan(phrase.get_ref(), &mut scratch, &mut hits);
            if let Some(guard) = hits.first().and_then(|hit| guards.get(hit.pattern as usize)) {
                let message =
                    format!("the guard \"{}\" of `unless` stands in this phrase: it can never fire", guard.text);
                let finding = self.find(Code::NeverMatches, message, phrase.span());
                found.push(finding.help("take out the phrase, or narrow the guard"));
            }
        }
    }

    /// Phrases that are written twice.
    fn check_doubles(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let section = self.file.section.as_ref().map(|section| section.phrases.as_slice()).unwrap_or_default();
        for (phrases, exact) in [(&*c.phrases, c.exact_case), (&*c.all, false), (&*c.unless, false), (section, false)] {
            let key = |phrase: &Spanned<String>| match exact {
                true => phrase.get_ref().clone(),
                false => normalise(phrase.get_ref()),
            };
            let mut seen = HashSet::new();
            for phrase in phrases.iter().filter(|phrase| !seen.insert(key(phrase))) {
                let message = "this phrase stands in the list already; case, quotation marks and dashes do not count";
                found.push(self.find(Code::DuplicatePhrase, message, phrase.span()).help("take it out"));
            }
        }
    }

    /// The numbers of blocks in `[section]` and `[run]`.
    fn check_counts(&self, found: &mut Vec<Diagnostic>) {
        let section = self.file.section.as_ref().map(|section| ("section", section.min, section.max));
        let run = self.file.run.as_ref().map(|run| ("run", run.min, run.max));
        for (table, min, max) in section.into_iter().chain(run) {
            if min > max {
                let message = format!("[{table}] has min = {min} and max = {max}: no number of blocks is both");
                found.push(self.find(Code::NeverMatches, message, self.place(&[table, "min"])));
            }
        }
        if let Some(rest) = self.file.rest.as_ref().filter(|rest| rest.min > 0 && self.conditions().phrases.is_empty())
        {
            let message = format!("[rest] counts {} phrases, but [match] names none", rest.min);
            let finding = self.find(Code::NeverMatches, message, self.place(&["rest", "min"]));
            found.push(finding.help("give [match] `phrases`"));
        }
        if let Some(run) = &self.file.run
            && (run.hits > 0 || run.every)
            && self.conditions().phrases.is_empty()
        {
            let message = "[run] counts phrases, but [match] names none";
            let finding =
                self.find(Code::NeverMatches, message, self.place(&["run", if run.every { "every" } else { "hits" }]));
            found.push(finding.help("give [match] `phrases`"));
        }
    }

    /// Hosts, languages and the signal, which are written in a form of their own.
    fn check_places(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_host = |host: &str| {
            host.split('.').all(|label| !label.is_empty() && label.bytes().all(|b| lower(b) || !b.is_ascii()))
        };
        let is_lang = |lang: &str| (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_lowercase());
        for (key, hosts) in [("hosts", &c.hosts), ("not_hosts", &c.not_hosts)] {
            for host in hosts.iter().filter(|host| !is_host(host.as_str())) {
                let finding =
                    self.find(Code::NeverMatches, format!("`{host}` is no host"), self.place(&["match", key]));
                found.push(finding.help("write it as \"news.example\": lower case, without scheme, port and path"));
            }
        }
        for lang in c.langs.iter().filter(|lang| !is_lang(lang.as_str())) {
            let finding =
                self.find(Code::NeverMatches, format!("`{lang}` is no language"), self.place(&["match", "langs"]));
            found.push(finding.help("write its code of two or three lower-case letters, without a region: \"pt\""));
        }
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(lower);
        if let Some(id) = self.signal().filter(|id| !id.split_once('/').is_some_and(|(a, b)| is_part(a) && is_part(b)))
        {
            let finding = self.find(Code::BadId, format!("`{id}` is no id of a signal"), self.place(&["signal", "id"]));
            found.push(finding.help("write FAMILY/NAME; lower-case letters, digits and hyphens"));
        }
    }

    /// Keys that nothing reads in a rule of this unit or action.
    fn check_unread(&self, found: &mut Vec<Diagnostic>) {
        let file = &self.file;
        if self.summary().trim().is_empty() {
            let finding = self.find(Code::Empty, "the summary says nothing", file.summary.span());
            found.push(finding.help("say in one line what the rule takes"));
        }
        for (unit, given) in [
            (Unit::Section, file.section.is_some()),
            (Unit::Run, file.run.is_some()),
            (Unit::Sequence, file.sequence.is_some()),
            (Unit::Rest, file.rest.is_some()),
        ] {
            if given && file.unit != unit {
                let message = format!("[{unit}] is only read with unit = \"{unit}\"");
                found.push(self.find(Code::UnreadKey, message, self.place(&[unit.name()])));
            }
        }
        // What a rule drops is lifted where the user asks for it, and then goes to the field.
        if file.field.is_some() && !matches!(file.action, Action::Lift | Action::Drop) {
            let message = "`field` is only read with action = \"lift\" or \"drop\"";
            found.push(self.find(Code::UnreadKey, message, self.place(&["field"])));
        }
        if file.conditions.own_name && matches!(file.unit, Unit::Run | Unit::Sequence) {
            let message = "`own_name` is not read with unit = \"run\" or \"sequence\"";
            found.push(self.find(Code::UnreadKey, message, self.place(&["match", "own_name"])));
        }
        if file.conditions.fused && !matches!(file.unit, Unit::Block | Unit::Section) {
            let message = "`fused` is only read with unit = \"block\" or \"section\"";
            found.push(self.find(Code::UnreadKey, message, self.place(&["match", "fused"])));
        }
    }
}
