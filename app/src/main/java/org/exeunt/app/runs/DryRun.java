package org.exeunt.app.runs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.StoredRun;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * What a run will cost, extrapolated from a run of the same configuration with two rounds in a temporary directory, of
 * which the second is measured: the Java virtual machine has compiled the code by then, and policies that train more
 * exits in later rounds train all of them.
 *
 * @param rounds of the configuration
 * @param evaluations of the configuration
 * @param startSeconds until the first round: loading, partitioning, assembling
 * @param roundSeconds of one round
 * @param evaluationSeconds of one evaluation
 * @param seconds of the whole run
 * @param memoryBytes largest memory of this process so far; of the heap alone where the system does not report it
 * @param heapLimitBytes limit of the Java heap
 * @param downlinkBytesPerRound sent to clients in one round
 * @param uplinkBytesPerRound received from clients in one round
 * @param downlinkBytes sent to clients in the whole run
 * @param uplinkBytes received from clients in the whole run
 * @param diskBytes of the finished run, with its page
 * @param checkpointBytes most that two checkpoints occupy while the run is in progress
 * @param freeBytes free space where runs are stored
 */
public record DryRun(
        int rounds,
        int evaluations,
        double startSeconds,
        double roundSeconds,
        double evaluationSeconds,
        double seconds,
        long memoryBytes,
        long heapLimitBytes,
        long downlinkBytesPerRound,
        long uplinkBytesPerRound,
        long downlinkBytes,
        long uplinkBytes,
        long diskBytes,
        long checkpointBytes,
        long freeBytes) {
    private static final int CHECKPOINTS = 2;
    /** About the size of the chart library, which every page contains. */
    private static final long PAGE_BYTES = 1_100_000;

    /** Returns the overrides of the configuration for the short run. */
    public static List<String> overrides(RunConfig config) {
        int rounds = Math.min(2, config.training().rounds());
        return List.of("training.rounds=" + rounds, "evaluation.interval=" + rounds);
    }

    /**
     * Executes the short run; nothing of it remains on disk.
     *
     * @param config of the run
     * @param shortened the same configuration with {@link #overrides}
     * @param runs the directory of all runs, which need not exist
     */
    public static DryRun of(
            RunConfig config,
            RunConfig shortened,
            PluginRegistry registry,
            Path runs,
            StatusLine status,
            BooleanSupplier stop) {
        try (TemporaryRun temporary = new TemporaryRun("exeunt-dry-run")) {
            Probe probe = new Probe(temporary.folder(), status);
            RunResult result = temporary.execute(shortened, registry, options -> options.withCheckpoints(Duration.ZERO)
                    .withStop(stop)
                    .withTrackers(List.of(probe)));
            return probe.estimate(config, result, runs);
        } catch (IOException e) {
            throw RecordErrors.cannotRead(runs, e);
        } finally {
            status.clear();
        }
    }

    /** Measures the short run. */
    private static final class Probe implements RunTracker {
        private final Path scratch;
        private final StatusLine status;
        private final long created = System.nanoTime();
        private long mark = created;
        private double start;
        private double round;
        private double evaluation;
        private long checkpoint;
        private RoundRecord last;

        Probe(Path scratch, StatusLine status) {
            this.scratch = scratch;
            this.status = status;
        }

        private double secondsSinceMark() {
            long now = System.nanoTime();
            double seconds = (now - mark) / 1e9;
            mark = now;
            return seconds;
        }

        @Override
        public void busy(String activity) {
            status.show(activity + " ...");
        }

        @Override
        public void warning(String sentence) {
            status.warn(sentence);
        }

        @Override
        public void runStarted(RunStart event) {
            start = secondsSinceMark();
            status.show("training two rounds ...");
        }

        @Override
        public void roundFinished(RoundRecord event) {
            round = secondsSinceMark();
            checkpoint = bytes("checkpoints");
            last = event;
        }

        @Override
        public void evaluationFinished(EvaluationRecord event) {
            evaluation = secondsSinceMark();
        }

        /** Returns the size of a folder or file of the unfinished run. */
        private long bytes(String name) {
            return StoredRun.in(scratch).stream()
                    .mapToLong(run -> run.fileNames().stream()
                            .filter(file -> file.startsWith(name))
                            .mapToLong(file ->
                                    run.directory().resolve(file).toFile().length())
                            .sum())
                    .sum();
        }

        /** Returns the time of the checkpoint after the first round; the last round, which is measured, has none. */
        private static double checkpointSeconds(Path run) {
            return RunArchive.times(run).stream()
                    .filter(time -> time.phase().equals("checkpoint"))
                    .mapToDouble(RunArchive.PhaseTime::seconds)
                    .sum();
        }

        DryRun estimate(RunConfig config, RunResult result, Path runs) throws IOException {
            double roundSeconds =
                    Math.max(0, round - checkpointSeconds(result.directory().orElseThrow()));
            int rounds = config.training().rounds();
            int interval = config.evaluation().interval();
            int evaluations = rounds / interval + (rounds % interval == 0 ? 0 : 1);
            int probed = result.rounds().size();
            long whole = bytes("");
            long perRound = bytes("rounds.jsonl") / probed;
            long perEvaluation = bytes("clients.csv") + bytes("exits.csv");
            long down = last.totalDownlink().count();
            long up = last.totalUplink().count();
            int clients = result.summary().setting().clients();
            int cohort = Math.max(1, last.exits().size());
            int trained = (int) Math.min(clients, (long) cohort * rounds);
            return new DryRun(
                    rounds,
                    evaluations,
                    start,
                    roundSeconds,
                    evaluation,
                    start + rounds * roundSeconds + evaluations * evaluation,
                    memory(),
                    Runtime.getRuntime().maxMemory(),
                    down,
                    up,
                    rounds * down,
                    rounds * up,
                    whole + (rounds - probed) * perRound + (evaluations - 1) * perEvaluation + PAGE_BYTES,
                    CHECKPOINTS * checkpoint * ((trained + cohort - 1) / cohort),
                    free(runs));
        }

        private static long free(Path runs) throws IOException {
            Path existing = runs.toAbsolutePath();
            while (Files.notExists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            return Files.getFileStore(existing).getUsableSpace();
        }

        /** Returns the peak resident set of the process on Linux, elsewhere the peak of the heap. */
        private static long memory() {
            Path linux = Path.of("/proc/self/status");
            if (Files.isReadable(linux)) {
                try (Stream<String> lines = Files.lines(linux)) {
                    return lines.filter(line -> line.matches("VmHWM:\\s+\\d+ kB"))
                            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseGet(Probe::heap);
                } catch (IOException e) {
                    return heap();
                }
            }
            return heap();
        }

        private static long heap() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getPeakUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
        }
    }

    /**
     * Returns the estimate as text.
     *
     * @param seeds number of runs
     */
    public List<String> lines(int seeds) {
        Table table = Table.texts(2, "", "");
        table.row(List.of(
                "time",
                "about %s: %s of %s, %s of %s, start %s"
                        .formatted(
                                duration(seconds),
                                Figures.count(rounds, "round"),
                                duration(roundSeconds),
                                Figures.count(evaluations, "evaluation"),
                                duration(evaluationSeconds),
                                duration(startSeconds))));
        table.row(List.of(
                "memory",
                "%s; Java heap limit %s".formatted(Figures.bytes(memoryBytes), Figures.bytes(heapLimitBytes))));
        table.row(List.of(
                "traffic",
                "%s down and %s up per round, %s and %s in all"
                        .formatted(
                                Figures.bytes(downlinkBytesPerRound),
                                Figures.bytes(uplinkBytesPerRound),
                                Figures.bytes(downlinkBytes),
                                Figures.bytes(uplinkBytes))));
        table.row(List.of(
                "disk",
                "%s, and up to %s for checkpoints meanwhile; %s free"
                        .formatted(
                                Figures.bytes(diskBytes), Figures.bytes(checkpointBytes), Figures.bytes(freeBytes))));
        List<String> lines = new ArrayList<>(ConsoleTable.lines(table));
        if (seeds > 1) {
            lines.add("all %d seeds: about %s, %s on disk"
                    .formatted(seeds, duration(seeds * seconds), Figures.bytes(seeds * diskBytes)));
        }
        return lines;
    }

    /**
     * Returns whether free space suffices for runs one after the other, of which only the one in progress has
     * checkpoints.
     */
    public boolean isSpaceSufficient(int runs) {
        return freeBytes >= runs * diskBytes + checkpointBytes;
    }

    private static String duration(double seconds) {
        return seconds < 10 ? Figures.number(seconds, 1) + " s" : Figures.duration(seconds);
    }
}
