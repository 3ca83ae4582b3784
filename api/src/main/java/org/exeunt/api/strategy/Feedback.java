package org.exeunt.api.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;

/**
 * What a run has recorded before a round. Samplers and policies that learn compute their choice from it, and keep no
 * state. It is read from the records when a run resumes, so that a resumed run makes the same choices. Immutable.
 *
 * @param rounds the rounds so far, oldest first; only the last one has matrices between clients, and metrics of clients
 * @param evaluation the latest evaluation, without gradient conflicts; empty before the first one. Its accuracies are
 *     those on test examples. A method that learns from them has seen the test data; validation accuracies avoid this.
 *     A run whose choices depend on it depends on the options of {@code evaluation}, too
 * @param latest the latest report of each client that ever trained successfully
 */
public record Feedback(
        List<RoundRecord> rounds, Optional<EvaluationRecord> evaluation, SortedMap<ClientId, Report> latest) {
    private static final Feedback NONE = new Feedback(List.of(), Optional.empty(), Collections.emptySortedMap());

    /**
     * The latest report of a client.
     *
     * @param round the round in which it trained
     * @param loss mean loss in its last epoch
     * @param metrics means by name, as in {@link RoundRecord#trainingMetrics}
     * @param seconds simulated time of download, training and upload; empty if the run simulates no devices
     */
    public record Report(Round round, double loss, Map<String, Double> metrics, Optional<Double> seconds) {}

    public Feedback {
        rounds = List.copyOf(rounds);
        latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
    }

    /** Returns the feedback before the first round. */
    public static Feedback none() {
        return NONE;
    }

    /** Returns this feedback with the next round. */
    public Feedback with(RoundRecord round) {
        List<RoundRecord> all = new ArrayList<>(rounds);
        if (!all.isEmpty()) {
            all.set(all.size() - 1, all.get(all.size() - 1).withoutDetails());
        }
        all.add(round);
        SortedMap<ClientId, Report> reports = new TreeMap<>(latest);
        round.reports()
                .forEach((client, report) -> reports.put(
                        client,
                        new Report(
                                round.round(),
                                report.loss(),
                                report.metrics(),
                                round.time().map(time -> time.clients().get(client)))));
        return new Feedback(all, evaluation, reports);
    }

    /** Returns this feedback with the next evaluation. */
    public Feedback with(EvaluationRecord next) {
        EvaluationRecord restorable = new EvaluationRecord(
                next.round(),
                next.clients().stream().map(client -> client.with(List.of())).toList(),
                next.newClients().stream().map(client -> client.with(List.of())).toList(),
                next.reliability());
        return new Feedback(rounds, Optional.of(restorable), latest);
    }
}
