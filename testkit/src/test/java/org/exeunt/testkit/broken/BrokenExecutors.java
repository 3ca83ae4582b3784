package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.testkit.contract.ClientExecutorContract;

final class BrokenExecutors {
    private BrokenExecutors() {}

    static class Executors extends ClientExecutorContract {
        @Override
        protected List<PluginChoice<ClientExecutor>> variants() {
            return CheckedPlugin.subject();
        }
    }

    /** Keeps the contract: runs everything on the calling thread. */
    private static class Sequential implements ClientExecutor {
        ClientRunner work;
        Network network;

        @Override
        public void open(ClientRunner opened) {
            work = opened;
            network = opened.openNetwork();
        }

        @Override
        public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
            List<ClientResult> results = new ArrayList<>();
            tasks.forEach(task -> results.add(train(task.get())));
            return results;
        }

        ClientResult train(ClientTask task) {
            return work.train(task, network);
        }

        @Override
        public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
            tasks.forEach(task -> results.accept(work.evaluate(task.get(), network)));
        }

        @Override
        public void close() {
            if (network != null) {
                network.close();
                network = null;
            }
        }
    }

    /** Changes the results of training. */
    private static Supplier<ClientExecutor> returning(UnaryOperator<List<ClientResult>> changed) {
        return () -> new Sequential() {
            @Override
            public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                return changed.apply(super.train(tasks));
            }
        };
    }

    static List<CheckedPlugin> list() {
        return new Kind<ClientExecutor>(ClientExecutor.class, Executors.class)
                .breaksAnew("", "runs tasks in order", Sequential::new)
                .breaksAnew("J1", "trains twice", () -> new Sequential() {
                    @Override
                    ClientResult train(ClientTask task) {
                        super.train(task);
                        return super.train(task);
                    }
                })
                .breaksAnew("J1", "returns results in client order", returning(results -> results.stream()
                        .sorted(Comparator.comparing(ClientResult::client))
                        .toList()))
                .breaksAnew("J2", "replaces the cause of a failure", () -> new Sequential() {
                    @Override
                    ClientResult train(ClientTask task) {
                        ClientResult result = super.train(task);
                        return result instanceof ClientResult.Failure
                                ? new ClientResult.Failure(task.client(), "failed")
                                : result;
                    }
                })
                .breaksAnew("J3", "swaps updates", returning(BrokenExecutors::swapped))
                .breaksAnew("J4", "does not close its network", () -> new Sequential() {
                    @Override
                    public void close() {
                        network = null;
                    }
                })
                .breaksAnew("J5", "reverses evaluations", () -> new Sequential() {
                    @Override
                    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
                        List<EvaluationResult> backwards = new ArrayList<>();
                        super.evaluate(tasks, backwards::add);
                        Collections.reverse(backwards);
                        backwards.forEach(results);
                    }
                })
                .breaksAnew("J6", "turns exceptions into failures", () -> new Sequential() {
                    @Override
                    ClientResult train(ClientTask task) {
                        try {
                            return super.train(task);
                        } catch (RuntimeException e) {
                            return new ClientResult.Failure(task.client(), e.getMessage());
                        }
                    }
                })
                .breaksAnew("J6", "omits evaluations that throw", () -> new Sequential() {
                    @Override
                    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
                        for (Supplier<ClientTask> task : tasks) {
                            try {
                                super.evaluate(List.of(task), results);
                            } catch (RuntimeException e) {
                                continue; // like a thread whose exception is never read
                            }
                        }
                    }
                })
                .breaksAnew("J7", "returns the results of the first call", () -> new Sequential() {
                    private List<ClientResult> first = List.of();

                    @Override
                    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                        if (!tasks.isEmpty() && first.isEmpty()) {
                            first = super.train(tasks);
                        }
                        return tasks.isEmpty() ? List.of() : first;
                    }
                })
                .breaksAnew("J8", "requires open before close", () -> new Sequential() {
                    @Override
                    public void close() {
                        network.close();
                        network = null;
                    }
                })
                .breaksAnew("J9", "creates tasks on workers", () -> new Sequential() {
                    @Override
                    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                        List<Supplier<ClientTask>> elsewhere = new ArrayList<>();
                        tasks.forEach(task -> elsewhere.add(
                                () -> CompletableFuture.supplyAsync(task).join()));
                        return super.train(elsewhere);
                    }
                })
                .list();
    }

    private static List<ClientResult> swapped(List<ClientResult> results) {
        List<ClientResult> mixed = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ClientResult own = results.get(i);
            ClientResult next = results.get((i + 1) % results.size());
            mixed.add(
                    own instanceof ClientResult.Success && next instanceof ClientResult.Success other
                            ? new ClientResult.Success(own.client(), other.update())
                            : own);
        }
        return mixed;
    }
}
