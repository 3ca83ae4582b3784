package org.exeunt.testsupport;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.RoundRecord;

/** Records of rounds without clients, for tests of what is done with their figures. */
public final class Rounds {
    private Rounds() {}

    /** Returns a round of four epochs with a loss and metrics of the aggregation. */
    public static RoundRecord of(int number, double loss, Map<String, Double> metrics) {
        return new RoundRecord(
                new Round(number),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                4,
                0,
                loss,
                Optional.empty(),
                List.of(),
                metrics,
                Map.of(),
                Map.of(),
                new TreeMap<>());
    }
}
