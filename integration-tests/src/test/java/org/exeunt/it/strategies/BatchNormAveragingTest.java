package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedper.FedPer;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.step.AveragedStatistics;
import org.exeunt.runtime.step.SteppedStrategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
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

/** {@code training.running-statistics=average}: the server averages running statistics for any strategy. */
class BatchNormAveragingTest {
    /** The toy network has a running mean for the input of each stage: 3 x 32 x 32 values, then 6 and 5 features. */
    private static final long STATISTICS = 3 * 32 * 32 + 6 + 5;

    private static final int[] EXAMPLES = {9, 3, 12};
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);

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
            assertThat(with.downlink()).hasSize(4).allSatisfy((client, bytes) -> assertThat(bytes.count())
                    .isEqualTo(without.downlink().get(client).count() + extra));
            assertThat(with.uplink()).hasSize(4).allSatisfy((client, bytes) -> assertThat(bytes.count())
                    .isEqualTo(without.uplink().get(client).count() + extra));
        }
    }

    @Test
    void serverAveragesWeightedByExamples() {
        assertMean(fedAvg(), Coordination.allExits());
        assertMean(fedPer(), Coordination.allExits());
    }

    @Test
    void stageIsAveragedOverClientsThatTrainIt() {
        assertMean(fedAvg(), Coordination.capped());
    }

    private static <S extends Record> void assertMean(Strategy<S> strategy, CoordinationPolicy coordination) {
        SimulationResult<S> alone = simulation(strategy, coordination).play();
        SimulationResult<?> averaged =
                simulation(averaging(strategy), coordination).play();
        BlockSet statistics = alone.personalModel(0).layout().buffers();
        List<ParameterSet> sent = IntStream.range(0, EXAMPLES.length)
                .mapToObj(client -> alone.personalModel(client)
                        .select(statistics.intersect(buffersUpTo(
                                statistics,
                                alone.lastRound()
                                        .exits()
                                        .get(new ClientId(client))
                                        .deepest()))))
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

    private static BlockSet buffersUpTo(BlockSet statistics, int depth) {
        return statistics.layout().select(block -> block.depth() <= depth);
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
        assertThat(simulation(averaging(strategy), Coordination.allExits())
                        .play()
                        .lastState()
                        .steps()
                        .statistics())
                .isEqualTo(mean);
    }

    @Test
    void clientsReceiveTheAveragedStatistics() {
        SortedMap<ClientId, Payload> downloads = simulation(averaging(fedAvg()), Coordination.allExits())
                .withRounds(2)
                .play()
                .lastRound()
                .downloads();
        assertThat(downloads).hasSize(EXAMPLES.length).allSatisfy((client, payload) -> assertThat(
                        payload.parameters("running-statistics").values())
                .isNotEqualTo(new float[(int) STATISTICS]));
    }

    @Test
    void personalModelOfDittoKeepsItsStatistics() {
        Strategy<FedAvg.Server> ditto = ditto();
        SimulationResult<?> alone = simulation(ditto, Coordination.allExits()).play();
        SimulationResult<?> averaged =
                simulation(averaging(ditto), Coordination.allExits()).play();
        assertThat(averaged.personalModels()).isEqualTo(alone.personalModels());
    }

    @ParameterizedTest
    @CsvSource({
        "coordination=capacity, a part of the stages (coordination 'capacity')",
        "coordination=budget, a part of the stages (coordination 'budget')",
        "sampling=tiers, 'clients that never train (5, sampling ''tiers'')'",
        "evaluation.new-clients=2, new clients (evaluation.new-clients)"
    })
    void warnsOfInitialStatistics(String setting, String clients) {
        assertThat(statisticsWarnings("fedavg", setting))
                .singleElement()
                .asString()
                .contains("initial running statistics", clients, "'average'");
        assertThat(statisticsWarnings("fedavg", setting, "training.running-statistics=average"))
                .isEmpty();
        assertThat(statisticsWarnings("fedavg", setting, "network.buffers=false"))
                .isEmpty();
    }

    @Test
    void allClientsAndExitsNeedNoWarning() {
        assertThat(statisticsWarnings("fedavg", "coordination=all-exits")).isEmpty();
    }

    /** New clients of local training have no trained model at all. */
    @Test
    void localTrainingNeedsNoWarning() {
        assertThat(statisticsWarnings("local", "evaluation.new-clients=2")).isEmpty();
    }

    /** Half of the channels fit the memory of tier 'low', whose clients are sent no whole blocks and never train. */
    @Test
    void averageIsNotAdvisedWithoutEffect() {
        String devices = "devices.tiers=[{\"name\": \"high\"}, {\"name\": \"low\", \"memory\": 150000}]";
        String high = "sampling={\"type\": \"tiers\", \"tiers\": [\"high\"]}";
        for (String method : List.of("heterofl", "fedavg")) {
            String widths = method.equals("fedavg") ? "seed=11" : "strategy.widths=[1, 0.5]";
            assertThat(statisticsWarnings(method, widths, devices, high))
                    .singleElement()
                    .asString()
                    .contains("initial running statistics", "clients that never train")
                    .matches(warning -> warning.contains("'average'") == method.equals("fedavg"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ditto, coordination=capacity, true",
        "apfl, coordination=capacity, false",
        "fedavg, coordination=capacity, false",
        "ditto, coordination=all-exits, false",
        "heterofl, 'sampling={\"type\": \"tiers\", \"tiers\": [\"high\"]}', true"
    })
    void warnsOfModelsThatAverageDoesNotReach(String strategy, String setting, boolean warns, @TempDir Path runs) {
        String devices = "devices={\"type\": \"tiers\", \"tiers\": [{\"name\": \"high\"},"
                + " {\"name\": \"low\", \"memory\": 150000}]}";
        List<String> warnings = ToyRun.onDisk(runs, strategy, devices, setting, "training.running-statistics=average")
                .summary()
                .warnings();
        assertThat(warnings)
                .filteredOn(warning -> warning.contains("does not reach all models of strategy '" + strategy + "'"))
                .hasSize(warns ? 1 : 0)
                .allMatch(warning -> warning.contains("exit 3 on "));
    }

    @ParameterizedTest
    @CsvSource({
        "fedper, coordination=capacity, 1",
        "ditto, coordination=capacity, 1",
        "local, coordination=capacity, 1",
        "fedavg, coordination=capacity, 0",
        "fedbabu, coordination=capacity, 0",
        "fedper, coordination=all-exits, 0"
    })
    void warnsOfInitialHeads(String strategy, String coordination, int warnings, @TempDir Path runs) {
        assertThat(headWarnings(runs, strategy, coordination))
                .hasSize(warnings)
                .allMatch(warning -> warning.contains("exit 3 on ") && !warning.contains("exit 1 on "));
        assertThat(headWarnings(runs, strategy, coordination, "evaluation.head-epochs=1"))
                .isEmpty();
    }

    private static List<String> headWarnings(Path runs, String strategy, String... settings) {
        return ToyRun.onDisk(runs, strategy, settings).summary().warnings().stream()
                .filter(warning -> warning.contains("initial heads"))
                .toList();
    }

    private static List<String> statisticsWarnings(String strategy, String... settings) {
        String[] all =
                Stream.concat(Stream.of("devices=tiers"), Stream.of(settings)).toArray(String[]::new);
        return ToyRun.inMemory(strategy, all).summary().warnings().stream()
                .filter(warning -> warning.contains("running-statistics"))
                .toList();
    }

    @Test
    void delegatesPropertiesToTheStrategy() {
        Similarities similarities = Similarities.none().withTeachers(new TreeMap<>(Map.of(new ClientId(1), 0.5)));
        Strategy<FedAvg.Server> strategy = new ForwardingStrategy<>(fedAvg()) {
            @Override
            public Optional<Similarities> similarities(FedAvg.Server state) {
                return Optional.of(similarities);
            }

            @Override
            public String defaultCoordination() {
                return "its-own";
            }

            @Override
            public Set<StrategyCapability> capabilities() {
                return Set.of(StrategyCapability.AGGREGATORS);
            }
        };
        SteppedStrategy<FedAvg.Server> averaged = averaging(strategy);
        assertThat(averaged.similarities(averaged.initialize(
                        simulation(strategy, Coordination.allExits()).spec())))
                .contains(similarities);
        assertThat(averaged.defaultCoordination()).isEqualTo("its-own");
        assertThat(averaged.capabilities()).containsExactly(StrategyCapability.AGGREGATORS);
    }

    private static <S extends Record> SteppedStrategy<S> averaging(Strategy<S> strategy) {
        return new SteppedStrategy<>(
                strategy, List.of(new AveragedStatistics()), Optional.empty(), Aggregator.WEIGHTED_MEAN);
    }

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy, CoordinationPolicy coordination) {
        return Simulation.of(strategy, SyntheticFederation.draw(3, EXAMPLES))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
                .withCoordination(coordination)
                .withRounds(1);
    }

    @SuppressWarnings("unchecked") // the plugin declares only that it creates a Strategy<?>
    private static Strategy<FedAvg.Server> fedAvg() {
        return (Strategy<FedAvg.Server>)
                PluginChoice.of(new FedAvg.Provider(), new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE))
                        .create(new RecordingContext());
    }

    @SuppressWarnings("unchecked") // the plugin declares only that it creates a Strategy<?>
    private static Strategy<FedPer.Server> fedPer() {
        return (Strategy<FedPer.Server>)
                PluginChoice.of(new FedPer.Provider(), new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE))
                        .create(new RecordingContext());
    }

    @SuppressWarnings("unchecked") // the plugin declares only that it creates a Strategy<?>
    private static Strategy<FedAvg.Server> ditto() {
        return (Strategy<FedAvg.Server>) PluginChoice.of(
                        new Ditto.Provider(),
                        new Ditto.Options(new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE), 0.1, 1))
                .create(new RecordingContext());
    }
}
