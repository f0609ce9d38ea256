//! Work on many batches at once, with the results in the order of the batches.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Why a run stopped before its end.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError<E> {
    /// The writer failed.
    #[error(transparent)]
    Write(E),
    /// The reader or a worker panicked: a defect of this program. What came before it was written.
    #[error("internal error: {0}")]
    Panic(String),
    /// The system gave no further thread.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

/// The ordered pipeline: one reader, some workers, one writer. The results and their order are the
/// same for any number of threads.
///
/// At most four batches a worker are between the reader and the writer, whether they wait, are
/// worked on or wait for their turn to be written.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline {
    threads: usize,
}

/// A batch on its way to a worker, with the place its result goes to.
type Job<B, O> = (B, SyncSender<Result<O, String>>);

impl Pipeline {
    /// Batches between reader and writer, for each worker.
    pub const IN_FLIGHT: usize = 4;

    /// A pipeline with `threads` workers. 0 stands for as many as the machine runs at once. With 1
    /// everything happens on the calling thread.
    pub fn new(threads: usize) -> Pipeline {
        let threads = match threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            some => some,
        };
        Pipeline { threads }
    }

    /// The number of workers.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Takes every batch from `batches` (on a thread of its own), makes something of it with `work`
    /// (on the workers) and hands the results in order to `write` (on the calling thread).
    ///
    /// The first error of `write` stops the run: no further batch is taken, and those under way are
    /// finished but not written. A reader that waits for bytes is waited for. A panic in `batches`
    /// or `work` ends the run as [`PipelineError::Panic`] when its turn to be written comes.
    pub fn run<B, O, E>(
        &self,
        batches: impl Iterator<Item = B> + Send,
        work: impl Fn(B) -> O + Sync,
        mut write: impl FnMut(O) -> Result<(), E>,
    ) -> Result<(), PipelineError<E>>
    where
        B: Send,
        O: Send,
    {
        if self.threads == 1 {
            return run_inline(batches, work, write);
        }
        let stop = AtomicBool::new(false);
        // Of the batches in flight one is in the reader's hand, one in the writer's.
        let waiting = self.threads * Pipeline::IN_FLIGHT - 2;
        thread::scope(|scope| {
            // Declared inside the scope: whatever way this closure is left, the channels close and
            // every thread comes to its end.
            let (order, results) = sync_channel(waiting);
            let (queue, jobs) = sync_channel::<Job<B, O>>(waiting + 2);
            let jobs = Arc::new(Mutex::new(jobs));
            for _ in 0..self.threads {
                let (jobs, work, stop) = (Arc::clone(&jobs), &work, &stop);
                thread::Builder::new()
                    .spawn_scoped(scope, move || work_off(&jobs, work, stop))
                    .map_err(PipelineError::Thread)?;
            }
            drop(jobs);
            thread::Builder::new()
                .spawn_scoped(scope, move || read_all(batches, &order, &queue))
                .map_err(PipelineError::Thread)?;
            let outcome = write_all(&results, &mut write);
            stop.store(true, Ordering::Relaxed);
            outcome
        })
    }
}

/// What happens with one thread.
fn run_inline<B, O, E>(
    mut batches: impl Iterator<Item = B>,
    work: impl Fn(B) -> O,
    mut write: impl FnMut(O) -> Result<(), E>,
) -> Result<(), PipelineError<E>> {
    loop {
        let made = caught(|| batches.next().map(&work)).map_err(PipelineError::Panic)?;
        let Some(made) = made else { return Ok(()) };
        write(made).map_err(PipelineError::Write)?;
    }
}

/// The reader's thread: gives each batch its place in the order, then to the workers.
fn read_all<B, O>(
    mut batches: impl Iterator<Item = B>,
    order: &SyncSender<Receiver<Result<O, String>>>,
    queue: &SyncSender<Job<B, O>>,
) {
    loop {
        let batch = caught(|| batches.next());
        if matches!(batch, Ok(None)) {
            return;
        }
        let (slot, result) = sync_channel(1);
        // Fails when the writer has gone.
        if order.send(result).is_err() {
            return;
        }
        let queued = match batch {
            Ok(Some(batch)) => queue.send((batch, slot)).is_ok(),
            Ok(None) => false,
            Err(panic) => {
                // Fails when the writer has gone, and then nobody asks why.
                let _ = slot.send(Err(panic));
                false
            }
        };
        if !queued {
            return;
        }
    }
}

