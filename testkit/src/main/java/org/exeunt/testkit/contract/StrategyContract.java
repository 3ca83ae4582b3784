package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.PersonalRule.Reached;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.runtime.store.codec.CompanionFile;
import org.exeunt.runtime.store.state.RunStates;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks the contract of a {@link Strategy}, rules S1 to S10 and S12 to S24, on the toy engine. Subclasses return the
 * strategies to check and the blocks that may leave a client:
 *
 * <pre>{@code
 * class PartialSharingContractTest extends StrategyContract {
 *     @Override
 *     protected List<PluginChoice<Strategy<?>>> variants() {
 *         var options = new PartialSharing.Options(Sharing.Options.DEFAULT, 1);
 *         return List.of(new PartialSharingPlugins().choose(Strategy.class, "partial-sharing", options));
 *     }
 *
 *     @Override
 *     protected BlockSet mayLeave(Record options, ParameterLayout layout) {
 *         return layout.backbone().union(layout.heads(ExitSet.of(1, 2)));
 *     }
 * }
 * }</pre>
 *
 * Networks have three exits in most checks, and running statistics, which a strategy must not treat as weights.
 */
public abstract class StrategyContract extends StrategyEdgeCases {
    /**
     * Returns the blocks that a client may send.
     *
     * @param options options of the variant
     */
    protected abstract BlockSet mayLeave(Record options, ParameterLayout layout);

