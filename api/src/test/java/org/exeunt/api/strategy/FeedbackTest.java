package org.exeunt.api.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.RoundRecord;
import org.junit.jupiter.api.Test;

class FeedbackTest {
    private static final ClientId ONE = new ClientId(1);
    private static final ClientId TWO = new ClientId(2);

    @Test
    void latestReportsRemainAfterRoundsWithout() {
        Feedback feedback =
                Feedback.none().with(round(1, ONE, TWO)).with(round(2, TWO)).with(round(3));
        assertThat(feedback.latest())
                .isEqualTo(Map.of(
                        ONE, new Feedback.Report(new Round(1), 0.25, Map.of("drift", 1.0), Optional.of(1.5)),
                        TWO, new Feedback.Report(new Round(2), 0.5, Map.of("drift", 2.0), Optional.of(1.5))));
        assertThat(Feedback.none().latest()).isEmpty();
    }

    @Test
    void earlierRoundsKeepLossesWithoutMetrics() {
        List<RoundRecord> rounds =
                Feedback.none().with(round(1, ONE)).with(round(2, TWO)).rounds();
        assertThat(rounds).hasSize(2).endsWith(round(2, TWO));
        assertThat(rounds.get(0).reports()).isEqualTo(Map.of(ONE, new RoundRecord.ClientReport(0.25, Map.of())));
    }

    /** Returns a round in which some clients reported and client 3 failed. */
    private static RoundRecord round(int number, ClientId... reporting) {
        TreeMap<ClientId, RoundRecord.ClientReport> reports = new TreeMap<>();
        TreeMap<ClientId, Double> seconds = new TreeMap<>();
        Arrays.asList(reporting).forEach(client -> {
            reports.put(client, new RoundRecord.ClientReport(number / 4.0, Map.of("drift", (double) number)));
            seconds.put(client, 1.5);
        });
        TreeMap<ClientId, ExitSet> exits = new TreeMap<>(Map.of(new ClientId(3), ExitSet.upTo(2)));
        return new RoundRecord(
                new Round(number),
                exits,
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                0,
                1,
                Optional.of(new RoundRecord.SimulatedTime(1.5, seconds)),
                List.of(new RoundRecord.ClientFailure(new ClientId(3), "made to fail")),
                Map.of(),
                Map.of(),
                Map.of(),
                reports);
    }
}
