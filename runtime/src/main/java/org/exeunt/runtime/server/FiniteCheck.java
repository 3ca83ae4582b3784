package org.exeunt.runtime.server;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientUpdate;

/** Finds values that are neither numbers nor finite, and says where. */
final class FiniteCheck {
    private FiniteCheck() {}

    /** Returns what is not finite of an update, as {@code update ... is not finite (exit 1, block 'a', 2 of 9 values)} needs it. */
    static Optional<String> flaw(ClientUpdate update) {
        if (!Double.isFinite(update.report().loss())) {
            return Optional.of("loss is " + update.report().loss());
        }
        return flaw(update.upload()).or(() -> flaw(update.state()).map(where -> "in what it keeps: " + where));
    }

    /** Returns where a payload is not finite. */
    static Optional<String> flaw(Payload payload) {
        for (ParameterSet set : payload.parameterSets().values()) {
            Optional<Block> block = set.firstNonFinite();
            if (block.isPresent()) {
                return Optional.of(where(block.get(), set));
            }
        }
        for (Map.Entry<String, float[]> vector : payload.vectors().entrySet()) {
            int count = notFinite(vector.getValue());
            if (count > 0) {
                return Optional.of("vector '%s', %s".formatted(vector.getKey(), share(count, vector.getValue())));
            }
        }
        return Optional.empty();
    }

    private static String where(Block block, ParameterSet set) {
        float[] values = set.select(set.layout().select(block::equals)).values();
        String place =
                switch (block.role()) {
                    case HEAD -> "exit " + block.depth();
                    case BACKBONE -> "stage " + block.depth();
                    case BUFFER -> "running statistics of stage " + block.depth();
                };
        return "%s, block '%s', %s".formatted(place, block.name(), share(notFinite(values), values));
    }

    private static int notFinite(float[] values) {
        int count = 0;
        for (float value : values) {
            count += Float.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    private static String share(int count, float[] values) {
        return String.format(Locale.ROOT, "%,d of %,d values", count, values.length);
    }
}
