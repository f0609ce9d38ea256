//! Reads a condition, checking every word against what there is.

use std::ops::Range;
use std::sync::Arc;

use super::super::host::Address;
use super::lex::{Token, What, tokens};
use super::{Condition, Entry, Expression, Order, Test, Vocabulary};
use crate::rules::{Code, Diagnostic, nearest};

const TESTS: [&str; 6] = ["kind", "flag", "signal", "host", "list", "band"];

type Read<T> = Result<T, Diagnostic>;

pub(super) fn parse(text: &str, known: &Vocabulary<'_>) -> Read<Expression> {
    if text.len() > Condition::MAX_BYTES {
        let message = format!("the condition has {} bytes; {} are allowed", text.len(), Condition::MAX_BYTES);
        let source = Arc::from("");
        return Err(
            Diagnostic::new(Code::Syntax, message, super::place(), &source, 0..0).help("divert in several runs")
        );
    }
    let mut parser = Parser { source: Arc::from(text), tokens: Vec::new(), next: 0, depth: 0, known };
    parser.tokens = tokens(text).map_err(|bad| parser.error(Code::Syntax, bad.message, bad.span).help(bad.help))?;
    if parser.tokens.is_empty() {
        let error = parser.error(Code::Empty, "the condition is empty", 0..text.len());
        return Err(error.help("write one like kind == \"satire\""));
    }
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(expression),
        Some(What::Sign(")")) => Err(parser.unexpected("an opening bracket before it")),
        Some(_) => Err(parser.unexpected("`and` or `or` between two tests")),
    }
}

struct Parser<'c> {
    source: Arc<str>,
    tokens: Vec<Token<'c>>,
    next: usize,
    depth: usize,
    known: &'c Vocabulary<'c>,
}

