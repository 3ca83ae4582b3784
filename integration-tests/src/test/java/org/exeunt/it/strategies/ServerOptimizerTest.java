package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.depthfl.DepthFl;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.config.ServerOptimizerConfig;
import org.exeunt.config.ServerOptimizerConfig.Kind;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.step.AveragedStatistics;
import org.exeunt.runtime.step.RoundStep;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code training.server-optimizer}: an optimiser on the server for every strategy that averages parameters. */
class ServerOptimizerTest {
    private static final List<String> OWN_AGGREGATION =
            List.of("fedamp", "fedrolex", "fjord", "heterofl", "local", "partial-sharing", "pfedgraph", "scalefl");

    static Stream<String> averaging() {
        return ToyRun.strategies().stream().filter(strategy -> !OWN_AGGREGATION.contains(strategy));
    }

    private static RunResult run(String strategy, String optimizer) {
        return ToyRun.inMemory(strategy, "training.server-optimizer=" + optimizer);
    }

    @ParameterizedTest
    @MethodSource("averaging")
    void fedavgmWithoutMomentumReplacesTheParameters(String strategy) {
        RunResult without = ToyRun.inMemory(strategy);
        RunResult with = run(strategy, "{\"type\": \"fedavgm\", \"beta1\": 0}");
        assertThat(with.rounds().equals(without.rounds())).isTrue();
        assertThat(with.finalEvaluation()).isEqualTo(without.finalEvaluation());
    }

    @ParameterizedTest
    @MethodSource("averaging")
    void optimisersChangeWhatClientsLearn(String strategy) {
        RunResult without = ToyRun.inMemory(strategy);
        for (String kind : List.of("fedavgm", "fedadam", "fedyogi")) {
            RunResult with = run(strategy, "{\"type\": \"%s\"}".formatted(kind));
            assertThat(with.rounds()).as(kind).hasSize(6).isNotEqualTo(without.rounds());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fedamp", "fedrolex", "fjord", "heterofl", "local", "partial-sharing", "pfedgraph", "scalefl"})
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
                .hasMessageContaining("training.server-optimizer.learning-rate");
    }

    @Test
    void averagedStatisticsAreNotOptimised() {
        ServerOptimizerConfig config =
                new ServerOptimizerConfig(Kind.FEDADAM, Optional.of(0.5), 0.9, Optional.empty(), Optional.empty());
        SimulationResult<? extends SteppedStrategy.Server<?>> averaged = simulation(
                        stepped(fedAvg(), Optional.empty(), new AveragedStatistics()))
                .withRounds(1)
                .play();
        SimulationResult<? extends SteppedStrategy.Server<?>> optimised = simulation(
                        stepped(fedAvg(), Optional.of(config), new AveragedStatistics()))
                .withRounds(1)
                .play();
        assertThat(optimised.lastState().steps().statistics())
                .isEqualTo(averaged.lastState().steps().statistics());
        assertThat(optimised.lastState().own())
                .isNotEqualTo(averaged.lastState().own());
    }

    @Test
    void blocksThatNobodyTrainedTakeNoStep() {
        ServerOptimizerConfig config =
                new ServerOptimizerConfig(Kind.FEDAVGM, Optional.empty(), 0.9, Optional.empty(), Optional.empty());
        Simulation<SteppedStrategy.Server<FedAvg.Server>> simulation =
                simulation(stepped(fedAvg(), Optional.of(config))).withCoordination(Coordination.finalExitOnly());
        ParameterSet initial = simulation.spec().initial();
        BlockSet idle = initial.layout().heads(ExitSet.upTo(2));
        SteppedStrategy.Server<FedAvg.Server> last =
                simulation.withRounds(3).play().lastState();
        assertThat(last.own().shared().select(idle)).isEqualTo(initial.select(idle));
        assertThat(last.steps().firstMoment().blocks())
                .isEqualTo(last.own().shared().blocks().minus(idle));
    }

    /** FedDyn's correction adds up changes, and must not add up the steps that an optimiser makes of them. */
    @Test
    void feddynStaysBoundedWithMomentum() {
        ServerOptimizerConfig config =
                new ServerOptimizerConfig(Kind.FEDAVGM, Optional.empty(), 0.9, Optional.empty(), Optional.empty());
        Strategy<DepthFl.Server> depthFl = depthFl();
        double plain = ParameterMath.norm(
                simulation(depthFl).withRounds(60).play().lastState().shared());
        double optimised = ParameterMath.norm(simulation(stepped(depthFl, Optional.of(config)))
                .withRounds(60)
                .play()
                .lastState()
                .own()
                .shared());
        assertThat(optimised).isLessThan(2 * plain);
    }

    @SuppressWarnings("unchecked") // as for FedAvg
    private static Strategy<DepthFl.Server> depthFl() {
        DepthFlOptions options = new DepthFlOptions(
                EarlyExitLoss.of(ExitWeights.SUM), AggregationWeights.UNIFORM, 0.1, true, true, true, 300);
        return (Strategy<DepthFl.Server>)
                PluginChoice.of(new DepthFl.Provider(), options).create(new RecordingContext());
    }

    private static <S extends Record> SteppedStrategy<S> stepped(
            Strategy<S> strategy, Optional<ServerOptimizerConfig> optimizer, RoundStep... steps) {
        return new SteppedStrategy<>(strategy, List.of(steps), optimizer, Aggregator.WEIGHTED_MEAN);
    }

    private static <S extends Record> Simulation<S> simulation(Strategy<S> strategy) {
        return Simulation.of(strategy, SyntheticFederation.draw(3, 9, 3, 12))
                .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers());
    }

    @SuppressWarnings("unchecked") // the plugin declares only that it creates a Strategy<?>
    private static Strategy<FedAvg.Server> fedAvg() {
        FedAvg.Options options = new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE);
        return (Strategy<FedAvg.Server>)
                PluginChoice.of(new FedAvg.Provider(), options).create(new RecordingContext());
    }
}
