package org.exeunt.runtime.tracking;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.record.ClientEvaluation;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;

/**
 * Writes a run's figures as TensorBoard scalars, the round as step: {@code train/…}, {@code traffic/…}, {@code merge/…} for each round,
 * {@code accuracy/…} and {@code leaving/…} for each evaluation. Accuracies are shares in [0, 1].
 *
 * <p>Each run writes a new file {@code events.out.tfevents.…} in {@code dir/NAME}; what earlier runs of the name wrote stays.
 */
final class TensorBoard implements RunTracker {
    private final Path directory;
    private final LongSupplier milliseconds;
    private EventFile file;

    /**
     * Makes the tracker.
     *
     * @param milliseconds a clock, for the times TensorBoard shows
     */
    TensorBoard(Path directory, LongSupplier milliseconds) {
        this.directory = directory;
        this.milliseconds = milliseconds;
    }

    @Override
    public void started(String name, int rounds, int clients, NetworkFacts network) {
        file = EventFile.create(directory.resolve(name), milliseconds);
    }

    @Override
    public void finished(RoundRecord round) {
        Map<String, Double> scalars = new TreeMap<>();
        scalars.put("train/loss", round.loss());
        scalars.put("train/active-exits", (double) round.activeExits());
        scalars.put("train/clients-left-out", (double) round.failures().size());
        scalars.put("traffic/downlink-bytes", (double) round.totalDownlink().count());
        scalars.put("traffic/uplink-bytes", (double) round.totalUplink().count());
        round.metrics().forEach((name, value) -> scalars.put("merge/" + name, value));
        file.write(round.round().number(), scalars);
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        Map<String, Double> scalars = new TreeMap<>();
        for (int k = 0; k < evaluation.accuracy().size(); k++) {
            scalars.put("accuracy/exit-" + (k + 1), evaluation.accuracy().get(k));
        }
        scalars.put("accuracy/mean-of-exits", evaluation.meanAccuracy());
        scalars.put("accuracy/worst-tenth", evaluation.worstTenth(ClientEvaluation::meanAccuracy));
        scalars.put("accuracy/voting", evaluation.mean(ClientEvaluation::ensembleAccuracy));
        evaluation.validationAccuracy().ifPresent(accuracy -> scalars.put("accuracy/validation", accuracy));
        for (ClientEvaluation.RuleResult rule : evaluation.rules()) {
            scalars.put("leaving/" + rule.label() + "/accuracy", rule.accuracy());
            scalars.put("leaving/" + rule.label() + "/expected-macs", rule.expectedMacs());
        }
        file.write(evaluation.round().number(), scalars);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
