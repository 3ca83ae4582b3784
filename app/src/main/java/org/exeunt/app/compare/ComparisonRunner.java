package org.exeunt.app.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * Executes the runs of a plan that are not finished, several at a time. A run that fails for lack of memory or disk
 * space is repeated; other failures would only recur. A failed run does not affect the others. A candidate of tuning
 * that diverges is no failure: it is recorded, and not chosen.
 *
 * @param registry provides default coordination policies
 * @param directory of all runs
 * @param jobs number of runs at a time
 * @param retries number of attempts to repeat a run that lacked memory or disk space
 * @param stop whether to stop: active runs finish their round and can resume later, no other run starts
 * @param status shows the progress: on a terminal one line for all active runs, elsewhere a line per run that starts;
 *     on both a line per run that ends
 */
public record ComparisonRunner(
        PluginRegistry registry, Path directory, int jobs, int retries, BooleanSupplier stop, StatusLine status) {
    /** Lack of memory or disk space, client states or event files that cannot be written, and lost executors. */
    private static final Set<ErrorCode> REPEATED = Stream.of(
                    Errors.RESOURCE_21, Errors.RESOURCE_22, Errors.RESOURCE_24, Errors.RESOURCE_25, Errors.RESOURCE_36)
            .map(Errors::code)
            .collect(Collectors.toSet());

    /** A failed run and the cause. */
    public record Failure(ExperimentRun run, ExeuntException cause) {}

    /**
     * Performs all checks that precede the first round of a run, for the first open run of every method on every
     * setting of which no run is finished: what these find depends on the data, which are expensive to load, and hardly
     * on seeds and candidates.
     *
     * @throws ExeuntException CONFIG-60 if such a run cannot start because of its configuration or data, listing all
     */
    public void check(Plan plan) {
        Set<List<String>> checked = plan.all().stream()
                .filter(PlannedRun::finished)
                .map(ComparisonRunner::methodOnSetting)
                .collect(Collectors.toSet());
        RunProblems problems = new RunProblems(plan.comparison());
        for (PlannedRun planned : plan.open()) {
            if (!stop.getAsBoolean() && checked.add(methodOnSetting(planned))) {
                status.show("checking %s".formatted(planned.run()));
                problem(planned.config()).ifPresent(problem -> problems.add(planned.run(), problem));
            }
        }
        status.clear();
        problems.throwIfAny();
    }

    private static List<String> methodOnSetting(PlannedRun planned) {
        return List.of(planned.run().setting(), planned.run().method());
    }

    /** Returns why a run cannot start; empty if it can, or if another attempt may succeed. */
    private Optional<String> problem(RunConfig config) {
        try {
            Run.check(config, registry, Path.of(""), warning -> {});
        } catch (ExeuntException e) {
            if (Set.of(ErrorCategory.CONFIG, ErrorCategory.DATA)
                    .contains(e.code().category())) {
                // without the name, so that a problem of several runs is reported once
                return Optional.of(e.code() + "  "
                        + e.getMessage().replace("Run '%s' cannot".formatted(config.name()), "The run cannot"));
            }
        } catch (RuntimeException | Error e) {
            // of a plugin: its runs fail, and the others do not
        }
        return Optional.empty();
    }

    /**
     * Executes the runs of a part that are neither finished nor failed; returns the failed ones, those given first.
     *
     * @param whole plan; its finished runs are the base of the estimated time
     * @param failed runs of an earlier phase, which are not repeated
     */
    public List<Failure> run(Plan whole, RunFilter part, List<Failure> failed) {
        Plan plan = part.of(whole);
        Set<ExperimentRun> skipped = failed.stream().map(Failure::run).collect(Collectors.toSet());
        List<PlannedRun> open = plan.open().stream()
                .filter(planned -> !skipped.contains(planned.run()))
                .toList();
        Board board = new Board(new ArrayList<>(open), plan.all().size(), (int) part.untuned(whole), finished(whole));
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            List<CompletableFuture<Optional<Failure>>> ends = open.stream()
                    .map(planned -> CompletableFuture.supplyAsync(
                            () -> run(planned, plan.tuning().contains(planned), board), pool))
                    .toList();
            return Stream.concat(failed.stream(), ends.stream().flatMap(end -> end.join().stream()))
                    .toList();
        } finally {
            pool.shutdownNow();
        }
    }

    /** Executes a run; returns its failure. */
    private Optional<Failure> run(PlannedRun planned, boolean isTuning, Board board) {
        if (stop.getAsBoolean()) {
            return Optional.empty();
        }
        Optional<ExeuntException> failure = Optional.empty();
        String end = "";
        try {
            end = attempt(planned, isTuning, board, retries);
        } catch (ExeuntException e) {
            if (e.code().category() == ErrorCategory.STOPPED) {
                board.stopped(planned);
                return Optional.empty();
            }
            failure = Optional.of(e);
        } catch (RuntimeException | Error e) { // an exception of a plugin does not affect the other runs
            failure =
                    Optional.of(new ExeuntException(Errors.INTERNAL_01, "A defect of Exeunt or of a plugin: " + e, e));
        }
        board.ended(planned, failure.map(cause -> " failed: " + cause.code()).orElse(end));
        return failure.map(cause -> new Failure(planned.run(), cause));
    }

    /** Executes a run, again if it lacks memory or disk space; returns what is reported in addition to its end. */
    private String attempt(PlannedRun planned, boolean isTuning, Board board, int repetitions) {
        try {
            RunOptions options = RunOptions.onDisk(Path.of(""), directory, System::nanoTime)
                    .withNotices(notice -> status.println("%s: %s".formatted(planned.run(), notice)))
                    .withTrackers(List.of(board.started(planned)))
                    .withStop(stop);
            RunResult result = Run.execute(planned.config(), registry, options);
            board.durations.add(planned.run(), result.directory().orElseThrow());
            return "";
        } catch (ExeuntException e) {
            if (e.code().equals(Errors.NUMERIC_03.code()) && isTuning) {
                recordDivergence(planned, e);
                return " diverged: " + e.code();
            }
            if (!REPEATED.contains(e.code()) || repetitions == 0 || stop.getAsBoolean()) {
                throw e;
            }
            status.println("%s: repeated after %s".formatted(planned.run(), e.code()));
            return attempt(planned, isTuning, board, repetitions - 1);
        }
    }

    /** Records that a candidate diverged, and deletes its run, which would diverge again. */
    private static void recordDivergence(PlannedRun planned, ExeuntException cause) {
        AtomicFile.write(planned.divergence(), cause.code() + ": " + cause.getMessage() + "\n");
        StoredRun run = StoredRun.at(planned.directory());
        if (run.isPresent()) { // not if it diverged in the first round
            run.delete();
        }
    }

    /** The runs that are not finished and the progress of the active ones. */
    private final class Board {
        private final List<PlannedRun> open;
        private final int known;
        private final int untuned;
        private final Durations durations;
        private final Map<ExperimentRun, String> running = new LinkedHashMap<>();

        Board(List<PlannedRun> open, int known, int untuned, Durations durations) {
            this.open = open;
            this.known = known;
            this.untuned = untuned;
            this.durations = durations;
        }

        /** Reports the start of a run; returns a tracker that updates its progress. */
        synchronized RunTracker started(PlannedRun planned) {
            if (!status.isLive()) {
                status.println("started  %s%s".formatted(planned.run(), left()));
            }
            proceeds(planned, "starting");
            return new RunTracker() {
                private int rounds;

                @Override
                public void busy(String activity) {
                    if (rounds == 0) {
                        proceeds(planned, activity);
                    }
                }

                @Override
                public void runStarted(RunStart start) {
                    rounds = start.rounds();
                    proceeds(planned, "round %s/%d".formatted(start.resumedAfter(), rounds));
                }

                @Override
                public void roundFinished(RoundRecord round) {
                    proceeds(planned, "round %s/%d".formatted(round.round(), rounds));
                }
            };
        }

        private synchronized void proceeds(PlannedRun planned, String where) {
            running.put(planned.run(), where);
            show();
        }

        synchronized void stopped(PlannedRun planned) {
            running.remove(planned.run());
            show();
        }

        synchronized void ended(PlannedRun planned, String end) {
            open.remove(planned);
            running.remove(planned.run());
            status.println("%s  %s%s%s".formatted(progress(), planned.run(), end, left()));
            show();
        }

        private void show() {
            List<String> runs = running.entrySet().stream()
                    .map(run -> "%s: %s".formatted(run.getKey(), run.getValue()))
                    .toList();
            status.show("%s%s  %s".formatted(progress(), left(), String.join("  ", runs)));
        }

        private String progress() {
            return "%d/%d".formatted(known - open.size(), known + untuned);
        }

        private String left() {
            return durations
                    .of(open)
                    .filter(time -> !time.isZero())
                    // runs of methods that are still to be tuned take as long as the others
                    .map(time -> time.multipliedBy(open.size() + untuned).dividedBy(open.size()))
                    .map(time -> time.dividedBy(Math.min(jobs, open.size() + untuned)))
                    .map(time -> "  about %s left".formatted(Figures.duration(time)))
                    .orElse("");
        }
    }

    /**
     * Returns the estimated time of the runs of a part that are not finished, {@code jobs} at a time; empty if no run
     * of the whole plan has finished yet.
     */
    public static Optional<Duration> estimate(Plan whole, RunFilter part, int jobs) {
        List<PlannedRun> open = part.of(whole).open();
        return finished(whole).of(open).map(time -> time.dividedBy(Math.max(1, Math.min(jobs, open.size()))));
    }

    private static Durations finished(Plan plan) {
        Durations durations = new Durations();
        plan.all().stream()
                .filter(PlannedRun::finished)
                .forEach(planned -> durations.add(planned.run(), planned.directory()));
        return durations;
    }
}
