package org.exeunt.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.runtime.run.RunBuilder;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;

class HeadSimilarityTest {
    private static final Exit LAST = new Exit(3);

    private final RunBuilder run = new RunBuilder();
    private final List<Similarities> seen = new ArrayList<>();

    private void execute() {
        run.execute();
    }

    /** Records the similarities; leaves the final exit of one client inactive. */
    private CoordinationPolicy watching(ClientId withoutFinalExit) {
        return new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                seen.add(request.similarities());
                Map<ClientId, ExitSet> exits = RunBuilder.allClients(request, ExitSet.of(3));
                exits.computeIfPresent(withoutFinalExit, (client, all) -> ExitSet.of(1));
                return exits;
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return Set.of(
                        CoordinationRequirement.SIMILARITIES,
                        CoordinationRequirement.INACTIVE_EXITS,
                        CoordinationRequirement.INACTIVE_FINAL_EXIT);
            }
        };
    }

    private static SharedBlocks anyExits() {
        return SharedBlocks.everything()
                .supporting(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }

    @Test
    void comparesTheChangesOfFinalHeads() {
        Map<ClientId, ParameterSet> changes = new HashMap<>();
        run.participation = 1;
        run.rounds = 2;
        run.coordination = watching(new ClientId(4));
        run.strategy = anyExits().modifyingUpdates(client -> update -> {
            if (client.round().number() == 1) {
                var head = client.layout().head(LAST);
                changes.put(
                        client.id(),
                        ParameterMath.subtract(
                                update.upload().parameters().orElseThrow().select(head),
                                client.received().parameters().orElseThrow().select(head)));
            }
            return update;
        });
        execute();
        assertThat(seen.get(0)).isEqualTo(Similarities.none());
        Similarities similarities = seen.get(1);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                ClientId one = new ClientId(i);
                ClientId other = new ClientId(j);
                double expected =
                        i == 4 || j == 4 ? 0 : i == j ? 1 : ParameterMath.cosine(changes.get(one), changes.get(other));
                assertThat(similarities.between(one, other))
                        .as("clients %d and %d", i, j)
                        .isEqualTo(expected);
            }
        }
        assertThat(similarities.between(new ClientId(0), new ClientId(1)))
                .isNotZero()
                .isNotEqualTo(1);
    }

    /** The sums have the order and the bits of {@link ParameterMath#dot}, over more values than one chunk. */
    @Test
    void cosinesMatchThoseOfEachPair() {
        RandomGenerator random = new RandomStreams(4).stream("changes");
        for (int size : new int[] {1, 100, 8_192, 20_001}) {
            BlockSet head = new ParameterLayout.Builder()
                    .add("exit1/W", BlockRole.HEAD, 1, List.of(size))
                    .build()
                    .all();
            List<ParameterSet> changes = new ArrayList<>(List.of(ParameterSet.zeros(head)));
            for (int client = 1; client < 7; client++) {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
                }
                changes.add(ParameterSet.of(head, values));
            }
            double[][] cosines = HeadSimilarity.cosines(changes);
            for (int i = 0; i < changes.size(); i++) {
                for (int j = 0; j < changes.size(); j++) {
                    double cosine = ParameterMath.cosine(changes.get(i), changes.get(j));
                    assertThat(cosines[i][j])
                            .as("%d values, clients %d and %d", size, i, j)
                            .isEqualTo(i == j && i > 0 ? 1 : Math.max(-1, Math.min(1, cosine)));
                }
            }
        }
        assertThat(HeadSimilarity.cosines(List.of())).isEmpty();
    }

    @Test
    void downloadsAreCreatedOncePerRound() {
        Map<Integer, Integer> downloads = new HashMap<>();
        run.participation = 1;
        run.rounds = 2;
        run.coordination = watching(new ClientId(4));
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
                downloads.merge(seen.size(), 1, Integer::sum);
                return super.download(state, federation, client, exits);
            }
        }.supporting(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
        run.every = 3;
        execute();
        assertThat(downloads.get(1)).isEqualTo(6);
    }

    @Test
    void unchangedHeadsHaveSimilarityZero() {
        run.participation = 1;
        run.rounds = 2;
        run.coordination = watching(new ClientId(9));
        run.strategy = anyExits()
                .modifyingUpdates(client -> update -> client.id().index() == 2
                        ? new ClientUpdate(client.received(), update.state(), update.report())
                        : update);
        execute();
        for (int i = 0; i < 6; i++) {
            assertThat(seen.get(1).between(new ClientId(2), new ClientId(i))).isZero();
            assertThat(seen.get(1).between(new ClientId(i), new ClientId(2))).isZero();
        }
        assertThat(seen.get(1).between(new ClientId(3), new ClientId(3))).isEqualTo(1);
    }

    @Test
    void rejectsAStrategyThatSendsNoFinalHeads() {
        run.coordination = watching(new ClientId(9));
        run.strategy = SharedBlocks.backbone()
                .supporting(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
        run.assertFails(
                "CONFIG-20",
                "1 problem",
                "strategy 'double' neither reports them nor sends final heads",
                "depth-selection 'random'");
        assertThat(seen).as("nothing was coordinated").isEmpty();
    }

    @Test
    void rejectsClientsThatKeepTheirFinalHeads() {
        run.coordination = watching(new ClientId(9));
        run.strategy = anyExits()
                .modifyingUpdates(client -> update -> new ClientUpdate(
                        Payload.of(update.upload()
                                .parameters()
                                .orElseThrow()
                                .select(client.layout().backbone())),
                        update.state(),
                        update.report()));
        run.assertFails("CONFIG-20", "Round 1", "client 0 did not send its final head", "requires no similarities");
    }

    @Test
    void reportsTheRejectionOfAPolicy() {
        run.coordination = new CoordinationPolicy() {
            @Override
            public void validate(FederationSpec facts) {
                throw new IllegalArgumentException("it needs four exits, the network has 3");
            }

            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                return RunBuilder.allClients(request, ExitSet.upTo(3));
            }
        };
        run.assertFails("CONFIG-20", "1 problem", "coordination: 'double' cannot work here: it needs four exits");
    }

    @Test
    void recordsMatricesOfTheStrategy() {
        ClientMatrix found = ClientMatrix.of(List.of(new ClientId(0)), List.of(new ClientId(1)), new double[][] {{.5}});
        run.coordination = watching(new ClientId(4));
        run.strategy = anyExits()
                .aggregating((state, results) -> AggregationResult.of(state).with("found", found));
        assertThat(run.execute().rounds()).last().satisfies(round -> assertThat(round.relations())
                .containsEntry("found", found));
    }
}
