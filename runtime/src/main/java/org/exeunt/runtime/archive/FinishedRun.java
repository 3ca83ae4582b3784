package org.exeunt.runtime.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.files.RecordText;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.Manifest;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * A finished run on disk. Each of its files is verified against the manifest and read once, when it is first asked for.
 * Not thread-safe.
 *
 * <p>All methods throw an {@link org.exeunt.api.error.ExeuntException} of category DATA if a file that they need is
 * missing, modified or invalid.
 */
public final class FinishedRun {
    private final Path directory;
    private final Manifest manifest;
    private String configuration;
    private Provenance provenance;
    private RunOutline outline;
    private RunIdentity identity;
    private ClassDistribution classes;
    private RunRecords records;

    private FinishedRun(Path directory) {
        this.directory = directory;
        this.manifest = Manifest.read(directory);
    }

    /**
     * Opens the directory of a run; reads only its manifest.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the directory contains no finished run
     */
    public static FinishedRun open(Path directory) {
        return new FinishedRun(directory);
    }

    /** Returns whether a directory has the files of a finished run. */
    public static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(Manifest.FILE)) && Files.exists(directory.resolve(RunRecorder.ROUNDS));
    }

    /** Returns the directory of the run. */
    public Path directory() {
        return directory;
    }

    /** Returns the files of the run with their checksums. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the resolved configuration as JSON. */
    public String configuration() {
        if (configuration == null) {
            configuration = RecordText.of(manifest.file(RunRecorder.CONFIG));
        }
        return configuration;
    }

    /** Returns the path of the resolved configuration, for messages. */
    public String configurationFile() {
        return directory.resolve(RunRecorder.CONFIG).toString();
    }

    /** Returns what the run was made of. */
    public Provenance provenance() {
        if (provenance == null) {
            provenance =
                    new RecordJson().read(manifest.file(RunRecorder.PROVENANCE), Provenance.class, Provenance.SCHEMA);
        }
        return provenance;
    }

    /** Returns what the run was and how it ended. */
    public RunOutline outline() {
        if (outline == null) {
            outline = new RecordJson().read(manifest.file(RunRecorder.OUTLINE), RunOutline.class);
        }
        return outline;
    }

    /**
     * Returns the identity of the run, after checking that configuration, provenance and manifest belong to the same
     * run: the hash covers configuration, code and files.
     */
    public RunIdentity identity() {
        if (identity == null) {
            RunIdentity computed = RunIdentity.of(
                    outline().name(),
                    configuration(),
                    provenance().code(),
                    provenance().data(),
                    provenance().optionFiles());
            if (!computed.title().equals(manifest.run())) {
                throw RecordErrors.contradictory(
                        directory,
                        "%s belongs to %s, configuration and provenance to %s"
                                .formatted(Manifest.FILE, manifest.run(), computed.title()));
            }
            identity = computed;
        }
        return identity;
    }

    /** Returns the classes, and each client's numbers of examples. */
    public ClassDistribution classes() {
        if (classes == null) {
            classes = ClassDistribution.read(manifest.file(RunRecorder.CLASSES));
        }
        return classes;
    }

    /** Returns the evaluations of the last five rounds, oldest first, without those before them. */
    public List<EvaluationRecord> lastEvaluations() {
        return RunHistory.lastEvaluations(manifest.file(RunRecorder.EVALUATIONS));
    }

    /** Returns inputs and results, after the check of {@link #identity}. */
    public RunRecords records() {
        if (records == null) {
            RunIdentity checked = identity();
            RunOutline own = outline();
            RunHistory history = new RunHistory();
            history.read(manifest::file);
            int last = own.stop() == null ? own.setting().rounds() : own.stop().round();
            if (history.rounds().isEmpty()
                    || history.evaluations().isEmpty()
                    || history.newest().round().number() != last) {
                throw RecordErrors.unreadable(
                        directory.resolve(RunRecorder.EVALUATIONS), "it does not end with round " + last, null);
            }
            records = new RunRecords(
                    RecordText.named(
                            directory.resolve(RunRecorder.EVALUATIONS), () -> RunSummary.of(checked, own, history)),
                    history.rounds(),
                    history.evaluations(),
                    history.newest(),
                    new RunInputs(configuration(), provenance(), classes()));
        }
        return records;
    }

    /**
     * The time of one phase of a run, summed over rounds.
     *
     * @param seconds elapsed
     * @param cpuSeconds summed over all threads
     */
    public record PhaseTime(String phase, double seconds, double cpuSeconds) {
        private PhaseTime plus(PhaseTime other) {
            return new PhaseTime(phase, seconds + other.seconds, cpuSeconds + other.cpuSeconds);
        }
    }

    /**
     * Returns the times by phase, in the order in which phases first occurred; empty without the file. It is not listed
     * in the manifest, so that only its form is checked.
     */
    public List<PhaseTime> times() {
        Path file = directory.resolve(RunRecorder.TIMINGS);
        if (Files.notExists(file)) {
            return List.of();
        }
        Map<String, PhaseTime> times = RecordText.readLines(file, lines -> lines.skip(1)
                .map(line -> line.split(","))
                .map(row -> new PhaseTime(row[1], Double.parseDouble(row[2]), Double.parseDouble(row[3])))
                .collect(Collectors.toMap(PhaseTime::phase, Function.identity(), PhaseTime::plus, LinkedHashMap::new)));
        return List.copyOf(times.values());
    }
}
