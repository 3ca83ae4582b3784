package org.exeunt.app.runs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.run.RunResult;

/**
 * What a run will cost, extrapolated from a run of the same configuration with two rounds in a temporary directory. The
 * first round is slower than others, because the Java virtual machine compiles the code.
 *
 * @param rounds of the configuration
 * @param evaluations of the configuration
 * @param seconds of the whole run
 * @param memoryBytes largest memory of this process so far; of only the heap where the system does not report it
 * @param heapLimitBytes limit of the Java heap
 * @param downlinkBytes sent to clients in the whole run
 * @param uplinkBytes received from clients in the whole run
 * @param diskBytes of the finished run, with its page but without checkpoints and client states
 * @param freeBytes free space where runs are stored
 */
public record DryRun(
        int rounds,
        int evaluations,
        double seconds,
        long memoryBytes,
        long heapLimitBytes,
        long downlinkBytes,
        long uplinkBytes,
        long diskBytes,
        long freeBytes) {
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
            RunResult result = temporary.execute(
                    shortened, registry, options -> options.withStop(stop).withTrackers(List.of(new Progress(status))));
            Path run = result.directory().orElseThrow();
            RunReport.write(FinishedRun.open(run), RunReport.page(run), registry, status, note -> {});
            return of(config, result.rounds(), run, runs);
        }
    }

    private static DryRun of(RunConfig config, List<RoundRecord> probed, Path run, Path runs) {
        int rounds = config.training().rounds();
        int interval = config.evaluation().interval();
        int evaluations = (rounds + interval - 1) / interval;
        double seconds = 0;
        for (FinishedRun.PhaseTime time : FinishedRun.open(run).times()) {
            seconds += time.seconds()
                    * switch (time.phase()) {
                        case "training", "aggregation" -> (double) rounds / probed.size();
                        case "evaluation" -> evaluations;
                        default -> 1;
                    };
        }
        RoundRecord last = probed.get(probed.size() - 1);
        long perRound = size(run, "rounds.jsonl") / probed.size();
        long perEvaluation = size(run, "evaluations.jsonl") + size(run, "clients.csv") + size(run, "exits.csv");
        File existing = runs.toAbsolutePath().toFile();
        while (!existing.exists()) {
            existing = existing.getParentFile();
        }
        return new DryRun(
                rounds,
                evaluations,
                seconds,
                memory(),
                Runtime.getRuntime().maxMemory(),
                rounds * last.totalDownlink().count(),
                rounds * last.totalUplink().count(),
                StoredRun.at(run).bytes() + (rounds - probed.size()) * perRound + (evaluations - 1) * perEvaluation,
                existing.getUsableSpace());
    }

    private static long size(Path run, String file) {
        return run.resolve(file).toFile().length();
    }

    /** Returns the peak resident set of the process on Linux, elsewhere the size of the heap. */
    private static long memory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            return Runtime.getRuntime().totalMemory();
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
                "about %s for %s and %s"
                        .formatted(
                                Figures.duration(seconds),
                                Figures.count(rounds, "round"),
                                Figures.count(evaluations, "evaluation"))));
        table.row(List.of(
                "memory",
                "%s; Java heap limit %s".formatted(Figures.bytes(memoryBytes), Figures.bytes(heapLimitBytes))));
        table.row(List.of(
                "traffic", "%s down and %s up".formatted(Figures.bytes(downlinkBytes), Figures.bytes(uplinkBytes))));
        table.row(List.of(
                "disk",
                "%s, and meanwhile checkpoints and large client states; %s free"
                        .formatted(Figures.bytes(diskBytes), Figures.bytes(freeBytes))));
        List<String> lines = new ArrayList<>(ConsoleTable.lines(table));
        if (seeds > 1) {
            lines.add("all %d seeds: about %s, %s on disk"
                    .formatted(seeds, Figures.duration(seeds * seconds), Figures.bytes(seeds * diskBytes)));
        }
        return lines;
    }
}
