package org.exeunt.testkit.federation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.config.run.EvaluationConfig;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.config.run.OptimizerConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.runtime.client.RuntimePlugins;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.ExitRules;
import org.exeunt.runtime.federation.Faults;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.Modalities;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;
import org.exeunt.runtime.server.RoundLoop;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.step.RoundStep;
import org.exeunt.runtime.store.state.RunStates;
import org.exeunt.testsupport.FixedPlugin;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * Runs some rounds of a strategy in memory: sampling, coordination, download, training, aggregation, and
 * personalisation of every client after the last round.
 *
 * <p>Immutable; each {@code with} method returns a changed copy. For a strategy that keeps its contract, the result
 * depends neither on the number of workers nor on the order in which clients are submitted. Before every call of the
 * strategy, the network contains arbitrary values, the same in every simulation, so that a strategy that does not load
 * all blocks is detected. An exception thrown by the strategy terminates the simulation, in contrast to a run; an
 * update with non-finite values is a failure of its client.
 *
 * @param <S> type of the server state
 */
public final class Simulation<S extends Record> implements Cloneable {
    /** The cause reported for clients that {@code failing} selects. */
    public static final String MADE_TO_FAIL = "made to fail";

    private final Strategy<S> strategy;
    private final SyntheticFederation federation;
    private NetworkDesign design;
    private int rounds = 3;
    private int cohortSize;
    private CoordinationPolicy coordination = Coordination.allExits();
    private Function<Round, LocalTraining> training = round -> new LocalTraining(2, 4, 0.1, 0.5, 1e-3);
    RandomStreams streams = new RandomStreams(7);
    int workers = 1;
    private boolean ownInitialHeads;
    BiPredicate<Round, ClientId> failing = (round, client) -> false;

    private Simulation(Strategy<S> strategy, SyntheticFederation federation) {
        this.strategy = strategy;
        this.federation = federation;
        this.design = toyDesign(federation, ToyNetworkOptions.of(6, 5, 4));
        this.cohortSize = federation.clients();
    }

    /**
     * Returns a simulation of three rounds with all clients on a toy network with three exits: one worker, all exits
     * active, two epochs per round, no failures.
     */
    public static <S extends Record> Simulation<S> of(Strategy<S> strategy, SyntheticFederation federation) {
        return new Simulation<>(strategy, federation);
    }

    private static NetworkDesign toyDesign(SyntheticFederation federation, ToyNetworkOptions options) {
        return new ToyEngine()
                .design(
                        options,
                        federation.dataset().input(),
                        federation.dataset().classes());
    }

    /** Returns this simulation with another toy network. */
    public Simulation<S> withNetwork(ToyNetworkOptions other) {
        return withDesign(toyDesign(federation, other));
    }

    /** Returns this simulation with a network of any engine. */
    public Simulation<S> withDesign(NetworkDesign other) {
        return with(copy -> copy.design = other);
    }

    /** Returns this simulation with another number of rounds. */
    public Simulation<S> withRounds(int other) {
        return with(copy -> copy.rounds = other);
    }

    /** Returns this simulation with another cohort size; cohorts are sampled uniformly. */
    public Simulation<S> withCohortSize(int other) {
        return with(copy -> copy.cohortSize = other);
    }

    /** Returns this simulation with another coordination policy. */
    public Simulation<S> withCoordination(CoordinationPolicy other) {
        return with(copy -> copy.coordination = other);
    }

    /**
     * Returns this simulation with other training settings.
     *
     * @param other returns the settings of a round; safe for use by multiple threads
     */
    public Simulation<S> withTraining(Function<Round, LocalTraining> other) {
        return with(copy -> copy.training = other);
    }

    /** Returns this simulation with another seed. */
    public Simulation<S> withSeed(long seed) {
        return with(copy -> copy.streams = new RandomStreams(seed));
    }

    /** Returns this simulation on several threads, with clients submitted in random order. */
    public Simulation<S> withWorkers(int other) {
        return with(copy -> copy.workers = other);
    }

    /** Returns this simulation with initial heads that differ between clients. */
    public Simulation<S> withOwnInitialHeads() {
        return with(copy -> copy.ownInitialHeads = true);
    }

