package org.exeunt.runtime.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.RoundRecord;

/**
 * A run as its files tell it: a finished one, read back, or one that goes on, as far as it has come.
 *
 * @param summary how it ended, or stands
 * @param rounds so far
 * @param evaluations so far, as figures
 * @param finalEvaluation the last of them
 * @param origin of the run
 */
public record RunArchive(
        Summary summary,
        List<RoundRecord> rounds,
        List<Evaluated> evaluations,
        EvaluationRecord finalEvaluation,
        RunInputs origin) {
    private static final String ROUND_LINE = "{\"type\":\"round\"";
    private static final String EVALUATION_LINE = "{\"type\":\"evaluation\"";

    /**
     * The figures of one evaluation.
     *
     * @param round after which it was taken
     * @param accuracy of each exit, shallowest first
     * @param meanAccuracy over exits
     * @param interference of exits, mean over clients; empty if it was not asked for
     */
    public record Evaluated(
            int round, List<Double> accuracy, double meanAccuracy, List<GradientConflict> interference) {
        static Evaluated of(EvaluationRecord evaluation) {
            return of(RoundLine.OfEvaluation.of(evaluation));
        }

        private static Evaluated of(RoundLine.OfEvaluation line) {
            return new Evaluated(
                    line.round(),
                    line.accuracy(),
                    line.meanAccuracy(),
                    line.interference() == null
                            ? List.of()
                            : line.interference().stream()
                                    .map(RoundLine.Pull::toRecord)
                                    .toList());
        }
    }

    public RunArchive {
        rounds = List.copyOf(rounds);
        evaluations = List.copyOf(evaluations);
    }

    /**
     * Reads the directory of a finished run; every file is held against the manifest first.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing, was altered or is not what a run writes
     */
    public static RunArchive read(Path directory) {
        Manifest manifest = Manifest.read(directory);
        Summary summary = summary(manifest, directory);
        Path file = manifest.file(RunRecorder.ROUNDS);
        List<RoundRecord> rounds = rounds(file);
        if (rounds.isEmpty()) {
            throw RecordErrors.unreadable(file, "it has no round", null);
        }
        return new RunArchive(
                summary,
                rounds,
                evaluations(file),
                evaluation(
                        manifest.file(RunRecorder.CLIENTS),
                        manifest.file(RunRecorder.EXITS),
                        new Round(summary.finalRound().round())),
                origin(manifest::file));
    }

    /**
     * Returns where the directory of a finished run has its configuration, resolved.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing or was altered
     */
    public static Path configuration(Path directory) {
        return Manifest.read(directory).file(RunRecorder.CONFIG);
    }

    /**
     * Returns where the results of a finished run come from.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing, was altered or is not what a run writes
     */
    public static Provenance provenance(Path directory) {
        return provenance(Manifest.read(directory));
    }

    private static Provenance provenance(Manifest manifest) {
        return json(manifest.file(RunRecorder.PROVENANCE), Provenance.class);
    }

    /**
     * Returns how a finished run ended, without reading its rounds.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if there is no finished run, naming those next to it, or if its summary,
     *     configuration or provenance was altered or is of another run
     */
    public static Summary summary(Path directory) {
        return summary(Manifest.read(directory), directory);
    }

    /** The hash is of configuration, code and data, so it tells whether all four files are of one run. */
    private static Summary summary(Manifest manifest, Path directory) {
        Summary summary = json(manifest.file(RunRecorder.SUMMARY), Summary.class);
        Provenance provenance = provenance(manifest);
        String title = RunIdentity.of(
                        summary.name(),
                        RecordText.of(manifest.file(RunRecorder.CONFIG)),
                        provenance.code(),
                        provenance.data())
                .title();
        if (!title.equals(summary.title()) || !title.equals(manifest.run())) {
            throw RecordErrors.contradictory(
                    directory,
                    "%s is of %s, %s of %s, configuration and provenance give %s"
                            .formatted(Manifest.FILE, manifest.run(), RunRecorder.SUMMARY, summary.title(), title));
        }
        return summary;
    }

    /**
     * Returns which classes the data of a finished run have, and who holds how many examples of each.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing, was altered or is not what a run writes
     */
    public static ClassDistribution classes(Path directory) {
        return json(Manifest.read(directory).file(RunRecorder.CLASSES), ClassDistribution.class);
    }

    /**
     * Returns where a stopped run comes from.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing or is not what a run writes
     */
    public static RunInputs originOfStopped(Path directory) {
        return origin(directory::resolve);
    }

    private static RunInputs origin(Function<String, Path> files) {
        return new RunInputs(
                RecordText.of(files.apply(RunRecorder.CONFIG)),
                RecordText.of(files.apply(RunRecorder.PROVENANCE)),
                json(files.apply(RunRecorder.CLASSES), ClassDistribution.class));
    }

    private static <T> T json(Path file, Class<T> type) {
        try {
            return new RecordJson().read(RecordText.of(file), type);
        } catch (JsonProcessingException e) {
            throw RecordErrors.unreadable(file, e.getOriginalMessage(), e);
        }
    }

    static List<RoundRecord> rounds(Path file) {
        return lines(file, ROUND_LINE, (json, line) -> json.read(line, RoundLine.OfRound.class)
                .toRecord());
    }

    static List<Evaluated> evaluations(Path file) {
        return lines(
                file, EVALUATION_LINE, (json, line) -> Evaluated.of(json.read(line, RoundLine.OfEvaluation.class)));
    }

    private interface LineReading<T> {
        T of(RecordJson json, String line) throws JsonProcessingException;
    }

    private static <T> List<T> lines(Path file, String begin, LineReading<T> reading) {
        RecordJson json = new RecordJson();
        try (Stream<String> lines = RecordText.lines(file)) {
            List<T> read = new ArrayList<>();
            for (Iterator<String> each =
                            lines.filter(line -> line.startsWith(begin)).iterator();
                    each.hasNext(); ) {
                read.add(reading.of(json, each.next()));
            }
            return read;
        } catch (JsonProcessingException e) {
            throw RecordErrors.unreadable(file, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw RecordErrors.unreadable(file, e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e.getCause()), e);
        }
    }

    static EvaluationRecord evaluation(Path file, Path exits, Round round) {
        try (Stream<String> clients = RecordText.lines(file);
                Stream<String> rules = RecordText.lines(exits)) {
            return EvaluationTables.read(round, clients, rules);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw RecordErrors.unreadable(file, "a row of it or of %s is damaged".formatted(exits), e);
        } catch (UncheckedIOException e) {
            throw RecordErrors.unreadable(file, "it or %s: %s".formatted(exits, IoMessages.of(e.getCause())), e);
        }
    }
}
