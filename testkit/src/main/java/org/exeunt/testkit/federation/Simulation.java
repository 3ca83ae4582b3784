package org.exeunt.testkit.federation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.runtime.server.HeadSimilarityStrategy;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;

/**
 * Runs some rounds of a strategy in memory: sampling, coordination, download, training, aggregation, and
 * personalisation of every client after the last round.
 *
 * <p>Immutable; each {@code with} method returns a changed copy. For a strategy that keeps its contract, the result
 * depends neither on the number of workers nor on the order in which clients are submitted. Before every call of the
 * strategy, the network contains arbitrary values, the same in every simulation, so that a strategy that does not load
 * all blocks is detected. An exception thrown by the strategy terminates the simulation; an update with non-finite
 * values is a failure of its client.
 *
 * @param strategy the strategy
 * @param federation data of the clients
 * @param design design of the network, the same for all clients
 * @param rounds number of rounds
 * @param cohortSize number of clients per round
 * @param coordination chooses the active exits
 * @param training settings of every client in every round
 * @param streams root of all random streams
 * @param workers number of threads that train, each with its own network
 * @param shuffledSubmission whether clients are submitted to workers in random order; in client order otherwise
 * @param ownInitialHeads whether the initial heads differ between clients
 * @param failing selects clients that fail in a round, without training
 * @param <S> type of the server state
 */
