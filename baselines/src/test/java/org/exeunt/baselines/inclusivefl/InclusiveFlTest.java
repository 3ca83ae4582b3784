package org.exeunt.baselines.inclusivefl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.aggregation.CoordinateMedian;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.junit.jupiter.api.Test;

class InclusiveFlTest {
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);

    /** Stages 1, 2 and 3 have the same shape, stage 4 has not. */
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1", BlockRole.BACKBONE, 1, List.of(2))
            .add("stage2", BlockRole.BACKBONE, 2, List.of(2))
            .add("stage3", BlockRole.BACKBONE, 3, List.of(2))
            .add("stage4", BlockRole.BACKBONE, 4, List.of(1))
            .add("head1", BlockRole.HEAD, 1, List.of(1))
            .add("head2", BlockRole.HEAD, 2, List.of(1))
            .add("head3", BlockRole.HEAD, 3, List.of(1))
            .add("head4", BlockRole.HEAD, 4, List.of(1))
            .build();

    /** The model before the round. */
    private static final ParameterSet SHARED =
            ParameterSet.of(LAYOUT.trainable(), new float[] {1, 2, 10, 20, 100, 200, 5, 0, 0, 0, 0});

    private static final Macs COST = new Macs(1);

    private static FederationSpec federation(int... examples) {
        List<ClientSpec> clients = new ArrayList<>();
        for (int i = 0; i < examples.length; i++) {
            clients.add(new ClientSpec(new ClientId(i), examples[i]));
        }
        NetworkSpec network = NetworkSpec.of(
                LAYOUT, InputShape.vector(2), 1, List.of(COST, COST, COST, COST), List.of(COST, COST, COST, COST));
        return FederationSpec.of(1, clients, network, client -> SHARED);
    }

    private static InclusiveFl of(double beta, AggregationWeights weights) {
        return new InclusiveFl(
                new InclusiveFl.Options(new FedAvg.Options(LOSS, weights), beta), new RecordingContext());
    }

    /** Returns the upload of a client with the first stages, each changed by one number, and unchanged heads. */
    private static ClientResult upload(int client, float... changes) {
        float[] flat = new float[LAYOUT.size()];
        SHARED.copyToFlat(flat);
        for (int stage = 1; stage <= changes.length; stage++) {
            int depth = stage;
            LAYOUT.select(block -> block.role() == BlockRole.BACKBONE && block.depth() == depth)
                    .blocks()
                    .forEach(block -> {
                        for (int i = block.offset(); i < block.end(); i++) {
                            flat[i] += changes[depth - 1];
                        }
                    });
        }
        ParameterSet trained = ParameterSet.fromFlat(LAYOUT.prefix(changes.length), flat);
        return new ClientResult.Success(
                new ClientId(client),
                new ClientUpdate(Payload.of(trained), Payload.empty(), TrainingReport.of(1, 1, 0)));
    }

    private static float[] aggregate(InclusiveFl strategy, FederationSpec federation, ClientResult... results) {
        return aggregate(strategy, federation, Aggregator.WEIGHTED_MEAN, results);
    }

    private static float[] aggregate(
            InclusiveFl strategy, FederationSpec federation, Aggregator aggregator, ClientResult... results) {
        TreeMap<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientResult result : results) {
            int depth = ((ClientResult.Success) result)
                    .update().upload().parameters().orElseThrow().blocks().blocks().stream()
                            .mapToInt(block -> block.depth())
                            .max()
                            .orElse(1);
            exits.put(result.client(), ExitSet.upTo(depth));
        }
        return strategy.aggregate(
                        new FedAvg.Server(SHARED),
                        new RoundContext(federation, new Round(1), exits),
                        new ClientResults(federation, List.of(results), aggregator))
                .state()
                .shared()
                .select(LAYOUT.backbone())
                .values();
    }

    /**
     * Client 0 has stage 1, client 1 stages 1 and 2, client 2 all. With weights 1/3: the mean updates are 6 for stage 2
     * and 8 for stage 3, so 7 for both. With beta 1/4, client 0 sends 4 * 3/4 + 7/4 = 4.75 for stage 1, client 1 sends
     * 4 * 3/4 + 8/4 = 5 for stage 2. Stage 4 has another shape.
     */
    @Test
    void lastStagesFollowDeeperOnes() {
        float[] shared = aggregate(
                of(0.25, AggregationWeights.UNIFORM),
                federation(1, 5, 9),
                upload(0, 4),
                upload(1, 1, 4),
                upload(2, 1, 8, 8, 3));
        float first = (4.75f + 1 + 1) / 3;
        assertThat(shared)
                .containsExactly(new float[] {1 + first, 2 + first, 10 + 6.5f, 20 + 6.5f, 108, 208, 8}, within(1e-5f));
    }

    /** With weights 1/6, 2/6 and 3/6, the mean update of stage 2 is (2 * 4 + 3 * 8) / 5 = 6.4, and 7.2 with stage 3. */
    @Test
    void updatesAreWeighted() {
        float[] shared = aggregate(
                of(0.5, AggregationWeights.DATA_SIZE),
                federation(1, 2, 3),
                upload(0, 4),
                upload(1, 1, 4),
                upload(2, 1, 8, 8, 3));
        float first = (5.6f + 2 + 3) / 6;
        float second = (2 * 6f + 3 * 8) / 5;
        assertThat(shared)
                .containsExactly(
                        new float[] {1 + first, 2 + first, 10 + second, 20 + second, 108, 208, 8}, within(1e-5f));
    }

    /**
     * Three clients of each depth; one of the deepest sends -100 times its update of 0.5. All honest updates are 0.5,
     * and so is their median in every stage, whatever shallow clients learn from deeper stages.
     */
    @Test
    void deeperUpdatesAreAggregatedRobustly() {
        ClientResult[] results = new ClientResult[9];
        for (int client = 0; client < 8; client++) {
            float[] changes = new float[1 + client / 3];
            Arrays.fill(changes, 0.5f);
            results[client] = upload(client, changes);
        }
        results[8] = upload(8, -50, -50, -50);
        Aggregator median =
                PluginChoice.of(new CoordinateMedian.Plugin(), new NoOptions()).create(new RecordingContext());
        FederationSpec federation = federation(1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(aggregate(of(0.25, AggregationWeights.UNIFORM), federation, median, results))
                .containsExactly(1.5f, 2.5f, 10.5f, 20.5f, 100.5f, 200.5f, 5);
    }

    @Test
    void shallowClientsAloneAreAveraged() {
        float[] shared =
                aggregate(of(0.5, AggregationWeights.UNIFORM), federation(1, 1, 1), upload(0, 4), upload(2, 2));
        assertThat(shared).containsExactly(4, 5, 10, 20, 100, 200, 5);
        float[] unlike = aggregate(
                of(1, AggregationWeights.UNIFORM), federation(1, 1, 1), upload(0, 1, 1, 4), upload(1, 1, 1, 4, 9));
        assertThat(unlike).containsExactly(2, 3, 11, 21, 104, 204, 14);
    }

    /** A client whose exits all have weight 0 in its loss trains and uploads nothing. */
    @Test
    void clientsWithoutTrainedExitsChangeNothing() {
        InclusiveFl strategy = of(0.5, AggregationWeights.UNIFORM);
        FederationSpec federation = federation(1, 1, 1);
        assertThat(aggregate(strategy, federation, upload(0), upload(1, 4), upload(2, 2, 8)))
                .isEqualTo(aggregate(strategy, federation, upload(1, 4), upload(2, 2, 8)));
        assertThat(aggregate(strategy, federation, upload(0), upload(1)))
                .isEqualTo(SHARED.select(LAYOUT.backbone()).values());
    }

    @Test
    void equalsFedAvgWithoutDistillationOrDepths() {
        FedAvg fedAvg = new FedAvg(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), new RecordingContext());
        ToyNetworkOptions alike = ToyNetworkOptions.of(5, 5, 5).withBuffers();
        assertThat(Simulation.of(of(0, AggregationWeights.DATA_SIZE), GivenDevices.none())
                        .withNetwork(alike)
                        .withCoordination(Coordination.capped())
                        .play()
                        .personalModels())
                .isEqualTo(Simulation.of(fedAvg, GivenDevices.none())
                        .withNetwork(alike)
                        .withCoordination(Coordination.capped())
                        .play()
                        .personalModels());
        assertThat(Simulation.of(of(0.5, AggregationWeights.DATA_SIZE), GivenDevices.none())
                        .withNetwork(alike)
                        .play()
                        .personalModels())
                .isEqualTo(Simulation.of(fedAvg, GivenDevices.none())
                        .withNetwork(alike)
                        .play()
                        .personalModels());
        assertThat(Simulation.of(of(0.5, AggregationWeights.DATA_SIZE), GivenDevices.none())
                        .withNetwork(alike)
                        .withCoordination(Coordination.capped())
                        .play()
                        .personalModels())
                .isNotEqualTo(Simulation.of(fedAvg, GivenDevices.none())
                        .withNetwork(alike)
                        .withCoordination(Coordination.capped())
                        .play()
                        .personalModels());
    }

    @Test
    void warnsOfStagesWithoutTeachers() {
        RecordingContext context = new RecordingContext();
        new InclusiveFl(new InclusiveFl.Options(new FedAvg.Options(LOSS, AggregationWeights.UNIFORM), 0.2), context)
                .initialize(federation(1, 1));
        assertThat(context.warnings()).singleElement().asString().contains("shape of stage [3]", "no effect there");
        RecordingContext without = new RecordingContext();
        new InclusiveFl(new InclusiveFl.Options(new FedAvg.Options(LOSS, AggregationWeights.UNIFORM), 0), without)
                .initialize(federation(1, 1));
        assertThat(without.warnings()).isEmpty();
    }
}