    /**
     * Returns the number of scalars that a client with the given active exits sends in a round. The default is the size
     * of those blocks that may leave it and that these exits train.
     */
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return mayLeave(options, federation.layout())
                .intersect(federation.layout().trained(exits))
                .size();
    }

    /**
     * Returns the number of scalars that a client with the given active exits receives in a round. The default is the
     * size of those blocks that may leave a client, up to its deepest active exit.
     */
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return mayLeave(options, federation.layout())
                .intersect(federation.layout().prefix(exits.deepest()))
                .size();
    }

    /**
     * Returns whether parameters change although {@code training} has no epochs and no rate, because an option is a
     * learning rate, of clients or of the server. The default is no.
     */
    protected boolean trainsByItself(Record options) {
        return false;
    }

    /**
     * Returns whether a phase has another learning rate than its round, such as that of an option or a fraction of it.
     * The default is {@link #trainsByItself}.
     */
    protected boolean hasOwnLearningRate(Record options) {
        return trainsByItself(options);
    }

    @EachVariant(
            "the strategy modifies a map or list that it received, or keeps one in its state and modifies it later")
    <S extends Record> void s01_callsChangeNoArgument(PluginChoice<Strategy<S>> variant) {
        // a third round, because a state may be changed by the round after the next
        Simulation<S> simulation = simulation(variant).withRounds(3);
        SimulationResult<S> result = simulation.play();
        S state = result.states().get(1);
        SimulatedRound round = result.rounds().get(1);
        Trace stateBefore = Trace.of(state);
        Trace outcomesBefore = Trace.of(round.outcomes());
        Trace keptBefore = Trace.of(result.rounds().get(0).kept());
        Trace exitsBefore = Trace.of(round.exits());

        for (ClientId client : round.exits().keySet()) {
            simulation
                    .strategy()
                    .download(state, simulation.spec(), client, round.exits().get(client));
            train(simulation, context(simulation, result, client));
        }
        aggregate(simulation, state, round, round.outcomes());

        assertSame(stateBefore, Trace.of(state), "S1: a call changed the server's state");
        assertSame(outcomesBefore, Trace.of(round.outcomes()), "S1: aggregate changed an outcome");
        assertSame(keptBefore, Trace.of(result.rounds().get(0).kept()), "S1: train changed the state of a client");
        assertSame(exitsBefore, Trace.of(round.exits()), "S1: aggregate changed the round's exits");
    }

    @EachVariant(
            "download uses random numbers other than those of FederationSpec.stream, counts its calls or reads a clock")
    <S extends Record> void s02_downloadIsPure(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        for (S state : result.states()) {
            SortedMap<ClientId, Trace> first = new TreeMap<>();
            for (ClientId client : clients(simulation)) {
                first.put(client, Trace.of(download(simulation, state, client)));
            }
            List<ClientId> reversed = new ArrayList<>(clients(simulation));
            Collections.reverse(reversed);
            for (ClientId client : reversed) {
                assertSame(
                        first.get(client),
                        Trace.of(download(simulation, state, client)),
                        "S2: download returned a different payload for client " + client + " the second time");
            }
        }
    }

    /** Returns the download of a client whose exits are all active. */
    private static <S extends Record> Payload download(Simulation<S> simulation, S state, ClientId client) {
        FederationSpec federation = simulation.spec();
        return simulation
                .strategy()
                .download(state, federation, client, federation.network().allExits());
    }

    @EachVariant("aggregate depends on an order other than that of ClientResults, such as that of an identity set, or "
            + "on random numbers other than those of RoundContext.stream")
    <S extends Record> void s03_aggregateIgnoresArrivalOrder(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        S state = result.states().get(1);
        SimulatedRound round = result.rounds().get(1);
        Trace expected = Trace.of(aggregate(simulation, state, round, round.outcomes()));
        for (int turn = 1; turn <= round.outcomes().size(); turn++) {
            List<ClientResult> arrived = new ArrayList<>();
            round.outcomes().forEach(outcome -> arrived.add(freshCopy(outcome)));
            Collections.rotate(arrived, turn);
            if (turn % 2 == 0) {
                Collections.reverse(arrived);
            }
            Trace aggregated = Trace.of(aggregate(simulation, state, round, arrived));
            assertSame(
                    expected,
                    aggregated,
                    "S3: aggregate returned a different state for updates that arrived in another order");
        }
    }

    @EachVariant("train does not load every block it uses, or depends on a field or a static variable")
    <S extends Record> void s04_trainDependsOnItsArgumentsAlone(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        List<ClientId> clients = clients(simulation);
        try (Network used = simulation.openNetwork()) {
            for (int i = 0; i < clients.size(); i++) {
                ClientContext client = context(simulation, result, clients.get(i));
                ClientContext other = context(simulation, result, clients.get((i + 1) % clients.size()));
                Trace fresh = Trace.of(train(simulation, client));
                simulation.strategy().train(other, used);
                used.resetVelocity(used.spec().layout().all());
                Trace again = Trace.of(simulation.strategy().train(client, used));
                assertSame(
                        fresh,
                        again,
                        "S4: client %s trained differently in a network that another client had used"
                                .formatted(client.id()));
            }
        }
    }

    @EachVariant("the strategy keeps state in a field; store it in the server state or in the state of a client")
    <S extends Record> void s05_holdsNoMutableField(PluginChoice<Strategy<S>> variant) {
        assertThat(MutableFields.of(strategyOf(variant)))
                .as("S5: fields that can change; store state in the server state or the state of a client")
                .isEmpty();
    }

    @EachVariant("calls of train share an array or another object; create it inside the call")
    <S extends Record> void s05_trainsManyClientsAtOnce(PluginChoice<Strategy<S>> variant) throws InterruptedException {
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        Supplier<Object> training = () -> clients(simulation).stream()
                .map(client -> Trace.of(train(simulation, context(simulation, result, client))))
                .toList();
        Object alone = training.get();
        assertThat(onFourThreads(
                        () -> IntStream.range(0, 2).allMatch(i -> training.get().equals(alone))))
                .as("S5: whether clients train the same while three other threads train them, or what train throws")
                .containsExactly(true, true, true, true);
    }

    @EachVariant("personalise or initialize uses a random source of its own")
    <S extends Record> void s06_runsAreEqualOnOneAndFourThreads(PluginChoice<Strategy<S>> variant) {
        Trace once = Trace.of(observed(simulation(variant).withCohortSize(3).play()));
        Trace again = Trace.of(observed(simulation(variant).withCohortSize(3).play()));
        Trace spread = Trace.of(
                observed(simulation(variant).withCohortSize(3).withWorkers(4).play()));
        if (!once.equals(again) || !once.equals(spread)) {
            Rule.assumeHolds("S2", "S6", () -> s02_downloadIsPure(variant));
            Rule.assumeHolds("S3", "S6", () -> s03_aggregateIgnoresArrivalOrder(variant));
        }
        assertSame(once, again, "S6: two runs with one seed differ");
        assertSame(once, spread, "S6: runs on one and on four threads differ");
    }

    private static List<Object> observed(SimulationResult<?> result) {
        List<Object> observed = new ArrayList<>(result.states());
        for (SimulatedRound round : result.rounds()) {
            observed.add(round.downloads());
            observed.add(round.uploads());
            observed.add(round.kept());
            observed.add(round.metrics());
            observed.add(round.relations());
        }
        observed.add(result.personalModels());
        observed.add(result.rules());
        return observed;
    }

    @EachVariant(
            "the state has a component of a type that checkpoints do not support; see Strategy for the supported types")
    <S extends Record> void s07_stateHasSupportedTypes(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = Simulation.of(guarded(variant), FEDERATION).withNetwork(NETWORK);
        S state;
        try {
            state = simulation.strategy().initialize(simulation.spec());
        } catch (RuntimeException reportedByS18) {
            return;
        }
        try (RunStates states = RunStates.open(ClientStateStorage.MEMORY, Path.of(""))) {
            assertThatCode(() -> states.store(state))
                    .as("S7: what a checkpoint of the initial state throws")
                    .doesNotThrowAnyException();
        }
    }

    @EachVariant("a record of the state changes its components, so that large federations, which store their states in "
            + "a file, get other values")
    <S extends Record> void s07_stateMayBeStoredInAFile(PluginChoice<Strategy<S>> variant, @TempDir Path directory) {
        Rule.assumeHolds("S3", "S7", () -> s03_aggregateIgnoresArrivalOrder(variant));
        Rule.assumeHolds("S24", "S7", () -> s24_aggregateIgnoresWhatTheNetworkHeld(variant));
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        SimulatedRound second = result.rounds().get(1);
        S before = result.states().get(1);
        S after = result.states().get(2);
        try (RunStates states = RunStates.open(ClientStateStorage.FILE, directory)) {
            S stored = states.store(before);
            assertSame(Trace.of(before), Trace.of(stored), "S7: a state differs after it was stored in a file");
            S aggregated =
                    aggregate(simulation, stored, second, second.outcomes()).state();
            assertSame(
                    Trace.of(after),
                    Trace.of(aggregated),
                    "S7: aggregate returns a different state for a state stored in a file");
            assertSame(
                    Trace.of(after),
                    Trace.of(states.store(aggregated)),
                    "S7: a state that was partly stored in a file differs after it was stored");
        }
    }

    @EachVariant("the strategy assumes that every client of a cohort succeeds, or that a client has succeeded before")
    <S extends Record> void s08_aFailedClientTakesPartAgain(PluginChoice<Strategy<S>> variant) {
        ClientId unlucky = new ClientId(1);
        SimulationResult<?> result = simulation(variant)
                .withRounds(3)
                .withFailing((round, client) ->
                        client.equals(unlucky) && round.number() <= 2 || client.index() == 0 && round.number() == 2)
                .play();

        assertThat(result.rounds().get(0).uploads()).doesNotContainKey(unlucky);
        assertThat(result.rounds().get(2).uploads())
                .as(
                        "S8: a client that failed in rounds 1 and 2 succeeds in round 3; outcomes %s",
                        result.rounds().get(2).outcomes())
                .containsKey(unlucky);
        assertAllFinite(result, "S8: after a failed client");
    }

    @EachVariant("an upload contains personal blocks; select the shared ones before sending")
    <S extends Record> void s09_uploadsHoldOnlyWhatMayLeaveAClient(PluginChoice<Strategy<S>> variant) {
        Simulation<?> simulation = simulation(variant);
        BlockSet mayLeave = mayLeave(variant.options(), simulation.spec().layout());
        for (SimulatedRound round : simulation.play().rounds()) {
            round.uploads().forEach((client, upload) -> upload.parameterSets().forEach((name, set) -> assertThat(
                            set.blocks().minus(mayLeave).blocks())
                    .as("S9: personal blocks that client %s sent in round %s as '%s'", client, round.round(), name)
                    .isEmpty()));
        }
    }

    @EachVariant("more or fewer bytes are sent than uplinkScalars and downlinkScalars of the contract test declare")
    <S extends Record> void s09_bytesAreAsDeclared(PluginChoice<Strategy<S>> variant) {
        Simulation<?> simulation = simulation(variant);
        for (SimulatedRound round : simulation.play().rounds()) {
            round.uploads().forEach((client, upload) -> assertThat(upload.scalars())
                    .as(
                            "S9: scalars that client %s with the active exits %s sent in round %s: %s; expected those"
                                    + " of uplinkScalars, by default the size of mayLeave as far as they train it",
                            client, round.exits().get(client), round.round(), upload)
                    .isEqualTo(uplinkScalars(
                            variant.options(),
                            simulation.spec(),
                            round.round(),
                            round.exits().get(client))));
            round.downloads().forEach((client, download) -> assertThat(download.scalars())
                    .as(
                            "S9: scalars that client %s with the active exits %s received in round %s: %s; expected"
                                    + " those of downlinkScalars",
                            client, round.exits().get(client), round.round(), download)
                    .isEqualTo(downlinkScalars(
                            variant.options(),
                            simulation.spec(),
                            round.round(),
                            round.exits().get(client))));
        }
    }

    @EachVariant("it has the capability AGGREGATORS and aggregate computes a mean of its own instead of calling "
            + "ClientResults.aggregate, or it lacks the capability and uses the aggregator")
    <S extends Record> void s12_usesTheAggregatorIfDeclared(PluginChoice<Strategy<S>> variant) {
        Simulation<?> simulation = simulation(variant);
        assertThat(usesAggregator(simulation))
                .as(
                        "S12: uses the aggregator, although capabilities contain AGGREGATORS is %s",
                        simulation.strategy().capabilities().contains(StrategyCapability.AGGREGATORS))
                .isEqualTo(simulation.strategy().capabilities().contains(StrategyCapability.AGGREGATORS));
    }

    private static boolean usesAggregator(Simulation<?> simulation) {
        AtomicBoolean used = new AtomicBoolean();
        aggregateFirstRound(
                simulation,
                (previous, uploads, weights) -> {
                    used.set(true);
                    return Aggregator.WEIGHTED_MEAN.aggregate(previous, uploads, weights);
                },
                ClientResults.ServerStep.NONE);
        return used.get();
    }

    @EachVariant(
            "it has the capability SERVER_OPTIMIZER and aggregate uses only ClientResults.withoutServerStep, so that "
                    + "training.server-optimizer has no effect, or aggregates a block twice, which moves the moments of the optimiser twice")
    <S extends Record> void s12_theServerOptimizerStepsOncePerBlock(PluginChoice<Strategy<S>> variant) {
        Simulation<?> simulation = simulation(variant);
        if (!simulation.strategy().capabilities().contains(StrategyCapability.SERVER_OPTIMIZER)) {
            abort("'%s' has no capability SERVER_OPTIMIZER"
                    .formatted(variant.plugin().id()));
        }
        Rule.assumeHolds("S12", "S12", () -> s12_usesTheAggregatorIfDeclared(variant));
        List<String> stepped = new ArrayList<>();
        aggregateFirstRound(simulation, Aggregator.WEIGHTED_MEAN, (key, previous, aggregate) -> {
            aggregate.blocks().blocks().forEach(block -> stepped.add(key + ": " + block.name()));
            return aggregate;
        });
        assertThat(stepped)
                .as("S12: blocks to which a step of the server optimiser was applied in a round")
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    private static <S extends Record> void aggregateFirstRound(
            Simulation<S> simulation, Aggregator aggregator, ClientResults.ServerStep serverStep) {
        SimulationResult<S> result = simulation.withRounds(1).play();
        SimulatedRound round = result.lastRound();
        ClientResults results =
                new ClientResults(simulation.spec(), withoutStates(round.outcomes()), aggregator, serverStep);
        try (Network network = simulation.openNetwork()) {
            simulation.strategy().aggregate(result.states().get(0), simulation.context(round, network), results);
        }
    }

    @EachVariant("train returns what it trained, such as heads or running statistics (layout().buffers()), neither in "
            + "the client's state nor in its upload, or personalise does not load it")
    <S extends Record> void s13_trainedValuesAreKept(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation =
                simulation(variant).withCoordination(Coordination.allExits()).withRounds(1);
        ClientId client = new ClientId(0);
        ParameterLayout layout = simulation.spec().layout();
        ParameterSet initial = simulation.spec().initial(client);
        ParameterSet kept = simulation.play().personalModel(0);
        try (Network network = simulation.openNetwork()) {
            ExitSet exits = simulation.spec().network().allExits();
            simulation.strategy().train(firstRound(simulation, client, exits), network);
            ParameterSet trained = network.read(layout.all());
            for (Block each : layout.blocks()) {
                BlockSet block = layout.select(each::equals);
                assertThat(kept.select(block).equals(initial.select(block))
                                && !trained.select(block).equals(initial.select(block)))
                        .as(
                                "S13: '%s' of the personal model has its initial values, although it was trained",
                                each.name())
                        .isFalse();
            }
        }
    }

    @EachVariant("a loss term or a visitor of Network.forward reads an array of its ForwardPass to its end, uses its "
            + "length, or keeps it; use the first size() rows, and copy what is needed after the call")
    <S extends Record> void s15_arraysOfAPassAreUsedInBatchAndCall(PluginChoice<Strategy<S>> variant) {
        Trace once = Trace.of(observed(simulation(variant).play()));
        Trace lent =
                Trace.of(observed(lending(simulation(variant)).withRounds(2).play()));
        if (!once.equals(lent)) {
            Rule.assumeHolds("S6", "S15", () -> s06_runsAreEqualOnOneAndFourThreads(variant));
        }
        assertSame(
                once,
                lent,
                "S15: results differ if logits and features are followed by a row of NaN, and are NaN after the call");
    }

    private <S extends Record> Simulation<S> lending(Simulation<S> simulation) {
        Strategy<S> lending = new ForwardingStrategy<>(simulation.strategy()) {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                return super.train(client, new LendingNetwork(network));
            }

            @Override
            public void personalise(ClientContext client, Network network) {
                super.personalise(client, new LendingNetwork(network));
            }

            @Override
            public Optional<PersonalRule> rule(ClientContext client, Network network) {
                return super.rule(client, new LendingNetwork(network));
            }
        };
        return simulation(lending, simulation.federation());
    }

    @EachVariant(
            "train returns the report of one of its phases, or counts epochs itself; train by ClientContext.train, "
                    + "and combine reports by first.then(second)")
    <S extends Record> void s16_theReportCoversAllTraining(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        ClientContext client = context(simulation, simulation.play(), new ClientId(0));
        double[] epochs = new double[2];
        try (Network network = new ForwardingNetwork(simulation.openNetwork()) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                if (examples != client.examples()) {
                    abort("the strategy trains on batches of its own, for which only it can count epochs");
                }
                TrainingReport report = super.train(objective, examples, training, random);
                epochs[0] += report.epochs();
                epochs[1] += report.epochs() * objective.shareOfHeads();
                return report;
            }
        }) {
            TrainingReport report = simulation.strategy().train(client, network).report();
            assertThat(new double[] {report.epochs(), report.headEpochs()})
                    .as("S16: epochs and head epochs of the report; expected those that the network was trained for")
                    .isEqualTo(epochs);
        }
    }

    @EachVariant("similarities is empty until clients were compared, so that other similarities are used for the whole "
            + "run; return Similarities.none() before")
    <S extends Record> void s17_similaritiesAreReportedAlwaysOrNever(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        List<Boolean> reported = simulation.play().states().stream()
                .map(state -> simulation.strategy().similarities(state).isPresent())
                .toList();
        assertThat(reported)
                .as("S17: whether similarities are reported before the first and after each round")
                .containsOnly(reported.get(0));
    }

    @EachVariant(
            "initialize rejects the small network of the contract test, a call returns null or throws in a plain round, "
                    + "perhaps because aggregate reads ClientUpdate.state(), which is empty on the server, or a value "
                    + "that is sent, kept or aggregated is NaN or infinite, as after a division by zero; if the strategy "
                    + "requires another network, accept this one, too, or test it in whole runs")
    <S extends Record> void s18_aPlainRoundSucceeds(PluginChoice<Strategy<S>> variant) {
        Rule.assumeHolds("S7", "S18", () -> s07_stateHasSupportedTypes(variant));
        playPlainRound(variant);
    }

    @EachVariant("the weights of a mean do not sum to 1, or are those of the cohort instead of the clients that "
            + "succeeded (ClientResults.weights); a strategy with a training of its own overrides "
            + "trainsByItself")
    <S extends Record> void s19_roundsWithoutTrainingKeepParameters(PluginChoice<Strategy<S>> variant) {
        if (trainsByItself(variant.options())) {
            abort("the strategy trains by settings of its own");
        }
        Rule.assumeHolds("S2", "S19", () -> s02_downloadIsPure(variant));
        Rule.assumeHolds("S8", "S19", () -> s08_aFailedClientTakesPartAgain(variant));
        // a rate without effect for strategies with numbers of epochs of their own
        Simulation<S> simulation = simulation(variant)
                .withTraining(round -> new LocalTraining(0, 4, 1e-12, 0, 0))
                .withFailing((round, client) -> client.index() == 1)
                .withRounds(1);
        SimulationResult<S> result = simulation.play();
        for (ClientId client : clients(simulation)) {
            Payload before = download(simulation, result.states().get(0), client);
            Payload after = download(simulation, result.lastState(), client);
            after.parameterSets().forEach((name, set) -> {
                if (before.has(name) && before.parameters(name).blocks().equals(set.blocks())) {
                    ParameterSet change = ParameterMath.subtract(set, before.parameters(name));
                    assertThat(ParameterMath.norm(change))
                            .as(
                                    "S19: norm of the change of '%s' that client %s receives, by a round without"
                                            + " training in which client 1 failed",
                                    name, client)
                            .isLessThan(1e-5);
                }
            });
        }
    }

    @EachVariant("the gradient that a LossTerm or ParameterTerm adds has the wrong sign, or belongs to other values")
    <S extends Record> void s20_lossesDecreaseAlongTheirGradients(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        ClientContext client = context(simulation, simulation.play(), new ClientId(0));
        SortedSet<String> ascending = DescentNetwork.ascending(
                simulation::openNetwork, network -> simulation.strategy().train(client, network));
        if (!ascending.isEmpty()) {
            Rule.assumeHolds("S4", "S20", () -> s04_trainDependsOnItsArgumentsAlone(variant));
        }
        assertThat(ascending)
                .as("S20: terms whose value is larger after a small step against their own gradient than along it")
                .isEmpty();
    }

    @EachVariant("train or personalise gives a phase a rate that is fixed, kept or of another round; use "
            + "ClientContext.training, or override hasOwnLearningRate if the method has a rate of its own")
    <S extends Record> void s21_phasesHaveTheRateOfTheRound(PluginChoice<Strategy<S>> variant) {
        if (hasOwnLearningRate(variant.options())) {
            abort("a phase has a learning rate of its own");
        }
        Simulation<S> simulation = simulation(variant).withCoordination(Coordination.allExits());
        Simulation<S> decaying = decaying(simulation);
        ClientContext client = context(decaying, decaying.play(), new ClientId(0));
        List<Double> rates = new ArrayList<>();
        try (Network network = new ForwardingNetwork(decaying.openNetwork()) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                rates.add(training.learningRate());
                return super.train(objective, examples, training, random);
            }
        }) {
            decaying.strategy().train(client, network);
            decaying.strategy().personalise(client, network);
            assertThat(rates)
                    .as("S21: learning rates of the phases of training; expected that of the round")
                    .isSubsetOf(client.training().learningRate());
        }
    }

    @EachVariant("train computes with FederationSpec.training of another round, such as the first; use "
            + "ClientContext.training")
    <S extends Record> void s21_ratesOfOtherRoundsHaveNoEffect(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        Simulation<S> decaying = decaying(simulation);
        SimulationResult<S> result = decaying.play();
        ClientContext client = context(decaying, result, new ClientId(0));
        Simulation<S> constant = decaying.withTraining(round -> client.training());
        assertSame(
                Trace.of(train(decaying, client)),
                Trace.of(train(constant, context(constant, result, client.id()))),
                "S21: training depends on the learning rates of other rounds");
    }

    @EachVariant("aggregate uses RoundContext.network without loading all blocks that matter first")
    <S extends Record> void s24_aggregateIgnoresWhatTheNetworkHeld(PluginChoice<Strategy<S>> variant) {
        Rule.assumeHolds("S3", "S24", () -> s03_aggregateIgnoresArrivalOrder(variant));
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        S state = result.states().get(1);
        SimulatedRound second = result.rounds().get(1);
        try (Network network = simulation.openNetwork()) {
            RoundContext context = simulation.context(second, network);
            Trace once = Trace.of(aggregate(simulation, state, context, second.outcomes()));
            ParameterLayout layout = simulation.spec().layout();
            network.load(ParameterSet.zeros(layout.all()));
            network.resetVelocity(layout.trainable());
            assertSame(
                    once,
                    Trace.of(aggregate(simulation, state, context, second.outcomes())),
                    "S24: aggregate returns another result if the server's network held other values before");
        }
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void s22_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("S22", this::resultOf);
    }

    @EachVariant(
            "ruleType is not the class of the rules, which are records of values that a state may consist of; a rule "
                    + "keeps state, changes its arguments or returns NaN; or rule changes the network")
    <S extends Record> void s23_personalRulesAreStoredAndPure(PluginChoice<Strategy<S>> variant) {
        Simulation<S> simulation = simulation(variant);
        SimulationResult<S> result = simulation.play();
        result.rules().forEach((client, rule) -> {
            assertThat(simulation.strategy().ruleType())
                    .as(
                            "S23: ruleType, with a rule of class %s",
                            rule.getClass().getName())
                    .isEqualTo(Optional.of(rule.getClass()));
            try (Network network = simulation.openNetwork()) {
                ClientContext context = context(simulation, result, client);
                simulation.strategy().personalise(context, network);
                ParameterSet before = network.read(context.layout().all());
                simulation.strategy().rule(context, network);
                assertThat(network.read(context.layout().all()))
                        .as("S23: the parameters of the network after rule")
                        .isEqualTo(before);
                PersonalRule read = CompanionFile.decode(CompanionFile.encode(rule), rule.getClass());
                assertThat(read.networks())
                        .as("S23: the networks of a rule, with all blocks")
                        .allMatch(each -> each.blocks().equals(context.layout().all()))
                        .isEqualTo(rule.networks());
                network.forward(context.examples(), pass -> requirePure(pass, rule, read));
            } catch (IOException | IllegalArgumentException e) {
                throw new AssertionError("S23: a rule cannot be stored: " + e.getMessage(), e);
            }
        });
    }

    private static void requirePure(ForwardPass pass, PersonalRule rule, PersonalRule read) {
        int networks = 1 + rule.networks().size();
        Reached reached = Reached.none();
        for (Exit exit : pass.exits()) {
            double[] logits = repeated(pass.logits(exit), pass.classes(), networks);
            double[] feature = repeated(pass.feature(exit), pass.featureSize(exit), networks);
            double[] first =
                    rule.logits(reached.next(logits.clone(), feature.clone())).clone();
            reached = reached.next(logits, feature);
            assertThat(first).as("S23: logits at exit %s", exit).hasSize(pass.classes());
            assertThat(Arrays.stream(first).allMatch(Double::isFinite))
                    .as("S23: whether logits at exit %s are finite", exit)
                    .isTrue();
            double[] again = rule.logits(reached);
            assertThat(again)
                    .as("S23: logits of a second call at exit %s", exit)
                    .isEqualTo(first);
            assertThat(rule.logits(reached))
                    .as("S23: logits of a call with the same arrays at exit %s", exit)
                    .isEqualTo(first);
            assertThat(read.logits(reached))
                    .as("S23: logits at exit %s of the rule that was written and read", exit)
                    .isEqualTo(first);
        }
    }

    private static double[] repeated(double[] values, int width, int times) {
        return IntStream.range(0, width * times)
                .mapToDouble(i -> values[i % width])
                .toArray();
    }

    /** Returns the results with some clients of each cohort, and with clients of all depths where that is possible. */
    private Trace resultOf(PluginChoice<Strategy<?>> variant) {
        Simulation<?> simulation =
                simulation(strategyOf(variant), FEDERATION).withCohortSize(3).withRounds(4);
        List<Object> observed = observed(simulation.play());
        if (simulation.strategy().capabilities().contains(StrategyCapability.INACTIVE_FINAL_EXIT)) {
            observed.add(
                    observed(simulation.withCoordination(Coordination.capped()).play()));
        }
        return Trace.of(observed);
    }

    /** Returns two rounds, of which the second has a lower learning rate. */
    private static <S extends Record> Simulation<S> decaying(Simulation<S> simulation) {
        LocalTraining first = simulation.spec().training(new Round(1));
        return simulation
                .withTraining(round -> first.withLearningRate(first.learningRate() * Math.pow(0.7, round.number() - 1)))
                .withRounds(2);
    }

    private <S extends Record> ClientContext context(
            Simulation<S> simulation, SimulationResult<S> result, ClientId client) {
        SimulatedRound second = result.rounds().get(1);
        return simulation.context(
                second.round(),
                client,
                second.exits().get(client),
                second.downloads().get(client),
                result.rounds().get(0).kept().get(client));
    }

    private static <S extends Record> AggregationResult<S> aggregate(
            Simulation<S> simulation, S state, SimulatedRound round, List<ClientResult> outcomes) {
        try (Network network = simulation.openNetwork()) {
            return aggregate(simulation, state, simulation.context(round, network), outcomes);
        }
    }

    private static <S extends Record> AggregationResult<S> aggregate(
            Simulation<S> simulation, S state, RoundContext context, List<ClientResult> outcomes) {
        return simulation
                .strategy()
                .aggregate(state, context, new ClientResults(context.federation(), withoutStates(outcomes)));
    }

    private static List<ClientResult> withoutStates(List<ClientResult> outcomes) {
        return outcomes.stream().map(StrategyContract::withoutState).toList();
    }

    /** Returns a result as the server receives it. */
    private static ClientResult withoutState(ClientResult result) {
        return result instanceof ClientResult.Success success
                ? new ClientResult.Success(
                        success.client(),
                        new ClientUpdate(
                                success.update().upload(),
                                Payload.empty(),
                                success.update().report()))
                : result;
    }

    private static ClientResult freshCopy(ClientResult outcome) {
        if (outcome instanceof ClientResult.Success success) {
            ClientUpdate update = success.update();
            return new ClientResult.Success(
                    success.client(),
                    new ClientUpdate(freshCopy(update.upload()), freshCopy(update.state()), update.report()));
        }
        return outcome;
    }

    private static Payload freshCopy(Payload payload) {
        Payload copy = Payload.empty();
        for (Map.Entry<String, ParameterSet> entry : payload.parameterSets().entrySet()) {
            copy = copy.with(
                    entry.getKey(),
                    ParameterSet.of(entry.getValue().blocks(), entry.getValue().values()));
        }
        for (Map.Entry<String, float[]> entry : payload.vectors().entrySet()) {
            copy = copy.with(entry.getKey(), entry.getValue());
        }
        return copy;
    }
}
