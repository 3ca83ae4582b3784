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

    /**
     * Begins the files of a run.
     *
     * @param directory empty
     * @param network whose exits have columns
     */
    public RunRecorder(Path directory, RunOrigin origin, NetworkFacts network) {
        this.directory = directory;
        WholeFile.write(directory.resolve(CONFIG), origin.configuration());
        WholeFile.write(directory.resolve(PROVENANCE), origin.provenance());
        WholeFile.write(directory.resolve(CLASSES), json.line(origin.classes()) + "\n");
        rounds = new LineFile(directory.resolve(ROUNDS));
        clients = new LineFile(directory.resolve(CLIENTS));
        exits = new LineFile(directory.resolve(EXITS));
        clients.append(List.of(EvaluationTables.CLIENTS_HEADER));
        exits.append(List.of(EvaluationTables.exitsHeader(network.exits())));
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
