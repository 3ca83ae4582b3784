package org.exeunt.app.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;

/**
 * Runs the open cells of a plan, some at a time. A run that fails for want of memory or disk is tried again; any other failure would only be
 * repeated. Whatever happens to one cell, the others go on, and what is finished stays finished.
 *
 * @param registry where usual coordination policies are found
 * @param workingDirectory what relative paths of configurations start at
 * @param runs the directory of all runs
 * @param jobs runs at a time
 * @param retries how often a run that lacked memory or disk is tried again
 * @param stop asked whether to stop: runs that go on are brought to the end of their round and can be gone on with, no other begins
 * @param listener receives reports on how it proceeds
 */
public record ComparisonRunner(
        PluginRegistry registry,
        Path workingDirectory,
        Path runs,
        int jobs,
        int retries,
        BooleanSupplier stop,
        CampaignListener listener) {
    /** A cell whose run failed, and why. */
    public record Failure(ExperimentRun cell, ExeuntException cause) {}

    /** Runs what is open and returns what failed, in the order of the plan. */
    public List<Failure> run(Plan plan) {
        Durations durations = new Durations();
        finished(plan, durations);
        List<PlannedCell> open = plan.open();
        Board board = new Board(new ArrayList<>(open), plan.all().size(), durations);
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<Optional<Failure>>> futures = open.stream()
                    .map(cell -> pool.submit(() -> run(cell, board)))
                    .toList();
            List<Failure> failures = new ArrayList<>();
            for (Future<Optional<Failure>> future : futures) {
                future.get().ifPresent(failures::add);
            }
            return failures;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(23),
                    "The comparison was interrupted; finished runs are kept. Start it again to go on.",
                    e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Optional<Failure> run(PlannedCell cell, Board board) {
        for (int attempt = 0; !stop.getAsBoolean(); attempt++) {
            try {
                RunResult result = Run.execute(
                        cell.config(),
                        registry,
                        RunOptions.onDisk(workingDirectory, runs, System::nanoTime)
                                .withNotices(notice -> board.notes("%s: %s".formatted(cell.cell(), notice)))
                                .withTrackers(List.of(board.started(cell)))
                                .withStop(stop));
                board.finished(cell, result.directory().orElseThrow());
                return Optional.empty();
            } catch (ExeuntException e) {
                if (e.code().category() == ErrorCategory.STOPPED) {
                    board.stopped(cell);
                    break;
                }
                if (e.code().category() != ErrorCategory.RESOURCE || attempt == retries) {
                    board.failed(cell, e);
                    return Optional.of(new Failure(cell.cell(), e));
                }
                board.notes("%s: tried again after %s".formatted(cell.cell(), e.code()));
            } catch (RuntimeException | Error e) { // whatever a plugin throws, the other cells go on
                ExeuntException defect = new ExeuntException(
                        ErrorCategory.INTERNAL.code(1), "A defect of Exeunt or of a plugin: " + e, e);
                board.failed(cell, defect);
                return Optional.of(new Failure(cell.cell(), defect));
            }
        }
        return Optional.empty();
    }

    /** What is still to be done, and how far the active runs are. */
    private final class Board {
        private final List<PlannedCell> open;
        private final int all;
        private final Durations durations;
        private final Map<ExperimentRun, String> running = new LinkedHashMap<>();

        Board(List<PlannedCell> open, int all, Durations durations) {
            this.open = open;
            this.all = all;
            this.durations = durations;
        }

        /** Returns a tracker that keeps the board up to date on a run. */
        synchronized RunTracker started(PlannedCell cell) {
            listener.started("started  %s%s".formatted(cell.cell(), left()));
            proceeds(cell, "starting");
            return new RunTracker() {
                private int rounds;

                @Override
                public void busy(String activity) {
                    if (rounds == 0) {
                        proceeds(cell, activity);
                    }
                }

                @Override
                public void runStarted(RunStart start) {
                    rounds = start.rounds();
                    proceeds(cell, "round %s/%d".formatted(start.resumedAfter(), rounds));
                }

                @Override
                public void roundFinished(RoundRecord round) {
                    proceeds(cell, "round %s/%d".formatted(round.round(), rounds));
                }
            };
        }

        private synchronized void proceeds(PlannedCell cell, String where) {
            running.put(cell.cell(), where);
            show();
        }

        synchronized void finished(PlannedCell cell, Path directory) {
            durations.add(cell.cell(), directory);
            ended(cell, "");
        }

        synchronized void failed(PlannedCell cell, ExeuntException cause) {
            ended(cell, " failed: %s".formatted(cause.code()));
        }

        synchronized void stopped(PlannedCell cell) {
            running.remove(cell.cell());
            show();
        }

        synchronized void notes(String sentence) {
            listener.happened(sentence);
        }

        private void ended(PlannedCell cell, String end) {
            open.remove(cell);
            running.remove(cell.cell());
            listener.happened("%d/%d  %s%s%s".formatted(all - open.size(), all, cell.cell(), end, left()));
            show();
        }

        private void show() {
            List<String> runs = running.entrySet().stream()
                    .map(run -> "%s: %s".formatted(run.getKey(), run.getValue()))
                    .toList();
            listener.proceeds("%d/%d%s  %s".formatted(all - open.size(), all, left(), String.join("  ", runs)));
        }

        private String left() {
            return durations
                    .of(open)
                    .filter(time -> !time.isZero())
                    .map(time -> "  about %s left".formatted(words(time.dividedBy(jobs))))
                    .orElse("");
        }
    }

    /** Returns a duration as a person reads it. */
    public static String words(Duration time) {
        long minutes = Math.round(time.toSeconds() / 60.0);
        if (minutes == 0) {
            return time.toSeconds() + " s";
        }
        return minutes < 120 ? minutes + " min" : "%d h %d min".formatted(minutes / 60, minutes % 60);
    }

    /** Returns how long a plan's open cells are going to take; empty if none has finished yet. */
    public Optional<Duration> estimate(Plan plan) {
        Durations durations = new Durations();
        finished(plan, durations);
        return durations.of(plan.open()).map(time -> time.dividedBy(jobs));
    }

    private static void finished(Plan plan, Durations durations) {
        plan.all().stream().filter(PlannedCell::finished).forEach(cell -> durations.add(cell.cell(), cell.directory()));
    }
}