/// A worker's thread.
fn work_off<B, O>(jobs: &Mutex<Receiver<Job<B, O>>>, work: &impl Fn(B) -> O, stop: &AtomicBool) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((batch, slot)) = job else { return };
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // Fails when the writer has gone, and then nobody needs the result.
        let _ = slot.send(caught(|| work(batch)));
    }
}

/// The writer's part.
fn write_all<O, E>(
    results: &Receiver<Receiver<Result<O, String>>>,
    mut write: impl FnMut(O) -> Result<(), E>,
) -> Result<(), PipelineError<E>> {
    for result in results {
        match result.recv() {
            Ok(Ok(made)) => write(made).map_err(PipelineError::Write)?,
            Ok(Err(panic)) => return Err(PipelineError::Panic(panic)),
            Err(_) => return Err(PipelineError::Panic("a batch was lost".to_owned())),
        }
    }
    Ok(())
}

/// Runs `what` and turns a panic into its message.
fn caught<T>(what: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(what)).map_err(|panic: Box<dyn Any + Send>| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use crate::io::lines::{Line, LineLimits, Lines};

    const THREADS: [usize; 4] = [1, 2, 3, 8];

    /// Upper-cases lines, slower for some.
    fn upper(text: &str, threads: usize, batch_lines: usize) -> Vec<u8> {
        let limits = LineLimits { batch_lines, ..LineLimits::default() };
        let mut out = Vec::new();
        let work = |batch: crate::io::lines::Batch| {
            let mut made = Vec::new();
            for line in batch.lines() {
                if let Line::Whole { number, bytes } = line {
                    thread::sleep(Duration::from_micros(number * 7919 % 300));
                    made.extend(bytes.to_ascii_uppercase());
                    made.push(b'\n');
                }
            }
            made
        };
        let write = |made: Vec<u8>| -> Result<(), String> {
            out.extend(made);
            Ok(())
        };
        Pipeline::new(threads).run(Lines::new(text.as_bytes(), limits), work, write).unwrap();
        out
    }

    #[test]
    fn the_same_bytes_for_any_threads_and_batches() {
        let text: String = (0..400).map(|n| format!("line {n}\n")).collect();
        let expected = text.to_ascii_uppercase().into_bytes();
        for threads in THREADS {
            for batch_lines in [1, 7, 1000] {
                assert!(upper(&text, threads, batch_lines) == expected, "{threads} {batch_lines}");
            }
        }
        assert!(upper("", 2, 1).is_empty());
    }

    #[test]
    fn few_batches_are_in_flight() {
        for threads in THREADS {
            let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let batches = (0..500).inspect(|_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            });
            let write = |_| -> Result<(), String> {
                thread::sleep(Duration::from_micros(100));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            };
            Pipeline::new(threads).run(batches, |n: u32| n, write).unwrap();
            let most = most.into_inner();
            assert!(most <= threads * Pipeline::IN_FLIGHT, "{most} with {threads}");
            assert_eq!(now.into_inner(), 0);
        }
    }

    #[test]
    fn the_first_write_error_stops_an_endless_reader() {
        for threads in THREADS {
            let mut written = Vec::new();
            let outcome = Pipeline::new(threads).run(
                0u64..,
                |n| n,
                |n| {
                    written.push(n);
                    if n == 5 { Err("disk full") } else { Ok(()) }
                },
            );
            assert!(matches!(outcome, Err(PipelineError::Write("disk full"))));
            assert_eq!(written, [0, 1, 2, 3, 4, 5]);
        }
    }

    #[test]
    fn a_panic_is_an_error_in_its_turn() {
        for threads in THREADS {
            let mut written = 0;
            let work = |n: u64| if n == 9 { panic!("nine at {n}") } else { n };
            let count = |_| -> Result<(), String> {
                written += 1;
                Ok(())
            };
            let outcome = Pipeline::new(threads).run(0.., work, count);
            assert!(matches!(outcome, Err(PipelineError::Panic(message)) if message == "nine at 9"));
            assert_eq!(written, 9);

            let batches = (0..).inspect(|n| assert!(*n < 3, "reader"));
            let outcome = Pipeline::new(threads).run(batches, |n: i32| n, |_| Ok::<(), String>(()));
            assert!(matches!(outcome, Err(PipelineError::Panic(message)) if message == "reader"));
        }
    }

    #[test]
    fn a_panic_in_the_writer_ends_every_thread() {
        for threads in THREADS {
            let run = || Pipeline::new(threads).run(0.., |n: u64| n, |_| -> Result<(), String> { panic!("writer") });
            assert_eq!(caught(run).unwrap_err(), "writer");
        }
    }
}