    /** Returns this simulation with clients that fail. */
    public Simulation<S> withFailing(BiPredicate<Round, ClientId> other) {
        return with(copy -> copy.failing = other);
    }

    @SuppressWarnings("unchecked") // the copy has the class of this simulation
    private Simulation<S> with(Consumer<Simulation<S>> change) {
        try {
            Simulation<S> copy = (Simulation<S>) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the strategy. */
    public Strategy<S> strategy() {
        return strategy;
    }

    /** Returns the data of the clients. */
    public SyntheticFederation federation() {
        return federation;
    }

    /** Returns the design of the network. */
    public NetworkDesign design() {
        return design;
    }

    /** Returns the constants of the run. */
    public FederationSpec spec() {
        ParameterSet common = design.initialParameters(streams.stream("init"));
        FederationSpec spec = FederationSpec.of(
                        rounds,
                        federation.clientSpecs(),
                        design.spec(),
                        client -> ownInitialHeads ? common.with(ownHeads(client)) : common)
                .withTraining(training)
                .withDraws(design::initialParameters)
                .withStreams(streams.derive("server"))
                .withServerExamples(federation.partition().server().length);
        return federation.devices().isEmpty() ? spec : spec.withDevices(federation.devices());
    }

    private ParameterSet ownHeads(ClientId client) {
        return design.initialParameters(streams.stream("init-heads", client.index()))
                .select(design.spec().layout().heads());
    }

    /** Returns the context of one client in one round, for calls of single methods of the strategy. */
    public ClientContext context(Round round, ClientId client, ExitSet exits, Payload received, Payload kept) {
        Examples train = federation.train(client);
        int validation = client.index() % 2 * train.size() / 2; // not every client has validation examples
        return new ClientContext(
                spec(),
                ClientTask.of(round, client, exits, received, kept, training.apply(round)),
                train,
                train.select(IntStream.range(0, validation).toArray()),
                streams.derive("client", round.number(), client.index()));
    }

    /**
     * Returns the server's context of a round, for calls of {@link Strategy#aggregate}.
     *
     * @param network of the server
     */
    public RoundContext context(SimulatedRound round, Network network) {
        return new RoundContext(
                spec(), round.round(), round.exits(), Collections.emptySortedMap(), () -> network, federation.server());
    }

    /** Returns a network with arbitrary values and zero velocity, as strategies receive it. */
    public Network openNetwork() {
        Network network = design.open();
        loadArbitraryValues(network);
        return network;
    }

    /**
     * Runs all rounds. As in a run, if the policy requires similarities and the strategy provides none, clients are
     * compared by their final heads.
     *
     * @throws ExeuntException CONFIG-20 if the strategy does not support the coordination policy, NUMERIC-02 if all
     *     clients of a round fail, PLUGIN-20 if a call returns null
     */
    public SimulationResult<S> play() {
        RunContext context = new RunContext(Path.of(""));
        Federation run = run(context);
        CohortSelection cohorts = new CohortSelection(run, context);
        try {
            return play(run, PreparedStrategy.of(run, cohorts, context), cohorts, context);
        } catch (ExeuntException e) {
            // the runtime wraps exceptions of plugins; tests expect those of the strategy itself
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private <T extends Record> SimulationResult<S> play(
            Federation run, PreparedStrategy<T> prepared, CohortSelection cohorts, RunContext context) {
        SortedMap<ClientId, ParameterSet> models = new TreeMap<>();
        SortedMap<ClientId, PersonalRule> rules = new TreeMap<>();
        try (SimulatedExecutor executor = new SimulatedExecutor(this, run);
                RunStates states = RunStates.open(ClientStateStorage.MEMORY, Path.of(""));
                RoundLoop<T> loop =
                        new RoundLoop<>(run, prepared, cohorts, executor, states, context, new Timings(() -> 0))) {
            List<S> servers = new ArrayList<>(List.of(own(run, prepared, loop)));
            List<SimulatedRound> played = new ArrayList<>();
            Feedback feedback = Feedback.none();
            for (int number = 1; number <= rounds; number++) {
                RoundRecord record = loop.runRound(new Round(number), feedback);
                feedback = feedback.with(record);
                played.add(executor.simulated(record));
                servers.add(own(run, prepared, loop));
            }
            loop.evaluate(new Round(rounds), Optional.of(result -> {
                ClientId client = result.evaluation().client();
                models.put(client, result.model().orElseThrow());
                result.rule().ifPresent(rule -> rules.put(client, rule));
            }));
            return new SimulationResult<>(servers, played, models, rules);
        }
    }

    @SuppressWarnings("unchecked") // the strategy of the run is this one
    private S own(Federation run, PreparedStrategy<?> prepared, RoundLoop<?> loop) {
        return (S) RoundStep.own(run.strategy(), prepared.strategy(), loop.server());
    }

    /** Returns this federation for the round loop; only what the loop reads of the configuration is set. */
    private Federation run(RunContext context) {
        double participation = Math.min(1, (cohortSize + 0.5) / federation.clients());
        ClientSampler sampler = request -> {
            int[] order = IntStream.range(0, request.clients().size()).toArray();
            RandomOrder.shuffle(order, request.random());
            return Arrays.stream(order)
                    .limit(request.size())
                    .mapToObj(position -> request.clients().get(position).id())
                    .sorted()
                    .toList();
        };
        Engine<NoOptions> engine = (options, input, classes) -> design;
        RunConfig config = new RunConfig(
                "simulation",
                1,
                given(DatasetSource.class, random -> federation.dataset()),
                given(Partitioner.class, (dataset, random) -> federation.partition()),
                Optional.empty(),
                Optional.empty(),
                new NoOptions(),
                given(Strategy.class, strategy),
                Optional.of(given(CoordinationPolicy.class, coordination)),
                given(ClientSampler.class, sampler),
                new TrainingConfig(
                        rounds,
                        participation,
                        1,
                        1,
                        new OptimizerConfig(Optimizer.SGD, 0.1, 0, 0, OptimizerConfig.Schedule.EXPONENTIAL, 1, true),
                        Optional.empty(),
                        TrainingConfig.PersonalHeadInit.COMMON,
                        TrainingConfig.RunningStatistics.LOCAL,
                        given(Aggregator.class, Aggregator.WEIGHTED_MEAN),
                        Optional.empty(),
                        1,
                        TrainingConfig.TooFewUpdates.FAIL,
                        Optional.empty(),
                        Optional.empty()),
                new EvaluationConfig(
                        rounds,
                        List.of(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        0,
                        0,
                        0,
                        EvaluationConfig.FineTuned.HEADS,
                        true),
                Optional.empty(),
                new FaultsConfig(0, 0, 0, Optional.empty(), Optional.empty()),
                given(Engine.class, engine),
                new RuntimePlugins().choose(ClientExecutor.class, "local", new RuntimePlugins.LocalOptions("1")),
                ClientStateStorage.MEMORY,
                List.of());
        FederationSpec spec = spec();
        PartitionedData data = PartitionedData.of(config, context);
        return new Federation(
                config,
                List.of(),
                data,
                data.clients(),
                data.clients().stream().map(Client::id).toList(),
                new ForwardingDesign(design) { // for the network of the server
                    @Override
                    public Network open() {
                        return openNetwork();
                    }
                },
                "",
                spec,
                PluginCall.create(config.strategy(), "strategy", context),
                ExitRules.of(List.of(), context),
                new Faults(
                        config.faults(), streams, spec.clients(), spec.network().classes()),
                Modalities.complete(),
                streams);
    }

    private static <T> PluginChoice<T> given(Class<? super T> kind, T component) {
        return FixedPlugin.of(kind, component.getClass().getSimpleName(), component);
    }

    /** Loads arbitrary values and zero velocity, the same in every simulation. */
    void loadArbitraryValues(Network network) {
        RandomGenerator random = new RandomStreams(0).stream("arbitrary");
        float[] values = new float[design.spec().layout().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        network.load(ParameterSet.of(design.spec().layout().all(), values));
        network.resetVelocity(design.spec().layout().all());
    }
}
