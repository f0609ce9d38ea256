//! Progress on standard error, when somebody is looking.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows documents, bytes, rate and time left on standard error. Does nothing when standard error
/// is no terminal, or the user wants quiet.
pub struct Progress {
    bar: Option<ProgressBar>,
    meter: Arc<AtomicU64>,
    documents: AtomicU64,
}

impl Progress {
    /// Begins to show progress. `total` is the size of all inputs, when it is known, and `meter`
    /// counts what has been read of it: give the same to [`super::source::Source::open`].
    pub fn new(total: Option<u64>, quiet: bool, meter: Arc<AtomicU64>) -> Progress {
        let shown = !quiet && std::io::stderr().is_terminal();
        let bar = shown.then(|| bar(total, ProgressDrawTarget::stderr()));
        Progress { bar, meter, documents: AtomicU64::new(0) }
    }

    /// Counts documents that are done.
    pub fn done(&self, documents: u64) {
        let documents = self.documents.fetch_add(documents, Ordering::Relaxed) + documents;
        if let Some(bar) = &self.bar {
            bar.set_position(self.meter.load(Ordering::Relaxed));
            bar.set_message(format!("{} documents", HumanCount(documents)));
        }
    }

    /// Writes to standard error without spoiling the progress line.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the progress line away. Dropping does the same.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

fn bar(total: Option<u64>, target: ProgressDrawTarget) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (
            ProgressBar::with_draw_target(Some(total), target),
            "{msg}  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left",
        ),
        None => (ProgressBar::with_draw_target(None, target), "{msg}  {bytes}  {bytes_per_sec}  {elapsed}"),
    };
    // The templates are constants; a test shows that they are good.
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::Mutex;

    use indicatif::TermLike;

    /// A terminal that remembers what was written to it.
    #[derive(Clone, Debug, Default)]
    struct Screen(Arc<Mutex<String>>);

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            100
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn shows_documents_and_bytes() {
        for (total, expected) in
            [(Some(4096), "1,234 documents  1.00 KiB of 4.00 KiB"), (None, "1,234 documents  1.00 KiB  ")]
        {
            let screen = Screen::default();
            let target = ProgressDrawTarget::term_like(Box::new(screen.clone()));
            let bar = bar(total, target);
            let meter = Arc::new(AtomicU64::new(1024));
            let documents = AtomicU64::new(1000);
            let progress = Progress { bar: Some(bar.clone()), meter, documents };
            progress.done(234);
            bar.force_draw();
            let seen = screen.0.lock().unwrap().clone();
            assert!(seen.contains(expected), "{seen}");
        }
    }

    #[test]
    fn quiet_shows_nothing() {
        let progress = Progress::new(Some(1), true, Arc::default());
        progress.done(3);
        assert!(progress.bar.is_none());
        assert_eq!(progress.aside(|| 7), 7);
    }
}
