package org.exeunt.strategies.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.strategies.coordination.Budget.Level;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/**
 * Stages of 10, 20 and 30 values, heads of 2, 4 and 6; activations 1, 2 and 3. With batches of 64, training up to exit
 * 1, 2 and 3 takes 4 (3 x 12 + 64), 4 (3 x 36 + 192) and 4 (3 x 72 + 384) bytes: 400, 1200 and 2400.
 */
class BudgetTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2, 5))
            .add("stage2/W", BlockRole.BACKBONE, 2, List.of(4, 5))
            .add("stage3/W", BlockRole.BACKBONE, 3, List.of(6, 5))
            .add("exit1/W", BlockRole.HEAD, 1, List.of(2, 1))
            .add("exit2/W", BlockRole.HEAD, 2, List.of(4, 1))
            .add("exit3/W", BlockRole.HEAD, 3, List.of(6, 1))
            .build();
    private static final NetworkSpec NETWORK = new NetworkSpec(
            LAYOUT,
            InputShape.vector(1),
            2,
            List.of(new Macs(100), new Macs(200), new Macs(300)),
            List.of(new Macs(10), new Macs(20), new Macs(30)),
            Optional.empty(),
            List.of(1L, 2L, 3L),
            List.of(),
            true);

    /** Clients with 10 examples each and 1000 MACs per second. */
    private static FederationSpec federation(long... memories) {
        return federation(NETWORK, memories);
    }

    private static FederationSpec federation(NetworkSpec network, long... memories) {
        return FederationSpec.of(
                        4,
                        IntStream.range(0, memories.length)
                                .mapToObj(client -> new ClientSpec(new ClientId(client), 10))
                                .toList(),
                        network,
                        client -> ParameterSet.zeros(network.layout().all()))
                .withDevices(IntStream.range(0, memories.length)
                        .mapToObj(client -> new Device("tier", 1000, 100, 50, memories[client]))
                        .toList());
    }

    private static CoordinationPolicy budget(Level level, Double seconds, Double... widths) {
        return new Budget(new Budget.Options(level, Optional.ofNullable(seconds), List.of(widths)));
    }

    private static List<Integer> levels(CoordinationPolicy policy, FederationSpec federation, int round) {
        policy.validate(federation);
        CoordinationRequest request = new CoordinationRequest(
                federation,
                new Round(round),
                federation.clients().stream().map(ClientSpec::id).toList(),
                Similarities.none(),
                Feedback.none(),
                new RandomStreams(3).stream("coordination", round));
        return policy.coordinate(request).values().stream()
                .map(ExitSet::deepest)
                .toList();
    }

    @Test
    void trainsTheDeepestLevelThatFitsIntoMemory() {
        FederationSpec federation = federation(400, 1199, 1200, 2399, 2400, 1_000_000);
        assertThat(levels(budget(Level.DEEPEST, null), federation, 1)).containsExactly(1, 1, 2, 2, 3, 3);
    }

    /** Level k takes 3 x 10 examples x MACs / 1000 + 4 x values / 100 + 4 x values / 50 seconds: 4.74, 14.22, 28.44. */
    @Test
    void trainsTheDeepestLevelInTime() {
        FederationSpec federation = federation(2400, 2400, 400);
        assertThat(levels(budget(Level.DEEPEST, 28.44), federation, 1)).containsExactly(3, 3, 1);
        assertThat(levels(budget(Level.DEEPEST, 28.43), federation, 1)).containsExactly(2, 2, 1);
        assertThat(levels(budget(Level.DEEPEST, 4.75), federation, 1)).containsExactly(1, 1, 1);
        FederationSpec longer =
                federation.withTraining(round -> federation.training(round).withEpochs(2));
        double seconds = 28.44 + 3 * 10 * 0.66;
        assertThat(levels(budget(Level.DEEPEST, seconds + 0.001), longer, 1)).containsExactly(3, 3, 1);
        assertThat(levels(budget(Level.DEEPEST, seconds - 0.001), longer, 1)).containsExactly(2, 2, 1);
    }

    @Test
    void narrowLevelsNeedLess() {
        NetworkSpec toy = new ToyEngine()
                .design(ToyNetworkOptions.of(6, 8, 10), InputShape.vector(4), 3)
                .spec();
        int batch = federation(1).training(new Round(1)).batchSize();
        long narrow = new SubNetwork(ExitSet.upTo(2), 0.5).trainingMemory(toy, batch);
        long all = SubNetwork.upTo(3).trainingMemory(toy, batch);
        FederationSpec federation = federation(toy, narrow, narrow - 1, all, all - 1);
        assertThat(levels(budget(Level.DEEPEST, null, 0.5, 0.5, 1.0), federation, 1))
                .containsExactly(2, 1, 3, 2);
        assertThatThrownBy(() -> levels(budget(Level.DEEPEST, null, 0.5, 1.0), federation, 1))
                .hasMessage("'widths' is [0.5, 1.0]; expected 3 numbers, one per exit");
        assertThatThrownBy(() -> budget(Level.DRAWN, null, 1.0, 0.5, 1.0)).hasMessageContaining("do not decrease");
    }

    @Test
    void drawsAmongTheLevelsThatFit() {
        FederationSpec federation = federation(2400, 1200, 400);
        Set<Integer> first = new TreeSet<>();
        for (int round = 1; round <= 40; round++) {
            List<Integer> levels = levels(budget(Level.DRAWN, null), federation, round);
            first.add(levels.get(0));
            assertThat(levels.get(1)).isBetween(1, 2);
            assertThat(levels.get(2)).isEqualTo(1);
        }
        assertThat(first).containsExactly(1, 2, 3);
    }

    @Test
    void theCommonLevelFitsAllClients() {
        assertThat(levels(budget(Level.COMMON, null), federation(2400, 1300, 2000), 1))
                .containsExactly(2, 2, 2);
    }

    @Test
    void namesClientsForWhichNothingFits() {
        assertThatThrownBy(() -> levels(budget(Level.DEEPEST, null), federation(2400, 399, 20), 1))
                .hasMessageContainingAll(
                        "of 2 of 3 clients (1, 2)", "client 1 has 399 bytes", "levels need [400, 1200, 2400]");
        assertThatThrownBy(() -> levels(budget(Level.DEEPEST, 1.0), federation(2400), 1))
                .hasMessageContaining("its turn takes 4.740 s of 1.0 (coordination.seconds)");
    }

    @Test
    void needsDevices() {
        assertThatThrownBy(() -> budget(Level.DEEPEST, null).validate(Requests.federation(1, 2, 3)))
                .hasMessageContaining("add the section 'devices'");
    }
}
