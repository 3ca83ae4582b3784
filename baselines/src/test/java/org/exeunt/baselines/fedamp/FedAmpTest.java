package org.exeunt.baselines.fedamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.OneClient.train;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.GivenCohort;
import org.exeunt.baselines.fedamp.FedAmpOptions.Evaluate;
import org.exeunt.baselines.fedamp.FedAmpOptions.Pool;
import org.exeunt.baselines.fedamp.FedAmpOptions.Start;
import org.exeunt.baselines.fedamp.FedAmpOptions.Variant;
import org.exeunt.baselines.fedamp.FedAmpOptions.Vector;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedAmpTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);
    private static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy) {
        return Simulation.of(strategy, FEDERATION).withNetwork(NETWORK).withRounds(4);
    }

    private static Simulation<FedAmp.Server> simulation(java.util.function.Consumer<Settings> change) {
        return simulation(Settings.of(change).strategy());
    }

    @Test
    void attentionCombinesScalars() {
        GivenCohort cohort = GivenCohort.of(1, 5, 5, 5);
        FedAmp strategy = Settings.of(s -> s.variant = Variant.ATTENTION).strategy();
        AggregationResult<FedAmp.Server> aggregated =
                cohort.aggregate(strategy, new float[] {0}, new float[] {1}, new float[] {3});

        assertThat(cohort.row(aggregated, 0))
                .containsExactly(new double[] {.6319971490, .3678794412, .0001234098}, within(1e-10));
        float[] expected = {.3682496706f, .6687518366f, 2.9629984928f};
        for (int i = 0; i < 3; i++) {
            assertThat(aggregated.state().clouds().get(new ClientId(i)).values())
                    .as("u of client %d", i)
                    .containsExactly(expected[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Vector.class)
    void heuristicComparesByCosine(Vector vector) {
        // all models start at 0, so that parameters and changes are equal
        GivenCohort cohort = GivenCohort.of(2, 5, 5, 5);
        FedAmp strategy = Settings.of(s -> s.vector = vector).strategy();
        AggregationResult<FedAmp.Server> aggregated =
                cohort.aggregate(strategy, new float[] {1, 0}, new float[] {1, 1}, new float[] {-1, 0});

        assertThat(cohort.row(aggregated, 0)).containsExactly(new double[] {.5, .4999999807, 1.93e-8}, within(1e-10));
        assertThat(aggregated.metrics()).containsEntry("mean-self-weight", .5).containsEntry("clipped-rows", 0.0);
    }

    @Test
    void changesAreRelativeToTheStartModel() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5, 5);
        FedAmp strategy = Settings.of(s -> {}).strategy();
        FedAmp.Server before = new FedAmp.Server(
                new TreeMap<>(Map.of(new ClientId(0), cohort.vector(10, 0), new ClientId(1), cohort.vector(0, 10))),
                new TreeMap<>(),
                new TreeMap<>());
        SortedMap<ClientId, float[]> uploads = new TreeMap<>(Map.of(
                new ClientId(0), new float[] {11, 0},
                new ClientId(1), new float[] {1, 10},
                new ClientId(2), new float[] {0, 1}));
        double[] delta = cohort.row(cohort.aggregate(strategy, before, uploads), 0);
        double[] params = cohort.row(
                cohort.aggregate(Settings.of(s -> s.vector = Vector.PARAMS).strategy(), before, uploads), 0);

        // changes (1, 0), (1, 0), (0, 1): the second is parallel, the third at a right angle
        assertThat(delta[1] / delta[2]).isCloseTo(Math.exp(10), within(1e-6));
        assertThat(params[1] / params[2]).isCloseTo(Math.exp(10 / Math.sqrt(101)), within(1e-6));
    }

    /** Clients 1 and 2 start at (0, 10) and (10, 0), so that their models are not parallel to their changes. */
    @Test
    void cachedModelsAreTheMostRecent() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5, 5);
        FedAmp strategy = Settings.of(s -> s.pool = Pool.ALL_CACHED).strategy();
        FedAmp.Server first = cohort.aggregate(
                        strategy,
                        new FedAmp.Server(
                                new TreeMap<>(Map.of(
                                        new ClientId(1), cohort.vector(0, 10), new ClientId(2), cohort.vector(10, 0))),
                                new TreeMap<>(),
                                new TreeMap<>()),
                        new TreeMap<>(
                                Map.of(new ClientId(1), new float[] {1, 11}, new ClientId(2), new float[] {9, 0})))
                .state();
        AggregationResult<FedAmp.Server> second =
                cohort.aggregate(strategy, first, new TreeMap<>(Map.of(new ClientId(0), new float[] {1, 0})));

        double[] row = cohort.row(second, 0);
        assertThat(row).containsExactly(new double[] {.5, .4999999807, 1.93e-8}, within(1e-10));
        assertThat(second.state().clouds().get(new ClientId(0)).values())
                .containsExactly((float) (row[0] + row[1] + 9 * row[2]), (float) (11 * row[1]));
        assertThat(second.state().clouds().get(new ClientId(1)))
                .as("a client outside the cohort keeps its cloud model")
                .isEqualTo(first.clouds().get(new ClientId(1)));
    }

    @Test
    void singleClientKeepsItsModel() {
        GivenCohort cohort = GivenCohort.of(2, 5, 5);
        AggregationResult<FedAmp.Server> aggregated =
                cohort.aggregate(Settings.of(s -> {}).strategy(), new float[] {.3f, .7f});
        assertThat(aggregated.state().clouds().get(new ClientId(0))).isEqualTo(cohort.vector(.3f, .7f));
        assertThat(aggregated.metrics()).containsEntry("mean-self-weight", 1.0);
    }

    @Test
    void largeAttentionIsClippedWithAWarning() {
        GivenCohort cohort = GivenCohort.of(1, 5, 5, 5);
        RecordingContext context = new RecordingContext();
        FedAmp strategy = Settings.of(s -> {
                    s.variant = Variant.ATTENTION;
                    s.alpha = 5;
                })
                .strategy(context);
        AggregationResult<FedAmp.Server> aggregated =
                cohort.aggregate(strategy, new float[] {0}, new float[] {1}, new float[] {3});
        for (int i = 0; i < 2; i++) {
            double[] row = cohort.row(aggregated, i);
            assertThat(row[i]).as("client %d", i).isZero();
            assertThat(Arrays.stream(row).sum()).as("client %d", i).isCloseTo(1, EXACT);
        }
        assertThat(cohort.row(aggregated, 2)[2]).isPositive();
        assertThat(aggregated.metrics()).containsEntry("clipped-rows", 2.0);
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains("alpha = 5.0", "sigma = 1.0", "Lower strategy.alpha");
    }

    @Test
    void zeroSigmaEqualsFedAvg() {
        Strategy<?> fedAvg = new FedAvg.Plugin()
                .create(new FedAvg.Options(LOSS, AggregationWeights.UNIFORM), new RecordingContext());
        SimulationResult<?> expected = simulation(fedAvg).play();
        SimulationResult<FedAmp.Server> actual = simulation((Settings s) -> {
                    s.sigma = Optional.of(0.0);
                    s.selfWeight = .25;
                    s.lambda = 0;
                    s.evaluate = Evaluate.CLOUD;
                })
                .play();
        assertClose(actual.personalModels(), expected.personalModels());
    }

    @ParameterizedTest
    @EnumSource(Evaluate.class)
    void infiniteSigmaEqualsLocal(Evaluate evaluate) {
        Strategy<?> local = new Local.Plugin().create(new Local.Options(LOSS), new RecordingContext());
        for (Start start : Start.values()) {
            for (int cohort : new int[] {4, 2}) {
                SimulationResult<FedAmp.Server> actual = simulation((Settings s) -> {
                            s.variant = Variant.ATTENTION;
                            s.sigma = Optional.of(1e30);
                            s.lambda = 0;
                            s.start = start;
                            s.evaluate = evaluate;
                        })
                        .withCohortSize(cohort)
                        .play();
                assertClose(
                        actual.personalModels(),
                        simulation(local).withCohortSize(cohort).play().personalModels());
            }
        }
    }

    private static void assertClose(Map<ClientId, ParameterSet> actual, Map<ClientId, ParameterSet> expected) {
        expected.forEach((client, model) -> assertThat(actual.get(client).values())
                .as("personal model of client %s", client)
                .containsExactly(model.values(), CLOSE));
    }

    @Test
    void weightsSumToOneAndCombineUploads() {
        for (Variant variant : Variant.values()) {
            for (Pool pool : Pool.values()) {
                SimulationResult<FedAmp.Server> result = simulation((Settings s) -> {
                            s.variant = variant;
                            s.pool = pool;
                        })
                        .withCohortSize(3)
                        .play();
                for (SimulatedRound round : result.rounds()) {
                    round.relations().get("collaboration-weights").rows().forEach((client, row) -> {
                        double sum = row.values().stream().mapToDouble(w -> w).sum();
                        assertThat(sum)
                                .as("%s %s, round %s, client %s", variant, pool, round.round(), client)
                                .isCloseTo(1, EXACT);
                        assertThat(row.values()).allSatisfy(w -> assertThat(w).isNotNegative());
                    });
                }
                assertMixed(result);
            }
        }
    }

    private static void assertMixed(SimulationResult<FedAmp.Server> result) {
        Map<ClientId, ParameterSet> latest = new TreeMap<>();
        for (SimulatedRound round : result.rounds()) {
            round.uploads().forEach((client, upload) -> latest.put(client, upload.parameters(Payload.PARAMETERS)));
            FedAmp.Server after = result.states().get(round.round().number());
            round.relations().get("collaboration-weights").rows().forEach((client, row) -> assertThat(
                            after.clouds().get(client))
                    .isEqualTo(ParameterMath.weightedSum(
                            row.keySet().stream().map(latest::get).toList(),
                            row.values().stream().mapToDouble(w -> w).toArray())));
        }
    }

    @Test
    void proximalStrengthIsLambdaOverAlpha() {
        LocalTraining one = new LocalTraining(1, 100, .1, 0, 0);
        Simulation<FedAmp.Server> withoutTerm = simulation((Settings s) -> {
                    s.lambda = 0;
                    s.start = Start.LOCAL;
                })
                .withTraining(round -> one);
        Simulation<FedAmp.Server> withTerm = simulation((Settings s) -> {
                    s.lambda = 3;
                    s.alpha = 2;
                    s.start = Start.LOCAL;
                })
                .withTraining(round -> one);
        ClientId client = new ClientId(1);
        BlockSet trainable = withoutTerm.spec().layout().trainable();
        ParameterSet start = withoutTerm.spec().initial(client).select(trainable);
        float[] values = start.values();
        for (int i = 0; i < values.length; i++) {
            values[i] += i % 3;
        }
        ParameterSet cloud = ParameterSet.of(trainable, values);

        ParameterSet without = trained(withoutTerm, client, cloud);
        ParameterSet with = trained(withTerm, client, cloud);
        ParameterSet expected = ParameterMath.axpy(-.1 * 3 / 2, ParameterMath.subtract(start, cloud), without);
        assertThat(with.values()).containsExactly(expected.values(), CLOSE);
    }

    private static ParameterSet trained(Simulation<FedAmp.Server> simulation, ClientId client, ParameterSet cloud) {
        ExitSet exits = simulation.spec().network().allExits();
        return train(simulation, simulation.context(new Round(1), client, exits, Payload.of(cloud), Payload.empty()))
                .upload()
                .parameters(Payload.PARAMETERS);
    }

    @Test
    void inactiveHeadsAreTakenFromTheServer() {
        for (Start start : Start.values()) {
            Simulation<FedAmp.Server> simulation = simulation((Settings s) -> {
                        s.start = start;
                        s.pool = Pool.ALL_CACHED;
                    })
                    .withCoordination(Coordination.alternating());
            SimulationResult<FedAmp.Server> result = simulation.play();
            result.lastState().models().forEach((client, model) -> assertThat(model)
                    .as("start %s, client %s: model on the server and on the client", start, client)
                    .isEqualTo(result.lastRound()
                            .kept()
                            .get(client)
                            .parameters(Payload.PARAMETERS)
                            .select(model.blocks())));
        }
    }

    @Test
    void evaluatesTheConfiguredModel() {
        for (Evaluate evaluate : Evaluate.values()) {
            SimulationResult<FedAmp.Server> result =
                    simulation((Settings s) -> s.evaluate = evaluate).play();
            BlockSet trainable = result.personalModel(0).layout().trainable();
            result.personalModels().forEach((client, model) -> assertThat(model.select(trainable))
                    .isEqualTo(
                            evaluate == Evaluate.CLOUD
                                    ? result.lastState().clouds().get(client)
                                    : result.lastRound().uploads().get(client).parameters(Payload.PARAMETERS)));
        }
    }

    @Test
    void sigmaDefaultDependsOnTheVariant() {
        assertThat(Settings.of(s -> {}).options().effectiveSigma()).isEqualTo(10);
        assertThat(Settings.of(s -> s.variant = Variant.ATTENTION).options().effectiveSigma())
                .isEqualTo(1);
        assertThatThrownBy(() -> Settings.of(s -> {
                            s.variant = Variant.ATTENTION;
                            s.sigma = Optional.of(0.0);
                        })
                        .options())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be above 0");
    }
}