impl<'c> Parser<'c> {
    fn peek(&self) -> Option<What<'c>> {
        self.tokens.get(self.next).map(|token| token.what)
    }

    /// The bytes of the next token, or the end.
    fn place(&self) -> Range<usize> {
        let end = self.source.trim_end().len();
        self.tokens.get(self.next).map_or(end..end, |token| token.span.clone())
    }

    fn take(&mut self, wanted: What<'_>) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn error(&self, code: Code, message: impl Into<String>, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message, super::place(), &self.source, span)
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let span = self.place();
        let message = match self.source.get(span.clone()) {
            Some(found) if !found.is_empty() => format!("expected {wanted}, found `{found}`"),
            _ => format!("expected {wanted}, found the end"),
        };
        self.error(Code::Syntax, message, span)
    }

    fn any(&mut self) -> Read<Expression> {
        let mut parts = vec![self.all()?];
        while self.take(What::Word("or")) {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Read<Expression> {
        let mut parts = vec![self.one()?];
        while self.take(What::Word("and")) {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    /// A test, a negated one, or a condition in brackets.
    fn one(&mut self) -> Read<Expression> {
        let place = self.place();
        let (negated, opened) = (self.take(What::Word("not")), self.take(What::Sign("(")));
        if !negated && !opened {
            return self.test();
        }
        self.depth += 1;
        if self.depth > Condition::MAX_DEPTH {
            let message = format!("more than {} brackets and `not`s within one another", Condition::MAX_DEPTH);
            return Err(self.error(Code::Syntax, message, place).help("write the condition flatter"));
        }
        let inner = if opened {
            let inner = self.any()?;
            if !self.take(What::Sign(")")) {
                return Err(self.unexpected("`)`, or `and` or `or` between two tests"));
            }
            inner
        } else {
            self.one()?
        };
        self.depth -= 1;
        Ok(if negated { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn test(&mut self) -> Read<Expression> {
        let (span, what) = (self.place(), self.peek());
        let Some(What::Word(word)) = what else { return Err(self.unexpected("a test").help(tests_help())) };
        self.next += 1;
        match word {
            "kind" => self.words("kind", self.known.kinds, Test::Kind),
            "band" => self.words("band", self.known.bands, Test::Band),
            "flag" => Ok(Expression::Test(Test::Flag(self.argument("flag", self.known.flags)?))),
            "signal" => self.signal(),
            "host" => self.host(),
            "list" => self.list(),
            _ => {
                let error = self.error(Code::UnknownKey, format!("there is no test `{word}`"), span);
                Err(match nearest(word, TESTS) {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help(tests_help()),
                })
            }
        }
    }

    /// `== "x"`, `!= "x"`, `in ["x", "y"]` behind a word that is compared with words.
    fn words(&mut self, name: &str, known: &[&str], test: fn(Vec<String>) -> Test) -> Read<Expression> {
        let Some((words, among)) = self.comparison(name, Some(known))? else {
            let error = self.unexpected("`==`, `!=` or `in`");
            return Err(error.help(format!("write {name} == \"{}\"", known.first().unwrap_or(&"…"))));
        };
        let test = Expression::Test(test(words));
        Ok(if among { test } else { Expression::Not(Box::new(test)) })
    }

    /// The words that something is compared with, and whether it must be among them; nothing where no comparison stands.
    fn comparison(&mut self, name: &str, known: Option<&[&str]>) -> Read<Option<(Vec<String>, bool)>> {
        if self.take(What::Word("in")) {
            if !self.take(What::Sign("[")) {
                return Err(self.unexpected("`[`").help(format!("write {name} in [\"…\", \"…\"]")));
            }
            let mut words = vec![self.text(name, known)?];
            while self.take(What::Sign(",")) {
                words.push(self.text(name, known)?);
            }
            return if self.take(What::Sign("]")) {
                Ok(Some((words, true)))
            } else {
                Err(self.unexpected("`,` or `]`"))
            };
        }
        let among = match self.peek() {
            Some(What::Sign("==")) => true,
            Some(What::Sign("!=")) => false,
            _ => return Ok(None),
        };
        self.next += 1;
        Ok(Some((vec![self.text(name, known)?], among)))
    }

    /// A text; one of `known`, where that is given.
    fn text(&mut self, name: &str, known: Option<&[&str]>) -> Read<String> {
        let span = self.place();
        let Some(What::Text(text)) = self.peek() else {
            return Err(self.unexpected("a text in quotation marks"));
        };
        self.next += 1;
        match known {
            Some(known) if !known.contains(&text) => Err(self.unknown(name, text, known, span)),
            _ => Ok(text.to_owned()),
        }
    }

    fn unknown(&self, name: &str, text: &str, known: &[&str], span: Range<usize>) -> Diagnostic {
        let error = self.error(Code::UnknownWord, format!("there is no {name} \"{text}\""), span);
        match nearest(text, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean \"{near}\"?")),
            None if known.is_empty() && name == "list" => error.help("no list is at hand: name one with --ratings"),
            None if known.is_empty() => error.help(format!("there is no {name} at all")),
            None if known.len() <= 20 => error.help(format!("there are \"{}\"", known.join("\", \""))),
            None => error.help("docs/signals.md lists every signal"),
        }
    }

    /// `("x")` behind the name of a test.
    fn argument(&mut self, name: &str, known: &[&str]) -> Read<String> {
        self.bracketed(name, |parser| parser.text(name, Some(known)))
    }

    fn bracketed<T>(&mut self, name: &str, inside: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if !self.take(What::Sign("(")) {
            return Err(self.unexpected("`(`").help(format!("write {name}(\"…\")")));
        }
        let inside = inside(self)?;
        if self.take(What::Sign(")")) { Ok(inside) } else { Err(self.unexpected("`)`")) }
    }

    fn signal(&mut self) -> Read<Expression> {
        let known = self.known.signals;
        let wanted = self.bracketed("signal", |parser| {
            let span = parser.place();
            let text = parser.text("signal", None)?;
            let family = text.strip_suffix('*').filter(|family| family.ends_with('/'));
            let found = match family {
                Some(family) => known.iter().any(|id| id.starts_with(family)),
                None => known.contains(&text.as_str()),
            };
            match (found, family) {
                (true, Some(family)) => Ok(family.to_owned()),
                (true, None) => Ok(text),
                (false, _) => Err(parser.unknown("signal", &text, known, span)),
            }
        })?;
        Ok(Expression::Test(Test::Signal(wanted)))
    }

    fn host(&mut self) -> Read<Expression> {
        let host = self.bracketed("host", |parser| {
            let span = parser.place();
            let text = parser.text("host", None)?;
            Address::parse(&text).ok_or_else(|| {
                let error = parser.error(Code::UnknownWord, format!("\"{text}\" is no host"), span);
                error.help("write it like \"tarn-courier.example\"")
            })
        })?;
        Ok(Expression::Test(Test::Host(host)))
    }

    fn list(&mut self) -> Read<Expression> {
        let known = self.known.lists;
        let name = self.bracketed("list", |parser| {
            if parser.take(What::Text("*")) {
                return Ok(None);
            }
            parser.text("list", Some(known)).map(Some)
        })?;
        let entry = match self.order() {
            Some(order) => Entry::Value(order, self.grade()?),
            None if matches!(self.peek(), Some(What::Sign("==" | "!="))) && self.number_follows() => {
                let error = self.unexpected("`<`, `<=`, `>` or `>=` before a number");
                return Err(error.help("values are compared by order: list(\"…\") < 0.4"));
            }
            None => match self.comparison("list(\"…\")", None)? {
                Some((labels, among)) => Entry::Label { labels, among },
                None => Entry::Any,
            },
        };
        Ok(Expression::Test(Test::List(name, entry)))
    }

    fn number_follows(&self) -> bool {
        matches!(self.tokens.get(self.next + 1).map(|token| token.what), Some(What::Number(_)))
    }

    fn order(&mut self) -> Option<Order> {
        let order = match self.peek()? {
            What::Sign("<") => Order::Less,
            What::Sign("<=") => Order::AtMost,
            What::Sign(">") => Order::More,
            What::Sign(">=") => Order::AtLeast,
            _ => return None,
        };
        self.next += 1;
        Some(order)
    }

    fn grade(&mut self) -> Read<f64> {
        let span = self.place();
        match self.peek() {
            Some(What::Number(number)) if (0.0..=1.0).contains(&number) => {
                self.next += 1;
                Ok(number)
            }
            Some(What::Number(_)) => {
                let error = self.error(Code::Syntax, "values lie between 0 and 1", span);
                Err(error.help("every list's own scale is mapped to 0 to 1: docs/lists.md"))
            }
            _ => Err(self.unexpected("a number").help("write list(\"…\") < 0.4")),
        }
    }
}

fn tests_help() -> String {
    "the tests are kind, flag(…), signal(…), host(…), list(…) and band".to_owned()
}
