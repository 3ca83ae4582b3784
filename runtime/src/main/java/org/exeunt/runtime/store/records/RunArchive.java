package org.exeunt.runtime.store.records;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.store.codec.Csv;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.files.RecordText;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.identity.RunInputs;

/**
 * The results of a run: of a finished run, read from its files, or of a run in progress, as far as completed.
 *
 * @param summary at the end, or at present
 * @param rounds so far, without some details of earlier ones as in {@link Feedback#rounds}
 * @param evaluations means of the evaluations so far
 * @param finalEvaluation the latest evaluation
 * @param inputs of the run
 */
public record RunArchive(
        Summary summary,
        List<RoundRecord> rounds,
        List<EvaluationLine> evaluations,
        EvaluationRecord finalEvaluation,
        RunInputs inputs) {
    private static final String ROUND_LINE = "{\"type\":\"round\"";
    private static final String EVALUATION_LINE = "{\"type\":\"evaluation\"";

    public RunArchive {
        rounds = List.copyOf(rounds);
        evaluations = List.copyOf(evaluations);
    }

    /**
     * Reads the directory of a finished run, after verifying every file against the manifest.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing, modified or invalid
     */
    public static RunArchive read(Path directory) {
        Manifest manifest = Manifest.read(directory);
        Summary summary = summary(manifest, directory);
        Path file = manifest.file(RunRecorder.ROUNDS);
        List<RoundRecord> rounds = feedback(file).rounds();
        List<EvaluationLine> evaluations = evaluations(file);
        if (rounds.isEmpty()
                || evaluations.isEmpty()
                || evaluations.get(evaluations.size() - 1).round()
                        != summary.finalRound().round()) {
            throw RecordErrors.unreadable(file, "it does not end with the evaluation of the summary", null);
        }
        return new RunArchive(
                summary,
                rounds,
                evaluations,
                evaluation(
                        manifest.file(RunRecorder.CLIENTS),
                        manifest.file(RunRecorder.EXITS),
                        evaluations.get(evaluations.size() - 1)),
                inputs(manifest::file));
    }

    /** Returns whether a directory has the files of a finished run. */
    public static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(Manifest.FILE)) && Files.exists(directory.resolve(RunRecorder.SUMMARY));
    }

    /**
     * Returns the path of the resolved configuration of a finished run.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file is missing or modified
     */
    public static Path configuration(Path directory) {
        return Manifest.read(directory).file(RunRecorder.CONFIG);
    }

    /**
     * Returns the provenance of a finished run.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file is missing, modified or invalid
     */
    public static Provenance provenance(Path directory) {
        return provenance(Manifest.read(directory));
    }

    private static Provenance provenance(Manifest manifest) {
        return new RecordJson().read(manifest.file(RunRecorder.PROVENANCE), Provenance.class, Provenance.SCHEMA);
    }

    /**
     * Returns the summary of a finished run without reading its rounds.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the directory contains no finished run, or if
     *     its summary, configuration or provenance was modified or belongs to another run
     */
    public static Summary summary(Path directory) {
        return summary(Manifest.read(directory), directory);
    }

    /**
     * Reads a summary and checks that configuration, provenance and manifest belong to the same run: the hash covers
     * configuration, code and files.
     */
    public static Summary summary(Manifest manifest, Path directory) {
        Summary summary = new RecordJson().read(manifest.file(RunRecorder.SUMMARY), Summary.class, Summary.SCHEMA);
        Provenance provenance = provenance(manifest);
        String title = RunIdentity.of(
                        summary.name(),
                        RecordText.of(manifest.file(RunRecorder.CONFIG)),
                        provenance.code(),
                        provenance.data(),
                        provenance.optionFiles())
                .title();
        if (!title.equals(summary.title()) || !title.equals(manifest.run())) {
            throw RecordErrors.contradictory(
                    directory,
                    "%s belongs to %s, %s to %s, configuration and provenance to %s"
                            .formatted(Manifest.FILE, manifest.run(), RunRecorder.SUMMARY, summary.title(), title));
        }
        return summary;
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
     * Returns the times of a finished run by phase, in the order in which phases first occurred; empty without the
     * file. It is not listed in the manifest, so that only its form is checked.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file is invalid
     */
    public static List<PhaseTime> times(Path directory) {
        Path file = directory.resolve(RunRecorder.TIMINGS);
        if (Files.notExists(file)) {
            return List.of();
        }
        Map<String, PhaseTime> times = read(file, lines -> lines.skip(1)
                .map(Csv::values)
                .map(row -> new PhaseTime(row.get(1), Double.parseDouble(row.get(2)), Double.parseDouble(row.get(3))))
                .collect(Collectors.toMap(PhaseTime::phase, Function.identity(), PhaseTime::plus, LinkedHashMap::new)));
        return List.copyOf(times.values());
    }

    /**
     * Returns the classes of a finished run, and each client's numbers of examples.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the file is missing, modified or invalid
     */
    public static ClassDistribution classes(Path directory) {
        return classesIn(Manifest.read(directory).file(RunRecorder.CLASSES));
    }

    /**
     * Returns the SHA-256 of the partition of a finished run: equal for runs whose clients have equal examples.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if the directory contains no finished run
     */
    public static String partition(Path directory) {
        return Manifest.read(directory).sha256(RunRecorder.PARTITION);
    }

    /**
     * Returns the inputs of a finished run without reading its results.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing, modified or invalid
     */
    public static RunInputs inputs(Path directory) {
        return inputs(Manifest.read(directory)::file);
    }

    /**
     * Returns the inputs of a stopped run.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing or invalid
     */
    public static RunInputs inputsOfStopped(Path directory) {
        return inputs(directory::resolve);
    }

    private static RunInputs inputs(Function<String, Path> files) {
        return new RunInputs(
                RecordText.of(files.apply(RunRecorder.CONFIG)),
                RecordText.of(files.apply(RunRecorder.PROVENANCE)),
                classesIn(files.apply(RunRecorder.CLASSES)));
    }

    /** Reads the classes of all clients, which may be many, without the whole text in memory. */
    private static ClassDistribution classesIn(Path file) {
        return named(file, () -> {
            try (Reader text = RecordText.reader(file)) {
                return new RecordJson().read(text, ClassDistribution.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static <T> T read(Path file, Function<Stream<String>, T> content) {
        return named(file, () -> {
            try (Stream<String> lines = RecordText.lines(file)) {
                return content.apply(lines);
            }
        });
    }

    /** Returns what is read from a file; a failure names the file. */
    private static <T> T named(Path file, Supplier<T> content) {
        try {
            return content.get();
        } catch (UncheckedIOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e.getCause()), e);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw RecordErrors.unreadable(file, "it is damaged: " + e.getMessage(), e);
        }
    }

    /** Returns what a file contains about rounds, without evaluations. */
    static Feedback feedback(Path file) {
        AtomicReference<Feedback> feedback = new AtomicReference<>(Feedback.none());
        Map<Object, Object> known = new HashMap<>();
        lines(
                file,
                ROUND_LINE,
                RoundLine.class,
                line -> feedback.set(feedback.get().with(line.toRecord(known))));
        return feedback.get();
    }

    /** Returns the number of rounds in a file; 0 if it does not exist. A last line may be incomplete. */
    public static int countRounds(Path file) {
        if (Files.notExists(file)) {
            return 0;
        }
        return read(file, lines ->
                (int) lines.filter(line -> line.startsWith(ROUND_LINE)).count());
    }

    static List<EvaluationLine> evaluations(Path file) {
        List<EvaluationLine> evaluations = new ArrayList<>();
        lines(file, EVALUATION_LINE, EvaluationLine.class, evaluations::add);
        return evaluations;
    }

    private static <T> void lines(Path file, String prefix, Class<T> type, Consumer<T> consumer) {
        RecordJson json = new RecordJson();
        read(file, lines -> {
            lines.filter(line -> line.startsWith(prefix)).forEach(line -> consumer.accept(json.read(line, type)));
            return type;
        });
    }

    static EvaluationRecord evaluation(Path file, Path exits, EvaluationLine means) {
        return read(
                file,
                clients -> read(
                        exits,
                        rules -> EvaluationTables.read(
                                new Round(means.round()),
                                clients,
                                rules,
                                means.reliability().orElse(Reliability.NONE))));
    }
}
