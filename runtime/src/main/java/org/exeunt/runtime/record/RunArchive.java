package org.exeunt.runtime.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.Interference;
import org.exeunt.api.record.RoundRecord;

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
        RunOrigin origin) {
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
    public record Evaluated(int round, List<Double> accuracy, double meanAccuracy, List<Interference> interference) {
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
     * Reads the directory of a finished run.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing or is not what a run writes
     */
    public static RunArchive read(Path directory) {
        Summary summary = summary(directory);
        List<RoundRecord> rounds = rounds(directory);
        if (rounds.isEmpty()) {
            throw RecordErrors.unreadable(directory.resolve(RunRecorder.ROUNDS), "it has no round", null);
        }
        return new RunArchive(
                summary,
                rounds,
                evaluations(directory),
                evaluation(directory, new Round(summary.finalRound().round())),
                origin(directory));
    }

    /** Returns where the directory of a run has its configuration, resolved. */
    public static Path configuration(Path directory) {
        return directory.resolve(RunRecorder.CONFIG);
    }

    /**
     * Returns where the results of a finished run come from.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing or is not what a run writes
     */
    public static Provenance provenance(Path directory) {
        return json(directory.resolve(RunRecorder.PROVENANCE), Provenance.class);
    }

    /**
     * Returns how a finished run ended, without reading its rounds.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing, naming the finished runs beside it, or is not what
     *     a run writes
     */
    public static Summary summary(Path directory) {
        if (Files.notExists(directory.resolve(RunRecorder.SUMMARY))) {
            throw RecordErrors.noRun(directory, NearbyRuns.instead(directory));
        }
        return json(directory.resolve(RunRecorder.SUMMARY), Summary.class);
    }

    /**
     * Returns which classes the data of a finished run have, and who holds how many examples of each.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if that file is missing or is not what a run writes
     */
    public static ClassDistribution classes(Path directory) {
        return json(directory.resolve(RunRecorder.CLASSES), ClassDistribution.class);
    }

    /**
     * Returns where a run comes from, finished or not.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is missing or is not what a run writes
     */
    public static RunOrigin origin(Path directory) {
        return new RunOrigin(
                RecordText.of(directory.resolve(RunRecorder.CONFIG)),
                RecordText.of(directory.resolve(RunRecorder.PROVENANCE)),
                classes(directory));
    }

    private static <T> T json(Path file, Class<T> type) {
        try {
            return new RecordJson().read(RecordText.of(file), type);
        } catch (JsonProcessingException e) {
            throw RecordErrors.unreadable(file, e.getOriginalMessage(), e);
        }
    }

    static List<RoundRecord> rounds(Path directory) {
        return lines(directory, ROUND_LINE, (json, line) -> json.read(line, RoundLine.OfRound.class)
                .toRecord());
    }

    static List<Evaluated> evaluations(Path directory) {
        return lines(
                directory,
                EVALUATION_LINE,
                (json, line) -> Evaluated.of(json.read(line, RoundLine.OfEvaluation.class)));
    }

    private interface LineReading<T> {
        T of(RecordJson json, String line) throws JsonProcessingException;
    }

    private static <T> List<T> lines(Path directory, String begin, LineReading<T> reading) {
        Path file = directory.resolve(RunRecorder.ROUNDS);
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

    static EvaluationRecord evaluation(Path directory, Round round) {
        Path file = directory.resolve(RunRecorder.CLIENTS);
        Path exits = directory.resolve(RunRecorder.EXITS);
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
