package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.testkit.data.GaussianBlobs;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * A client runner that records how an executor uses it. Clients are trained for real, so that their results depend on
 * the task only; chosen clients fail or throw.
 */
final class RecordingClientRunner implements ClientRunner {
    static final String THROWN = "the runner was made to throw";
    private static final String FAILURE = "the client was made to fail";
    private static final RandomStreams STREAMS = new RandomStreams(31);
    private static final NetworkDesign DESIGN =
            new ToyEngine().design(ToyNetworkOptions.of(4, 3), InputShape.vector(3), 3);

    private final Set<ClientId> failing;
    private final Set<ClientId> throwing;
    private final Map<ClientId, Integer> times = new ConcurrentHashMap<>();
    private final Map<Network, Thread> busy = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> misuses = new ConcurrentLinkedQueue<>();
    private final Set<Network> open = ConcurrentHashMap.newKeySet();

    RecordingClientRunner(Set<ClientId> failing, Set<ClientId> throwing) {
        this.failing = failing;
        this.throwing = throwing;
    }

    static RecordingClientRunner withoutFailures() {
        return new RecordingClientRunner(Set.of(), Set.of());
    }

    /** Returns the result of a client that is made to fail. */
    static ClientResult failure(ClientId client) {
        return new ClientResult.Failure(
                client,
                Optional.of(ErrorCategory.RESOURCE.code("testkit", 7)),
                FAILURE,
                FAILURE + "\n\tat its training");
    }

    /** Returns tasks of one round, not in client order. */
    static List<Supplier<ClientTask>> tasks(int round, int clients) {
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            ClientId client = new ClientId((3 * i + 1) % clients);
            tasks.add(() -> ClientTask.of(
                            new Round(round),
                            client,
                            DESIGN.spec().allExits(),
                            Payload.of(DESIGN.initialParameters(STREAMS.stream("received", round, client.index()))),
                            Payload.empty(),
                            new LocalTraining(2, 4, 0.1, 0.5, 1e-3))
                    .returningModel(client.index() % 2 == 0));
        }
        return tasks;
    }

    /** Returns the number of times that each client was trained or evaluated. */
    Map<ClientId, Integer> times() {
        return times;
    }

    /** Returns one sentence per invalid use of a network. */
    List<String> misuses() {
        return List.copyOf(misuses);
    }

    /** Returns the number of networks that were not closed. */
    int networksLeftOpen() {
        return open.size();
    }

    @Override
    public String configuration() {
        return "{}";
    }

    @Override
    public SortedMap<String, String> fingerprint() {
        return Collections.emptySortedMap();
    }

    @Override
    public ParameterLayout layout() {
        return DESIGN.spec().layout();
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.empty();
    }

    @Override
    public Network openNetwork() {
        Network network = new ForwardingNetwork(DESIGN.open()) {
            @Override
            public void close() {
                if (!open.remove(this)) {
                    misuses.add("a network was closed twice");
                }
                super.close();
            }
        };
        open.add(network);
        return network;
    }

    @Override
    public ClientResult train(ClientTask task, Network network) {
        return using(network, task, () -> {
            if (failing.contains(task.client())) {
                return failure(task.client());
            }
            network.resetVelocity(layout().all());
            TrainingReport report = network.train(
                    Objective.earlyExit(layout().trainable(), task.exits(), new double[] {1, 1}),
                    new GaussianBlobs(3, 3, STREAMS.stream("centres"))
                            .draw(9, STREAMS.stream("examples", task.client().index())),
                    task.training(),
                    STREAMS.stream(
                            "batches", task.round().number(), task.client().index()));
            Payload model = Payload.of(network.read(layout().all()));
            return new ClientResult.Success(task.client(), new ClientUpdate(model, Payload.empty(), report));
        });
    }

    @Override
    public EvaluationResult evaluate(ClientTask task, Network network) {
        return using(network, task, () -> {
            float first = network.read(layout().all()).values()[0];
            return new EvaluationResult(
                    ClientEvaluation.of(
                            task.client(), 1, List.of(new ClientEvaluation.ExitResult(0, first)), 0, List.of()),
                    task.returnsModel() ? Optional.of(network.read(layout().all())) : Optional.empty());
        });
    }

    private <R> R using(Network network, ClientTask task, Supplier<R> call) {
        times.merge(task.client(), 1, Integer::sum);
        if (!open.contains(network)) {
            misuses.add("client %s was given a network that is closed or belongs to another runner"
                    .formatted(task.client()));
        }
        Thread other = busy.putIfAbsent(network, Thread.currentThread());
        if (other != null) {
            misuses.add("client %s was given the network that thread '%s' is using"
                    .formatted(task.client(), other.getName()));
        }
        try {
            if (throwing.contains(task.client())) {
                throw new IllegalStateException(THROWN);
            }
            network.load(task.received().parameters(Payload.PARAMETERS));
            return call.get();
        } finally {
            if (other == null) {
                busy.remove(network);
            }
        }
    }
}
