package org.exeunt.testkit.federation;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientUpdate;

/** Finds non-finite values in a client's update. */
public final class NonFinite {
    private NonFinite() {}

    /**
     * Returns the location of the first non-finite value: in the reported loss, the upload or the state. Empty if all
     * values are finite.
     */
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
