package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;

/** Records of made-up rounds, from which samplers and policies learn. */
final class PlayedRounds {
    private PlayedRounds() {}

    /** Returns rounds in which all clients reported, with an evaluation after each. */
    static Feedback complete(FederationSpec federation, int rounds) {
        return play(federation, rounds, (round, client) -> false);
    }

    /** Returns rounds in which clients failed: all of them in every second round, and some of them always. */
    static Feedback withFailures(FederationSpec federation, int rounds) {
        return play(federation, rounds, (round, client) -> round % 2 == 1 || client.index() % 3 == 0);
    }

    private static Feedback play(FederationSpec federation, int rounds, BiPredicate<Integer, ClientId> fails) {
        List<ClientId> all = federation.clients().stream().map(ClientSpec::id).toList();
        Feedback feedback = Feedback.none();
        for (int round = 1; round <= rounds; round++) {
            int number = round;
            List<ClientId> failing =
                    all.stream().filter(client -> fails.test(number, client)).toList();
            feedback = feedback.with(record(federation, round, all, failing)).with(evaluation(federation, round));
        }
        return feedback;
    }

    /** Returns the record of a round. In turn, no or one student exit was inactive. */
    static RoundRecord record(
            FederationSpec federation, int round, Collection<ClientId> cohort, Collection<ClientId> failing) {
        int exits = federation.network().exits();
        ExitSet active = ExitSet.upTo(exits).where(exit -> exit.number() != round % exits);
        SortedMap<ClientId, ExitSet> chosen = new TreeMap<>();
        SortedMap<ClientId, Bytes> bytes = new TreeMap<>();
        SortedMap<ClientId, Double> seconds = new TreeMap<>();
        SortedMap<ClientId, RoundRecord.ClientReport> reports = new TreeMap<>();
        List<RoundRecord.ClientFailure> failures = new ArrayList<>();
        for (ClientId client : cohort) {
            chosen.put(client, active);
            if (failing.contains(client)) {
                failures.add(new RoundRecord.ClientFailure(client, "made to fail"));
                continue;
            }
            bytes.put(client, new Bytes(100));
            seconds.put(client, 1.0 + (client.index() + round) % 5);
            double loss = 1 + (1 + Math.cos(1 + client.index() + 3 * round)) / round;
            reports.put(client, new RoundRecord.ClientReport(loss, Map.of(CrossEntropy.METRIC, loss / 2)));
        }
        double loss = reports.values().stream()
                .mapToDouble(RoundRecord.ClientReport::loss)
                .average()
                .orElse(Double.NaN);
        boolean devices = federation.clients().get(0).device().isPresent();
        return new RoundRecord(
                new Round(round),
                chosen,
                bytes,
                bytes,
                reports.size(),
                0,
                loss,
                devices ? Optional.of(new RoundRecord.SimulatedTime(5, seconds)) : Optional.empty(),
                failures,
                Map.of(),
                Map.of(),
                reports.isEmpty() ? Map.of() : Map.of(CrossEntropy.METRIC, loss / 2),
                reports);
    }

    private static EvaluationRecord evaluation(FederationSpec federation, int round) {
        List<ClientEvaluation> clients = new ArrayList<>();
        for (ClientSpec client : federation.clients()) {
            List<ClientEvaluation.ExitResult> exits = IntStream.range(
                            0, federation.network().exits())
                    .mapToObj(exit -> 1 / (2 + Math.cos(client.id().index() + exit + 3 * round)))
                    .map(loss -> new ClientEvaluation.ExitResult(Math.exp(-loss), loss))
                    .toList();
            clients.add(new ClientEvaluation(
                    client.id(),
                    20,
                    exits,
                    0.5,
                    List.of(),
                    Optional.of(new ClientEvaluation.Validation(10, exits.get(0).accuracy())),
                    Collections.emptyList()));
        }
        return EvaluationRecord.of(new Round(round), clients);
    }
}
