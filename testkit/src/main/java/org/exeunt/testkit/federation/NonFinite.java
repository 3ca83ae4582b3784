package org.exeunt.testkit.federation;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientUpdate;

/** Finds values that are not finite in what a client's training left behind. */
public final class NonFinite {
    private NonFinite() {}

    /** Returns where the first such value is: in the reported loss, the upload or the state kept; empty if all are finite. */
    public static Optional<String> firstIn(ClientUpdate update) {
        if (!Double.isFinite(update.report().loss())) {
            return Optional.of("loss " + update.report().loss());
        }
        return Stream.of(update.upload(), update.state()).flatMap(NonFinite::in).findFirst();
    }

    private static Stream<String> in(Payload payload) {
        Stream<String> sets = payload.parameterSets().entrySet().stream().flatMap(NonFinite::inSet);
        Stream<String> vectors = payload.vectors().entrySet().stream()
                .filter(entry -> isNotFinite(entry.getValue()))
                .map(entry -> "vector '%s' is not finite".formatted(entry.getKey()));
        return Stream.concat(sets, vectors);
    }

    private static Stream<String> inSet(Map.Entry<String, ParameterSet> entry) {
        return entry.getValue().firstNonFinite().stream()
                .map(block -> "parameters '%s' are not finite in block '%s'".formatted(entry.getKey(), block.name()));
    }

    private static boolean isNotFinite(float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                return true;
            }
        }
        return false;
    }
}
