package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.baselines.BaselinePlugins;
import org.exeunt.baselines.depthfl.DepthFl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedrod.FedRod;
import org.exeunt.config.run.ServerOptimizerConfig;
import org.exeunt.config.run.ServerOptimizerConfig.Kind;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.step.AveragedStatistics;
import org.exeunt.runtime.step.RoundStep;
import org.exeunt.runtime.step.ServerOptimizer;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the server does around any strategy: it averages running statistics
 * ({@code training.running-statistics=average}), and steps along the change of averages
 * ({@code training.server-optimizer}).
 */
class ServerStepsTest {
    /** The toy network has a running mean for the input of each stage: 8 values, then 6 and 5 features. */
    private static final long STATISTICS = 8 + 6 + 5;

    private static final int[] EXAMPLES = {9, 3, 12};
    private static final FedAvg.Options AVERAGING =
            new FedAvg.Options(new EarlyExitLoss(ExitWeights.MEAN), AggregationWeights.DATA_SIZE);
    private static final ServerOptimizerConfig FEDAVGM =
            new ServerOptimizerConfig(Kind.FEDAVGM, Optional.empty(), 0.9, Optional.empty(), Optional.empty());

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void statisticsAreCountedInBothDirections(String strategy) {
        long extra = strategy.equals("local") ? 0 : 4 * STATISTICS;
        RunResult local = ToyRun.inMemory(strategy);
        RunResult averaged = ToyRun.inMemory(strategy, "training.running-statistics=average");
        assertThat(averaged.summary().warnings())
                .filteredOn(warning -> !warning.contains(" equals 'fedavg'")) // no devices, statistics without scales
                .isEmpty();
        for (int i = 0; i < 6; i++) {
            RoundRecord with = averaged.rounds().get(i);
            RoundRecord without = local.rounds().get(i);
            int cohort = i == 5 && ToyRun.endsWithAllClients(strategy) ? 8 : 4;
            assertThat(with.downlink()).hasSize(cohort).allSatisfy((client, bytes) -> assertThat(bytes.count())
                    .isEqualTo(without.downlink().get(client).count() + extra));
            long up = i == 5 && ToyRun.endsWithoutTraining(strategy) ? 0 : extra;
            assertThat(with.uplink()).hasSize(cohort).allSatisfy((client, bytes) -> assertThat(bytes.count())
                    .isEqualTo(without.uplink().get(client).count() + up));
        }
    }

    @Test
    void serverAveragesWeightedByExamples() {
        assertMean(fedAvg(), Coordination.allExits());
        assertMean(create("fedper", AVERAGING), Coordination.allExits());
    }

    @Test
    void stageIsAveragedOverClientsThatTrainIt() {
        assertMean(fedAvg(), Coordination.capped());
    }

    /** What is evaluated has the client's own backbone, whose statistics are not those of the average. */
    @Test
    void ownBackboneOfFedRodKeepsItsStatistics() {
        Strategy<FedAvg.Server> correction = create(
                "fedrod", new FedRod.Options(Preset.PAPER, AVERAGING, 1, 0, false, 0, 0, FedRod.Evaluate.CORRECTION));
        SimulationResult<?> alone =
                simulation(correction, Coordination.allExits()).play();
        SimulationResult<?> averaged = simulation(new AveragedStatistics<>(correction), Coordination.allExits())
                .play();
        assertThat(averaged.personalModels()).isEqualTo(alone.personalModels());
    }

    private static <S extends Record> void assertMean(Strategy<S> strategy, CoordinationPolicy coordination) {
        SimulationResult<S> alone = simulation(strategy, coordination).play();
        SimulationResult<?> averaged =
                simulation(new AveragedStatistics<>(strategy), coordination).play();
        BlockSet statistics = alone.personalModel(0).layout().buffers();
        List<ParameterSet> sent = IntStream.range(0, EXAMPLES.length)
                .mapToObj(client -> {
                    int depth =
                            alone.lastRound().exits().get(new ClientId(client)).deepest();
                    BlockSet held = statistics.layout().select(block -> block.depth() <= depth);
                    return alone.personalModel(client).select(statistics.intersect(held));
                })
                .toList();
        ParameterSet mean = new ClientResults(
                        simulation(strategy, coordination).spec(),
                        alone.lastRound().outcomes())
                .aggregate(ParameterSet.zeros(statistics), sent, AggregationWeights.DATA_SIZE);
        for (int client = 0; client < EXAMPLES.length; client++) {
            assertThat(averaged.personalModel(client).select(statistics)).isEqualTo(mean);
            assertThat(alone.personalModel(client).select(statistics)).isNotEqualTo(mean);
        }
    }

