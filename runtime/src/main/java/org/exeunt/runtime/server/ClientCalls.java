package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.client.PersonalEvaluation;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;
import org.exeunt.runtime.store.state.ClientStates;

/**
 * Sends tasks to clients, and collects what they return.
 *
 * @param states of the clients
 * @param <S> the state of the strategy
 */
record ClientCalls<S extends Record>(
        Federation federation, Strategy<S> strategy, ClientExecutor executor, ClientStates states) {
    /**
     * What was sent to a cohort and what came back.
     *
     * @param downlink bytes sent to each client
     * @param sentHeads final head sent to each client that trained, as in {@link
     *     org.exeunt.api.strategy.RoundContext#sentHeads}
     * @param dropouts simulated ones, which did not train
     * @param returned results of the clients that trained
     */
    record Exchange(
            SortedMap<ClientId, Bytes> downlink,
            SortedMap<ClientId, ParameterSet> sentHeads,
            List<ClientResult.Failure> dropouts,
            List<ClientResult> returned) {}

    /** Trains the clients of a cohort, the largest first, so that no worker finishes long after the others. */
    Exchange train(Round round, S server, SortedMap<ClientId, ExitSet> exits) {
        Exchange exchange = new Exchange(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        SortedMap<ClientId, ExitSet> present = new TreeMap<>(exits);
        federation.faults().dropouts(round, exits.keySet()).forEach((client, dropout) -> {
            if (dropout.sent()) {
                Payload sent = download(RandomPurpose.TRAINING, round, server, client, exits.get(client));
                exchange.downlink().put(client, sent.bytes());
            }
            exchange.dropouts().add(new ClientResult.Failure(client, dropout.cause()));
            present.remove(client);
        });
        List<ClientId> order =
                largestFirst(present.keySet(), client -> client.train().size());
        Map<ClientId, ClientTask> tampered = new TreeMap<>();
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() -> {
                ClientTask task = task(RandomPurpose.TRAINING, round, server, client, present.get(client));
                exchange.downlink().put(client, task.received().bytes());
                federation.spec().finalHead(task.received()).ifPresent(head -> exchange.sentHeads()
                        .put(client, head));
                if (federation.faults().tampersWith(round, client)) {
                    tampered.put(client, task);
                }
                return task;
            });
        }
        List<ClientResult> results = executor.train(tasks);
        requireSameOrder(order, results.stream().map(ClientResult::client), round);
        for (ClientResult result : results) {
            ClientTask task = tampered.get(result.client());
            exchange.returned().add(task == null ? result : tamper(round, result, task));
        }
        return exchange;
    }

    /** Tampers with the change from what {@link org.exeunt.api.strategy.ClientContext#parameters} returned. */
    private ClientResult tamper(Round round, ClientResult result, ClientTask task) {
        ParameterSet before = federation.spec().initial(task.client());
        for (Payload payload : List.of(task.state(), task.received())) {
            before = payload.parameters().map(before::with).orElse(before);
        }
        return federation.faults().tamper(round, result, before);
    }

    /** Evaluates personal models; arguments as for {@link RoundLoop#evaluate}. */
    EvaluationRecord evaluate(Round round, S server, Optional<Consumer<EvaluationResult>> models) {
        List<ClientId> order =
                largestFirst(federation.evaluated(), client -> client.test().size());
        ExitSet exits = federation.spec().network().allExits();
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() ->
                    task(RandomPurpose.EVALUATION, round, server, client, exits).returningModel(models.isPresent()));
        }
        List<EvaluationResult> results = new ArrayList<>();
        executor.evaluate(tasks, result -> {
            results.add(result.withoutModel());
            models.ifPresent(each -> each.accept(result));
        });
        requireSameOrder(
                order, results.stream().map(result -> result.evaluation().client()), round);
        results.sort(Comparator.comparing(result -> result.evaluation().client()));
        return PersonalEvaluation.record(federation, round, results);
    }

    private ClientTask task(String purpose, Round round, S server, ClientId client, ExitSet exits) {
        return ClientTask.of(
                round,
                client,
                exits,
                download(purpose, round, server, client, exits),
                states.of(client),
                federation.spec().training(round));
    }

    private Payload download(String purpose, Round round, S server, ClientId client, ExitSet exits) {
        FederationSpec spec = federation.spec();
        RandomStreams streams = spec.streams().derive(purpose, round.number(), client.index());
        Payload payload = strategy.download(server, spec.withStreams(streams), client, exits)
                .inMemory();
        new StrategyCheck(federation.config()).requireFinite(round, client, payload);
        return payload;
    }

    private List<ClientId> largestFirst(Collection<ClientId> clients, ToIntFunction<Client> size) {
        Map<ClientId, Integer> sizes = new TreeMap<>();
        clients.forEach(
                client -> sizes.put(client, size.applyAsInt(federation.clients().get(client.index()))));
        // in client order where sizes are equal
        return sizes.keySet().stream()
                .sorted(Comparator.comparing(sizes::get).reversed())
                .toList();
    }

    private void requireSameOrder(List<ClientId> order, Stream<ClientId> clients, Round round) {
        List<ClientId> returned = clients.toList();
        if (!returned.equals(order)) {
            throw PluginCall.contractViolation(
                    federation.config().executor(),
                    ("in round %s it returned results of clients %s for tasks of clients %s; expected one per task, in"
                                    + " order")
                            .formatted(round, returned, order));
        }
    }
}