public record Simulation<S extends Record>(
        Strategy<S> strategy,
        SyntheticFederation federation,
        NetworkDesign design,
        int rounds,
        int cohortSize,
        CoordinationPolicy coordination,
        LocalTraining training,
        RandomStreams streams,
        int workers,
        boolean shuffledSubmission,
        boolean ownInitialHeads,
        BiPredicate<Round, ClientId> failing) {

    /** The cause reported for clients that {@code failing} selects. */
    public static final String MADE_TO_FAIL = "made to fail";

    /**
     * Returns a simulation of three rounds with all clients on a toy network with three exits: one worker, all exits
     * active, two epochs per round, no failures.
     */
    public static <S extends Record> Simulation<S> of(Strategy<S> strategy, SyntheticFederation federation) {
        return new Simulation<>(
                strategy,
                federation,
                toyDesign(federation, ToyNetworkOptions.of(6, 5, 4)),
                3,
                federation.clients(),
                Coordination.allExits(),
                new LocalTraining(2, 4, 0.1, 0.5, 1e-3),
                new RandomStreams(7),
                1,
                false,
                false,
                (round, client) -> false);
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
        return copy(other, rounds, cohortSize, coordination, training, streams);
    }

    /** Returns this simulation with another number of rounds. */
    public Simulation<S> withRounds(int other) {
        return copy(design, other, cohortSize, coordination, training, streams);
    }

    /** Returns this simulation with another cohort size; cohorts are sampled uniformly. */
    public Simulation<S> withCohortSize(int other) {
        return copy(design, rounds, other, coordination, training, streams);
    }

    /** Returns this simulation with another coordination policy. */
    public Simulation<S> withCoordination(CoordinationPolicy other) {
        return copy(design, rounds, cohortSize, other, training, streams);
    }

    /** Returns this simulation with other training settings. */
    public Simulation<S> withTraining(LocalTraining other) {
        return copy(design, rounds, cohortSize, coordination, other, streams);
    }

    /** Returns this simulation with another seed. */
    public Simulation<S> withSeed(long seed) {
        return copy(design, rounds, cohortSize, coordination, training, new RandomStreams(seed));
    }

    private Simulation<S> copy(
            NetworkDesign design,
            int rounds,
            int cohortSize,
            CoordinationPolicy coordination,
            LocalTraining training,
            RandomStreams streams) {
        return new Simulation<>(
                strategy,
                federation,
                design,
                rounds,
                cohortSize,
                coordination,
                training,
                streams,
                workers,
                shuffledSubmission,
                ownInitialHeads,
                failing);
    }

    /** Returns this simulation on several threads, with clients submitted in random order. */
    public Simulation<S> withWorkers(int other) {
        return copy(other, true, ownInitialHeads, failing);
    }

    /** Returns this simulation with initial heads that differ between clients. */
    public Simulation<S> withOwnInitialHeads() {
        return copy(workers, shuffledSubmission, true, failing);
    }

    /** Returns this simulation with clients that fail. */
    public Simulation<S> withFailing(BiPredicate<Round, ClientId> other) {
        return copy(workers, shuffledSubmission, ownInitialHeads, other);
    }

    private Simulation<S> copy(
            int workers, boolean shuffledSubmission, boolean ownInitialHeads, BiPredicate<Round, ClientId> failing) {
        return new Simulation<>(
                strategy,
                federation,
                design,
                rounds,
                cohortSize,
                coordination,
                training,
                streams,
                workers,
                shuffledSubmission,
                ownInitialHeads,
                failing);
    }

    /** Returns the constants of the run. */
    public FederationSpec spec() {
        ParameterSet common = design.initialParameters(streams.stream("init"));
        return FederationSpec.of(
                        rounds,
                        federation.clientSpecs(),
                        design.spec(),
                        client -> ownInitialHeads ? common.with(ownHeads(client)) : common)
                .withTraining(round -> training);
    }

    private ParameterSet ownHeads(ClientId client) {
        return design.initialParameters(streams.stream("init-heads", client.index()))
                .select(design.spec().layout().heads());
    }

    /** Returns the context of one client in one round, for calls of single methods of the strategy. */
    public ClientContext context(Round round, ClientId client, ExitSet exits, Payload received, Payload kept) {
        return new ClientContext(
                spec(),
                ClientTask.of(round, client, exits, received, kept, training),
                federation.train(client),
                streams.derive("client", round.number(), client.index()));
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
     * @throws IllegalArgumentException if the policy requires similarities and the strategy neither provides them nor
     *     uploads final heads
     */
    public SimulationResult<S> play() {
        if (!coordination.requirements().contains(CoordinationRequirement.SIMILARITIES)) {
            return playRounds();
        }
        S initial = strategy.initialize(spec());
        if (strategy.similarities(initial).isPresent()) {
            return playRounds();
        }
        if (!HeadSimilarityStrategy.isApplicable(strategy, initial, spec())) {
            throw new IllegalArgumentException(
                    "the policy requires similarities; %s neither provides them nor uploads final heads to compare"
                            .formatted(strategy.getClass().getSimpleName()));
        }
        SimulationResult<HeadSimilarityStrategy.Server<S>> compared =
                with(new HeadSimilarityStrategy<>(strategy)).playRounds();
        return new SimulationResult<>(
                compared.states().stream()
                        .map(HeadSimilarityStrategy.Server::own)
                        .toList(),
                compared.rounds(),
                compared.personalModels());
    }

    private <T extends Record> Simulation<T> with(Strategy<T> other) {
        return new Simulation<>(
                other,
                federation,
                design,
                rounds,
                cohortSize,
                coordination,
                training,
                streams,
                workers,
                shuffledSubmission,
                ownInitialHeads,
                failing);
    }

    private SimulationResult<S> playRounds() {
        FederationSpec federation = spec();
        List<S> states = new ArrayList<>(List.of(strategy.initialize(federation)));
        List<SimulatedRound> played = new ArrayList<>();
        SortedMap<ClientId, Payload> kept = new TreeMap<>();
        try (Workers pool = new Workers(workers, this::openNetwork)) {
            for (int number = 1; number <= rounds; number++) {
                S state = states.get(number - 1);
                Round round = new Round(number);
                SortedMap<ClientId, ExitSet> exits = coordinate(round, state, cohort(round, federation));
                SortedMap<ClientId, Payload> downloads = download(federation, state, exits);
                List<ClientResult> outcomes = train(pool, round, exits, downloads, kept);
                kept = kept(kept, outcomes);
                AggregationResult<S> aggregated = strategy.aggregate(
                        state, new RoundContext(federation, round, exits), new ClientResults(federation, outcomes));
                states.add(aggregated.state());
                played.add(new SimulatedRound(
                        round, exits, downloads, outcomes, kept, aggregated.metrics(), aggregated.relations()));
            }
            return new SimulationResult<>(states, played, personalise(pool, states.get(rounds), kept));
        }
    }

    private List<ClientId> cohort(Round round, FederationSpec federation) {
        List<ClientId> all =
                federation.clients().stream().map(ClientSpec::id).collect(Collectors.toCollection(ArrayList::new));
        Shuffle.inPlace(all, streams.stream("sampling", round.number()));
        return all.stream().limit(cohortSize).sorted().toList();
    }

    private SortedMap<ClientId, ExitSet> coordinate(Round round, S state, List<ClientId> cohort) {
        return new TreeMap<>(coordination.coordinate(CoordinationRequest.of(
                        rounds, design.spec().exits(), spec().clients().size(), round, cohort)
                .withSimilarities(strategy.similarities(state).orElse(Similarities.none()))
                .withRandom(streams.stream("coordination", round.number()))));
    }

    /**
     * Computes all downloads before the workers start, because server methods of a strategy are called on one thread.
     */
    private SortedMap<ClientId, Payload> download(FederationSpec federation, S state, Map<ClientId, ExitSet> exits) {
        SortedMap<ClientId, Payload> downloads = new TreeMap<>();
        exits.forEach((client, active) -> downloads.put(client, strategy.download(state, federation, client, active)));
        return downloads;
    }

    private List<ClientResult> train(
            Workers pool,
            Round round,
            Map<ClientId, ExitSet> exits,
            Map<ClientId, Payload> downloads,
            Map<ClientId, Payload> kept) {
        List<ClientId> order = new ArrayList<>(exits.keySet());
        if (shuffledSubmission) {
            Shuffle.inPlace(order, streams.stream("submission", round.number()));
        }
        List<ClientResult> outcomes = pool.run(order, (client, network) -> {
            if (failing.test(round, client)) {
                return new ClientResult.Failure(client, MADE_TO_FAIL);
            }
            loadArbitraryValues(network);
            ClientContext context = context(
                    round,
                    client,
                    exits.get(client),
                    downloads.get(client),
                    kept.getOrDefault(client, Payload.empty()));
            return outcome(client, strategy.train(context, network));
        });
        if (outcomes.stream().noneMatch(ClientResult.Success.class::isInstance)) {
            throw new IllegalStateException("round %s: no client succeeded: %s".formatted(round, outcomes));
        }
        return outcomes;
    }

    private static ClientResult outcome(ClientId client, ClientUpdate update) {
        return NonFinite.firstIn(update)
                .<ClientResult>map(where -> new ClientResult.Failure(client, where))
                .orElseGet(() -> new ClientResult.Success(client, update));
    }

    private static SortedMap<ClientId, Payload> kept(Map<ClientId, Payload> before, List<ClientResult> outcomes) {
        SortedMap<ClientId, Payload> after = new TreeMap<>(before);
        for (ClientResult outcome : outcomes) {
            if (outcome instanceof ClientResult.Success success) {
                after.put(success.client(), success.update().state());
            }
        }
        return Collections.unmodifiableSortedMap(after);
    }

    private SortedMap<ClientId, ParameterSet> personalise(Workers pool, S state, Map<ClientId, Payload> kept) {
        FederationSpec federation = spec();
        Round last = new Round(rounds);
        SortedMap<ClientId, ExitSet> allExits = new TreeMap<>();
        federation
                .clients()
                .forEach(
                        client -> allExits.put(client.id(), federation.network().allExits()));
        SortedMap<ClientId, Payload> downloads = download(federation, state, allExits);
        SortedMap<ClientId, ParameterSet> models = new TreeMap<>();
        pool.run(List.copyOf(allExits.keySet()), (client, network) -> {
                    loadArbitraryValues(network);
                    strategy.personalise(
                            context(
                                    last,
                                    client,
                                    allExits.get(client),
                                    downloads.get(client),
                                    kept.getOrDefault(client, Payload.empty())),
                            network);
                    return Map.entry(client, network.read(federation.layout().all()));
                })
                .forEach(entry -> models.put(entry.getKey(), entry.getValue()));
        return models;
    }

    private void loadArbitraryValues(Network network) {
        RandomGenerator random = new RandomStreams(0).stream("arbitrary");
        float[] values = new float[design.spec().layout().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        network.load(ParameterSet.of(design.spec().layout().all(), values));
        network.resetVelocity(design.spec().layout().all());
    }
}
