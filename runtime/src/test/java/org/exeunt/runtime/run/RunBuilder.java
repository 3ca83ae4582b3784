package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.config.run.EvaluationConfig;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.config.run.FeatureShiftConfig;
import org.exeunt.config.run.ModalitiesConfig;
import org.exeunt.config.run.OptimizerConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.ServerOptimizerConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.runtime.client.RuntimePlugins;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.FixedPlugin;
import org.exeunt.testsupport.PluginClassLoader;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.Threshold;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * Configures a small run; the defaults are six clients, three exits, half of the clients per round, and three rounds.
 */
public final class RunBuilder {
    /** Samples clients in turn. */
    public static final ClientSampler IN_TURN = request -> {
        List<ClientId> cohort = new ArrayList<>();
        for (int i = 0; i < request.size(); i++) {
            int position = (request.round().number() - 1) * request.size() + i;
            cohort.add(
                    request.clients().get(position % request.clients().size()).id());
        }
        return cohort.stream().sorted().toList();
    };

    /** Trains all exits. */
    public static final CoordinationPolicy ALL_EXITS = new CoordinationPolicy() {
        @Override
        public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
            return allClients(request, ExitSet.upTo(request.exits()));
        }

        @Override
        public Set<CoordinationRequirement> requirements() {
            return Set.of();
        }
    };

    /** Three stages of four units with running means. */
    public static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(4, 4, 4).withBuffers();

    public ToyNetworkOptions network = NETWORK;
    public long seed = 5;
    public int clients = 6;
    public int rounds = 3;
    public int every = 1;
    public TrainingConfig.RunningStatistics runningStatistics = TrainingConfig.RunningStatistics.LOCAL;
    public int minimumUpdates = 1;
    public TrainingConfig.TooFewUpdates tooFewUpdates = TrainingConfig.TooFewUpdates.FAIL;
    public Aggregator aggregator = Aggregator.WEIGHTED_MEAN;
    public Optional<ServerOptimizerConfig> serverOptimizer = Optional.empty();
    public Optional<ModalitiesConfig> modalities = Optional.empty();
    public Optional<List<FeatureShiftConfig>> featureShift = Optional.empty();
    public Optional<PluginChoice<DeviceModel>> devices = Optional.empty();
    public FaultsConfig faults = new FaultsConfig(0, 0, 0, Optional.empty(), Optional.empty());
    public double participation = 0.5;
    public boolean resetEachRound = true;
    public boolean saveModels = true;
    public Optional<Double> baselineAccuracy = Optional.empty();
    public double accuracySlack = 0;
    public Optional<Integer> evaluatedClients = Optional.empty();
    public int newClients = 0;
    public int diagnostics = 0;
    public int headEpochs = 0;
    public double learningRate = 0.3;
    public TrainingConfig.PersonalHeadInit personalHeads = TrainingConfig.PersonalHeadInit.COMMON;
    public String workers = "1";
    public DatasetSource dataset = Blobs.source(300);
    public Partitioner partitioner;
    public Strategy<?> strategy = SharedBlocks.everything();
    public ClientSampler sampler = IN_TURN;
    public CoordinationPolicy coordination = ALL_EXITS;
    public List<PluginChoice<ExitPolicy>> exitPolicies =
            List.of(FixedPlugin.of(ExitPolicy.class, "threshold", Threshold.policy(0.4, 0.6, 0.9)));
    public Engine<ToyNetworkOptions> engine = new ToyEngine();
    public PluginChoice<ClientExecutor> executor;
    /** Receives the contexts of strategy and aggregator. */
    public Consumer<PluginContext> contexts = context -> {};

    public ClientStateStorage clientStates = ClientStateStorage.AUTO;
    public List<RunTracker> trackers = List.of();

    /** Returns all clients of a cohort with the same exits. */
    public static Map<ClientId, ExitSet> allClients(CoordinationRequest request, ExitSet exits) {
        Map<ClientId, ExitSet> all = new TreeMap<>();
        request.cohort().forEach(client -> all.put(client, exits));
        return all;
    }

    /** Gives the clients devices. */
    public void simulate(DeviceModel model) {
        devices = Optional.of(FixedPlugin.of(DeviceModel.class, "double", model));
    }

    public RunConfig config() {
        Partitioner dealing = partitioner == null ? Blobs.growing(clients) : partitioner;
        return new RunConfig(
                "small",
                seed,
                FixedPlugin.of(DatasetSource.class, "blobs", dataset),
                FixedPlugin.of(Partitioner.class, "growing", dealing),
                modalities,
                featureShift,
                network,
                FixedPlugin.of(Strategy.class, "double", strategy, contexts),
                Optional.of(FixedPlugin.of(CoordinationPolicy.class, "double", coordination)),
                FixedPlugin.of(ClientSampler.class, "double", sampler),
                new TrainingConfig(
                        rounds,
                        participation,
                        2,
                        4,
                        new OptimizerConfig(
                                Optimizer.SGD,
                                learningRate,
                                0.5,
                                1e-3,
                                OptimizerConfig.Schedule.EXPONENTIAL,
                                0.9,
                                resetEachRound),
                        Optional.empty(),
                        personalHeads,
                        runningStatistics,
                        FixedPlugin.of(Aggregator.class, "double", aggregator, contexts),
                        serverOptimizer,
                        minimumUpdates,
                        tooFewUpdates,
                        Optional.empty(),
                        Optional.empty()),
                new EvaluationConfig(
                        every,
                        exitPolicies,
                        baselineAccuracy,
                        accuracySlack,
                        evaluatedClients,
                        newClients,
                        diagnostics,
                        headEpochs,
                        EvaluationConfig.FineTuned.HEADS,
                        saveModels),
                devices,
                faults,
                FixedPlugin.of(Engine.class, "toy", engine),
                executor == null
                        ? new RuntimePlugins()
                                .choose(ClientExecutor.class, "local", new RuntimePlugins.LocalOptions(workers))
                        : executor,
                clientStates,
                trackers.stream()
                        .map(tracker -> FixedPlugin.of(RunTracker.class, "double", tracker))
                        .toList());
    }

    /** The policy {@code all-exits}. */
    public static final class AllExitsPlugin implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.of(CoordinationPolicy.class, "all-exits", () -> ALL_EXITS));
        }
    }

    /** Executes the run in memory. */
    public RunResult execute() {
        return execute(RunOptions.inMemory(Path.of(""), () -> 0L));
    }

    /** Asserts that the run fails, with a code and with parts of a message. */
    public AbstractThrowableAssert<?, ? extends Throwable> assertFails(String code, String... parts) {
        return assertFails(RunOptions.inMemory(Path.of(""), () -> 0L), code, parts);
    }

    /** Asserts that the run fails with some options. */
    public AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            RunOptions options, String code, String... parts) {
        return assertThatThrownBy(() -> execute(options))
                .hasMessageContainingAll(parts)
                .satisfies(
                        thrown -> assertThat(((ExeuntException) thrown).code()).hasToString(code));
    }

    /** Executes the run. */
    public RunResult execute(RunOptions options) {
        return execute(config(), options);
    }

    /** Executes a run with {@code all-exits} as the only installed plugin. */
    public static RunResult execute(RunConfig config, RunOptions options) {
        return Run.execute(config, PluginRegistry.load(PluginClassLoader.of(AllExitsPlugin.class)), options);
    }
}
