package org.exeunt.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.junit.jupiter.api.Test;

class FiniteCheckTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .build();

    record Server(SortedMap<ClientId, Payload> clients, double bestLoss) {}

    private static Server server(Payload payload) {
        return new Server(new TreeMap<>(Map.of(new ClientId(3), payload)), Double.NaN);
    }

    @Test
    void findsParametersAndVectorsInStates() {
        Payload finite =
                Payload.of(ParameterSet.of(LAYOUT.all(), new float[] {1, 2})).with("w", new float[] {3});
        assertThat(FiniteCheck.problem(server(finite)))
                .as("numbers may be anything")
                .isEmpty();
        assertThat(FiniteCheck.problem(server(finite.with("w", new float[] {0, Float.NaN}))))
                .contains("vector 'w', 1 of 2 values");
        assertThat(FiniteCheck.problem(
                        server(Payload.of(ParameterSet.of(LAYOUT.all(), new float[] {1, Float.POSITIVE_INFINITY})))))
                .contains("stage 1, block 'stage1/W', 1 of 2 values");
    }

    @Test
    void parametersInAFileAreNotReadAgain() {
        ParameterSet stored = ParameterSet.stored(LAYOUT.all(), (from, target, offset, count) -> {
            throw new AssertionError("read");
        });
        assertThat(FiniteCheck.problem(server(Payload.of(stored)))).isEmpty();
    }
}
