package org.exeunt.runtime.record;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;

/** Writes a run's files while it goes on: {@code rounds.jsonl}, {@code clients.csv} and {@code exits.csv}, line by line. */
public final class RunRecorder implements RunTracker {
    static final String CONFIG = "config.json";
    static final String PROVENANCE = "provenance.json";
    static final String CLASSES = "class-distribution.json";
    static final String ROUNDS = "rounds.jsonl";
    static final String CLIENTS = "clients.csv";
    static final String EXITS = "exits.csv";
    static final String TIMINGS = "timings.csv";
    static final String SUMMARY = "summary.json";

    private final RecordJson json = new RecordJson();
    private final Path directory;
    private final LineFile rounds;
    private final LineFile clients;
    private final LineFile exits;

    private RunRecorder(Path directory, LineFile rounds, LineFile clients, LineFile exits) {
        this.directory = directory;
        this.rounds = rounds;
        this.clients = clients;
        this.exits = exits;
    }

    /**
     * Begins the files of a run.
     *
     * @param directory empty
     * @param network whose exits have columns
     */
    public static RunRecorder begin(Path directory, RunOrigin origin, NetworkFacts network) {
        WholeFile.write(directory.resolve(CONFIG), origin.configuration());
        WholeFile.write(directory.resolve(PROVENANCE), origin.provenance());
        WholeFile.write(directory.resolve(CLASSES), new RecordJson().line(origin.classes()) + "\n");
        RunRecorder recorder = new RunRecorder(
                directory,
                new LineFile(directory.resolve(ROUNDS)),
                new LineFile(directory.resolve(CLIENTS)),
                new LineFile(directory.resolve(EXITS)));
        recorder.clients.append(List.of(EvaluationTables.CLIENTS_HEADER));
        recorder.exits.append(List.of(EvaluationTables.exitsHeader(network.exits())));
        return recorder;
    }

    /** Goes on with the files of a run as they were when they had these lengths. */
    public static RunRecorder goOn(Path directory, Lengths lengths) {
        return new RunRecorder(
                directory,
                LineFile.goOn(directory.resolve(ROUNDS), lengths.rounds()),
                LineFile.goOn(directory.resolve(CLIENTS), lengths.clients()),
                LineFile.goOn(directory.resolve(EXITS), lengths.exits()));
    }

    /** How many bytes each file has. */
    public record Lengths(long rounds, long clients, long exits) {}

    /** Makes all lines so far durable, and returns how long the files are. */
    public Lengths lengths() {
        return new Lengths(rounds.length(), clients.length(), exits.length());
    }

    @Override
    public void finished(RoundRecord round) {
        rounds.append(List.of(json.line(RoundLine.OfRound.of(round))));
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        clients.append(EvaluationTables.clientRows(evaluation));
        exits.append(EvaluationTables.ruleRows(evaluation));
        rounds.append(List.of(json.line(RoundLine.OfEvaluation.of(evaluation))));
    }

    /**
     * Writes how the run ended.
     *
     * @param timings lines of {@code timings.csv}, the only file with times
     */
    public void end(Summary summary, List<String> timings) {
        close();
        WholeFile.write(directory.resolve(TIMINGS), String.join("\n", timings) + "\n");
        WholeFile.write(directory.resolve(SUMMARY), json.pretty(summary));
    }

    @Override
    public void close() {
        try (rounds;
                clients;
                exits) {
            // closed in reverse order, each whatever the others do
        }
    }
}
