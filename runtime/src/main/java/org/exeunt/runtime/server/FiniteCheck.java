package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.runtime.store.state.StateParts;

/** Finds NaN and infinite values in updates, payloads and states, and describes where they are. */
public final class FiniteCheck {
    private FiniteCheck() {}

    /**
     * Returns which part of an update other than its metrics is not finite, such as {@code exit 1, block 'a', 2 of 9
     * values}; empty if all are.
     */
    public static Optional<String> problem(ClientUpdate update) {
        if (!Double.isFinite(update.report().loss())) {
            return Optional.of("loss is " + update.report().loss());
        }
        return problem(update.upload()).or(() -> problem(update.state()).map(location -> "in its state: " + location));
    }

    /** Returns which metric of a report is not finite; empty if all are. */
    static Optional<String> problem(TrainingReport report) {
        return report.metrics().entrySet().stream()
                .filter(metric -> !Double.isFinite(metric.getValue().mean()))
                .findFirst()
                .map(metric -> "metric '%s' is %s"
                        .formatted(metric.getKey(), metric.getValue().mean()));
    }

    /** Returns which part of a payload is not finite; empty if all values are finite. */
    static Optional<String> problem(Payload payload) {
        return payload.parameterSets().values().stream()
                .flatMap(set -> set.firstNonFinite().map(block -> location(block, set)).stream())
                .findFirst()
                .or(() -> payload.vectors().entrySet().stream()
                        .filter(vector -> countNonFinite(vector.getValue()) > 0)
                        .findFirst()
                        .map(vector -> "vector '%s', %s".formatted(vector.getKey(), fraction(vector.getValue()))));
    }

    /**
     * Returns which part of a server state is not finite; empty if all values are finite. Sets that are stored in a
     * file are not read, because they were part of an earlier state.
     */
    public static Optional<String> problem(Record state) {
        List<String> problems = new ArrayList<>();
        StateParts.replace(state, new StateParts.Visitor() {
            @Override
            public ParameterSet visit(ParameterSet set, boolean ofClient) {
                if (set.stored().isEmpty()) {
                    problem(Payload.of(set)).ifPresent(problems::add);
                }
                return set;
            }

            @Override
            public void visit(String name, float[] vector) {
                problem(Payload.empty().with(name, vector)).ifPresent(problems::add);
            }
        });
        return problems.stream().findFirst();
    }

    private static String location(Block block, ParameterSet set) {
        float[] values = set.select(set.layout().select(block::equals)).values();
        return "%s%s %d, block '%s', %s"
                .formatted(
                        block.role().isStatistic() ? "running statistics of " : "",
                        block.role().ofBackbone() ? "stage" : "exit",
                        block.depth(),
                        block.name(),
                        fraction(values));
    }

    private static int countNonFinite(float[] values) {
        int count = 0;
        for (float value : values) {
            count += Float.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    private static String fraction(float[] values) {
        return String.format(Locale.ROOT, "%,d of %,d values", countNonFinite(values), values.length);
    }
}
