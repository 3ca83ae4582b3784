package org.exeunt.runtime.store.records;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.RecordText;

/** Collects the records of a run: all rounds, the means of all evaluations, the latest evaluations, and all warnings. */
public final class RunHistory implements RunTracker {
    /** Number of latest rounds over whose evaluations the final results are averaged. */
    static final int AVERAGED_ROUNDS = 5;

    private final Deque<EvaluationRecord> last = new ArrayDeque<>();
    private final List<EvaluationMeans> evaluations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Feedback feedback = Feedback.none();

    @Override
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    @Override
    public void roundFinished(RoundRecord round) {
        feedback = feedback.with(round);
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        feedback = feedback.with(evaluation);
        last.addLast(evaluation);
        // limited by rounds rather than by number, as evaluations may be far apart
        int newest = evaluation.round().number();
        last.removeIf(kept -> kept.round().number() <= newest - AVERAGED_ROUNDS);
        evaluations.add(EvaluationMeans.of(evaluation));
    }

    /**
     * Reads the rounds and evaluations of a finished run, or of the earlier part of a run.
     *
     * @param files returns the path of a file by its name
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is invalid
     */
    public void read(Function<String, Path> files) {
        Map<Object, Object> known = new HashMap<>();
        read(files.apply(RunRecorder.ROUNDS), RoundLine.class, line -> roundFinished(line.toRecord(known)));
        read(files.apply(RunRecorder.EVALUATIONS), EvaluationRecord.class, this::add);
    }

    /** Returns the evaluations of the last five rounds in a file, oldest first. */
    public static List<EvaluationRecord> lastEvaluations(Path file) {
        RunHistory history = new RunHistory();
        return RecordText.readLines(file, lines -> {
            Deque<String> last = new ArrayDeque<>();
            lines.forEach(line -> {
                last.addLast(line);
                last.removeIf(first -> last.size() > AVERAGED_ROUNDS);
            });
            last.forEach(line -> history.add(new RecordJson().read(line, EvaluationRecord.class)));
            return history.lastEvaluations();
        });
    }

    private void add(EvaluationRecord evaluation) {
        requireEqualShapes(evaluation);
        evaluationFinished(evaluation);
    }

    /** Checks that all clients have the same numbers of exits and rules. */
    private static void requireEqualShapes(EvaluationRecord evaluation) {
        long shapes = Stream.of(evaluation.clients(), evaluation.newClients())
                .flatMap(List::stream)
                .map(client -> List.of(
                        client.exits().size(),
                        client.rules().stream()
                                .map(rule -> rule.shares().size())
                                .toList()))
                .distinct()
                .count();
        if (shapes > 1) {
            throw new IllegalArgumentException("clients have different numbers of exits or rules");
        }
    }

    private static <T> void read(Path file, Class<T> type, Consumer<T> consumer) {
        RecordJson json = new RecordJson();
        RecordText.readLines(file, lines -> {
            lines.map(line -> json.read(line, type)).forEach(consumer);
            return type;
        });
    }

    /** Returns what samplers and policies learn from. */
    public Feedback feedback() {
        return feedback;
    }

    /** Returns all rounds so far, without some details of earlier ones as in {@link Feedback#rounds}. */
    public List<RoundRecord> rounds() {
        return feedback.rounds();
    }

    /** Returns the means of all evaluations so far. */
    public List<EvaluationMeans> evaluations() {
        return List.copyOf(evaluations);
    }

    /** Returns the latest evaluation; requires that there is one. */
    public EvaluationRecord newest() {
        return last.getLast();
    }

    /** Returns the evaluations of the last five rounds up to the newest one, oldest first. */
    public List<EvaluationRecord> lastEvaluations() {
        return List.copyOf(last);
    }

    /** Returns all warnings so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the first evaluation with the highest mean accuracy; requires that there is one. */
    public EvaluationMeans best() {
        return evaluations.stream()
                .reduce((best, next) -> next.meanAccuracy() > best.meanAccuracy() ? next : best)
                .orElseThrow();
    }
}