    @Test
    void clientWithoutStatisticsIsIgnored() {
        ClientId silent = new ClientId(2);
        Strategy<FedAvg.Server> strategy = new ForwardingStrategy<>(fedAvg()) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                ClientUpdate update = super.train(client, network);
                return client.id().equals(silent)
                        ? new ClientUpdate(update.upload(), Payload.empty(), update.report())
                        : update;
            }
        };
        SortedMap<ClientId, Payload> kept =
                simulation(strategy, Coordination.allExits()).play().lastRound().kept();
        ParameterSet mean = ParameterMath.weightedSum(
                Stream.of(0, 1)
                        .map(client ->
                                kept.get(new ClientId(client)).parameters().orElseThrow())
                        .toList(),
                new double[] {9 / 12.0, 3 / 12.0});
        assertThat(simulation(new AveragedStatistics<>(strategy), Coordination.allExits())
                        .play()
                        .lastState()
                        .memory()
                        .statistics())
                .isEqualTo(mean);
    }

    @Test
    void clientsReceiveTheAveragedStatistics() {
        SortedMap<ClientId, Payload> downloads = simulation(new AveragedStatistics<>(fedAvg()), Coordination.allExits())
                .withRounds(2)
                .play()
                .lastRound()
                .downloads();
        assertThat(downloads).hasSize(EXAMPLES.length).allSatisfy((client, payload) -> assertThat(
                        payload.parameters("running-statistics").values())
                .doesNotContain(0));
    }

    @Test
    void personalModelOfDittoKeepsItsStatistics() {
        Strategy<FedAvg.Server> ditto = create("ditto", new Ditto.Options(Preset.PAPER, AVERAGING, 0.1, true, 1));
        SimulationResult<?> alone = simulation(ditto, Coordination.allExits()).play();
        SimulationResult<?> averaged = simulation(new AveragedStatistics<>(ditto), Coordination.allExits())
                .play();
        assertThat(averaged.personalModels()).isEqualTo(alone.personalModels());
    }

    /**
     * Warnings about a topic: one with the given texts, or none. In tier 'low' half of the channels fit the memory; its
     * clients are sent no whole blocks.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    statistics | fedavg   | coordination=capacity & tiers  | (coordination 'capacity') & 'average'
                    statistics | fedavg   | coordination=capacity & tiers & average |
                    statistics | fedavg   | coordination=capacity & tiers & network.buffers=false |
                    statistics | fedavg   | coordination=budget & tiers    | (coordination 'budget') & 'average'
                    statistics | fedavg   | sampling=tiers & tiers   | never train (5, sampling 'tiers') & 'average'
                    statistics | fedavg   | evaluation.new-clients=2        | (evaluation.new-clients) & 'average'
                    statistics | fedavg   | coordination=all-exits & tiers          |
                    statistics | local    | evaluation.new-clients=2                |
                    statistics | heterofl | low & high & strategy.widths=[1, 0.5]   | clients that never train
                    statistics | fedavg   | low & high                    | clients that never train & 'average'
                    not reach  | ditto    | low & average & coordination=capacity   | strategy 'ditto' & exit 3 on
                    not reach  | apfl     | low & average & coordination=capacity   |
                    not reach  | fedavg   | low & average & coordination=capacity   |
                    not reach  | ditto    | low & average & coordination=all-exits  |
                    not reach  | heterofl | low & average & high                    | strategy 'heterofl' & exit 3 on
                    heads      | fedper   | coordination=capacity                   | exit 3 on
                    heads      | ditto    | coordination=capacity                   | exit 3 on
                    heads      | local    | coordination=capacity                   | exit 3 on
                    heads      | fedavg   | coordination=capacity                   |
                    heads      | fedbabu  | coordination=capacity                   |
                    heads      | fedper   | coordination=all-exits                  |
                    heads      | fedper   | coordination=capacity & evaluation.head-epochs=1 |
                    never take | fedavg   | low & high & faults.attack={"type":"label-flip","fraction":0.5} | (sampling 'tiers')
                    """)
    void initialPartsOfModelsAreWarnedOf(
            String topic, String strategy, String settings, String texts, @TempDir Path runs) {
        Map<String, String> shorter = Map.of(
                "average", "training.running-statistics=average",
                "tiers", "devices=tiers",
                "high", "sampling={\"type\": \"tiers\", \"tiers\": [\"high\"]}",
                "low",
                        "devices={\"type\": \"tiers\", \"tiers\": [{\"name\": \"high\"},"
                                + " {\"name\": \"low\", \"memory\": 150000}]}");
        List<String> all = Stream.concat(
                        Stream.of(settings.contains("low") ? ToyRun.SHAPES : "name=toy", "evaluation.interval=6"),
                        Stream.of(settings.split(" & ")).map(each -> shorter.getOrDefault(each, each)))
                .toList();
        Map<String, String> topics = Map.of(
                "statistics", "running-statistics", "not reach", "does not reach all models", "heads", "initial heads");
        assertThat(ToyRun.onDisk(runs, strategy, all.toArray(String[]::new))
                        .summary()
                        .warnings())
                .filteredOn(warning -> warning.contains(topics.getOrDefault(topic, topic)))
                .hasSize(texts == null ? 0 : 1)
                .allSatisfy(warning -> assertThat(warning).contains(texts.split(" & ")))
                .noneMatch(warning -> topic.equals("heads") && warning.contains("exit 1 on ")
                        || topic.equals("statistics") && warning.contains("'average'") != texts.contains("'average'"));
    }

    @Test
    void delegatesPropertiesToTheStrategy() {
        Similarities similarities = Similarities.none().with(List.of(new ClientId(1)), new double[][] {{1}});
        Strategy<FedAvg.Server> strategy = new ForwardingStrategy<>(fedAvg()) {
            @Override
            public Optional<Similarities> similarities(FedAvg.Server state) {
                return Optional.of(similarities);
            }

            @Override
            public Set<StrategyCapability> capabilities() {
                return Set.of(StrategyCapability.SERVER_OPTIMIZER);
            }
        };
        AveragedStatistics<FedAvg.Server> averaged = new AveragedStatistics<>(strategy);
        assertThat(averaged.similarities(averaged.initialize(
                        simulation(strategy, Coordination.allExits()).spec())))
                .contains(similarities);
        assertThat(averaged.capabilities()).containsExactly(StrategyCapability.SERVER_OPTIMIZER);
    }

    private static <S extends Record> ServerOptimizer<S> withMomentum(Strategy<S> strategy) {
        return new ServerOptimizer<>(strategy, FEDAVGM, Aggregator.WEIGHTED_MEAN);
    }

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy, CoordinationPolicy coordination) {
        return Simulation.of(strategy, SyntheticFederation.draw(3, EXAMPLES))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withCoordination(coordination)
                .withRounds(1);
    }

    private static Strategy<FedAvg.Server> fedAvg() {
        return create("fedavg", AVERAGING);
    }

    @SuppressWarnings("unchecked") // plugins declare only that they create a Strategy<?>
    private static <S extends Record> Strategy<S> create(String id, Record options) {
        Plugins list = id.equals("fedavg") ? new StrategyPlugins() : new BaselinePlugins();
        return (Strategy<S>)
                list.<Strategy<?>>choose(Strategy.class, id, options).create(new RecordingContext());
    }

    private static RunResult run(String strategy, String optimizer) {
        return ToyRun.inMemory(strategy, "training.server-optimizer=" + optimizer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedamp", "fedrolex", "fjord", "heterofl", "local", "pfedgraph", "scalefl"})
    void strategiesWithOwnAggregationAreRefused(String strategy) {
        assertThatThrownBy(() -> run(strategy, "{\"type\": \"fedadam\"}"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("training.server-optimizer", "'" + strategy + "'", "remove");
    }

    @Test
    void worksTogetherWithARobustAggregator() {
        RunResult median =
                ToyRun.inMemory("fedavg", "training.aggregator=coordinate-median", "faults.attack.type=sign-flip");
        RunResult both = ToyRun.inMemory(
                "fedavg",
                "training.aggregator=coordinate-median",
                "faults.attack.type=sign-flip",
                "training.server-optimizer.type=fedavgm");
        assertThat(both.rounds()).hasSize(6).isNotEqualTo(median.rounds());
    }

    @Test
    void explodingStepNamesTheLearningRateOfTheServer() {
        assertThatThrownBy(() -> run("fedavg", "{\"type\": \"fedavgm\", \"learning-rate\": 1e30}"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("or that of the server optimizer");
    }

    @Test
    void averagedStatisticsAreNotOptimised() {
        ServerOptimizerConfig adam =
                new ServerOptimizerConfig(Kind.FEDADAM, Optional.of(0.5), 0.9, Optional.empty(), Optional.empty());
        SimulationResult<RoundStep.Server<FedAvg.Server, AveragedStatistics.Memory>> averaged = simulation(
                        new AveragedStatistics<>(fedAvg()), Coordination.allExits())
                .play();
        var optimised = simulation(
                        new AveragedStatistics<>(new ServerOptimizer<>(fedAvg(), adam, Aggregator.WEIGHTED_MEAN)),
                        Coordination.allExits())
                .play();
        assertThat(optimised.lastState().memory())
                .isEqualTo(averaged.lastState().memory());
        assertThat(optimised.lastState().own().own())
                .isNotEqualTo(averaged.lastState().own());
    }

    @Test
    void blocksThatNobodyTrainedTakeNoStep() {
        Simulation<RoundStep.Server<FedAvg.Server, ServerOptimizer.Moments>> simulation =
                simulation(withMomentum(fedAvg()), Coordination.finalExitOnly());
        ParameterSet initial = simulation.spec().initial();
        BlockSet idle = initial.layout().heads(ExitSet.upTo(2));
        RoundStep.Server<FedAvg.Server, ServerOptimizer.Moments> last =
                simulation.withRounds(3).play().lastState();
        assertThat(last.own().shared().select(idle)).isEqualTo(initial.select(idle));
        assertThat(last.memory().first().parameters().orElseThrow().blocks())
                .isEqualTo(last.own().shared().blocks().minus(idle));
    }

    @Test
    void groupsOfClientsHaveTheirOwnMoments() {
        Strategy<FedAvg.Server> byHalves = new ForwardingStrategy<>(fedAvg()) {
            @Override
            public AggregationResult<FedAvg.Server> aggregate(
                    FedAvg.Server state, RoundContext round, ClientResults results) {
                String group = round.round().number() == 1 ? "first" : "later";
                return super.aggregate(state, round, results.group(group, (client, update) -> true));
            }
        };
        ServerOptimizer.Moments moments = simulation(withMomentum(byHalves), Coordination.allExits())
                .withRounds(2)
                .play()
                .lastState()
                .memory();
        assertThat(moments.first().parameterSets()).containsOnlyKeys("first", "later");
        RoundStep.Server<FedAvg.Server, ServerOptimizer.Moments> plain = simulation(
                        withMomentum(fedAvg()), Coordination.allExits())
                .play()
                .lastState();
        assertThat(moments.first().parameters("first"))
                .isEqualTo(plain.memory().first().parameters().orElseThrow());
    }

    /** FedDyn's correction adds up changes, and must not add up the steps that an optimiser makes of them. */
    @Test
    void feddynStaysBoundedWithMomentum() {
        Strategy<DepthFl.Server> depthFl = create(
                "depthfl",
                new DepthFlOptions(
                        Preset.PAPER,
                        new EarlyExitLoss(ExitWeights.SUM),
                        AggregationWeights.UNIFORM,
                        0.1,
                        true,
                        true,
                        true,
                        300));
        double plain = ParameterMath.norm(simulation(depthFl, Coordination.allExits())
                .withRounds(60)
                .play()
                .lastState()
                .shared());
        double optimised = ParameterMath.norm(simulation(withMomentum(depthFl), Coordination.allExits())
                .withRounds(60)
                .play()
                .lastState()
                .own()
                .shared());
        assertThat(optimised).isLessThan(2 * plain);
    }
}
