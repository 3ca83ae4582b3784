package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    abstract static class Of extends ClientExecutorContract {
        private final Supplier<ClientExecutor> executor;

        Of(Supplier<ClientExecutor> executor) {
            this.executor = executor;
        }

        @Override
        protected List<PluginChoice<ClientExecutor>> variants() {
            return TestChoices.by(ClientExecutor.class, executor);
        }
    }

    /** Runs everything on the calling thread. */
    private static class SequentialExecutor implements ClientExecutor {
        ClientRunner work;
        Network network;

        @Override
        public void open(ClientRunner opened) {
            work = opened;
            network = opened.openNetwork();
        }

        @Override
        public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
            List<ClientResult> outcomes = new ArrayList<>();
            tasks.forEach(task -> outcomes.add(train(task.get())));
            return outcomes;
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

    static class Sequential extends Of {
        Sequential() {
            super(SequentialExecutor::new);
        }
    }

    @Breaks("J1")
    static class LosesAResult extends Of {
        LosesAResult() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    List<ClientResult> outcomes = super.train(tasks);
                    return outcomes.size() > 5 ? outcomes.subList(0, 5) : outcomes;
                }
            });
        }
    }

    @Breaks("J1")
    static class TrainsTwice extends Of {
        TrainsTwice() {
            super(() -> new SequentialExecutor() {
                @Override
                ClientResult train(ClientTask task) {
                    super.train(task);
                    return super.train(task);
                }
            });
        }
    }

    @Breaks("J1")
    static class ReturnsResultsInClientOrder extends Of {
        ReturnsResultsInClientOrder() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    return super.train(tasks).stream()
                            .sorted((a, b) -> a.client().compareTo(b.client()))
                            .toList();
                }
            });
        }
    }

    @Breaks("J2")
    static class ReplacesTheCause extends Of {
        ReplacesTheCause() {
            super(() -> new SequentialExecutor() {
                @Override
                ClientResult train(ClientTask task) {
                    ClientResult outcome = super.train(task);
                    return outcome instanceof ClientResult.Failure
                            ? new ClientResult.Failure(task.client(), "failed")
                            : outcome;
                }
            });
        }
    }

    @Breaks("J2")
    static class DropsFailures extends Of {
        DropsFailures() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    return super.train(tasks).stream()
                            .filter(ClientResult.Success.class::isInstance)
                            .toList();
                }
            });
        }
    }

    @Breaks("J2")
    static class RepeatsFailedClients extends Of {
        RepeatsFailedClients() {
            super(() -> new SequentialExecutor() {
                @Override
                ClientResult train(ClientTask task) {
                    ClientResult outcome = super.train(task);
                    return outcome instanceof ClientResult.Failure ? super.train(task) : outcome;
                }
            });
        }
    }

    @Breaks("J3")
    static class SwapsUpdates extends Of {
        SwapsUpdates() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    List<ClientResult> outcomes = super.train(tasks);
                    List<ClientResult> mixed = new ArrayList<>();
                    for (int i = 0; i < outcomes.size(); i++) {
                        ClientResult own = outcomes.get(i);
                        ClientResult next = outcomes.get((i + 1) % outcomes.size());
                        mixed.add(
                                own instanceof ClientResult.Success && next instanceof ClientResult.Success other
                                        ? new ClientResult.Success(own.client(), other.update())
                                        : own);
                    }
                    return mixed;
                }
            });
        }
    }

    @Breaks("J4")
    static class LeavesItsNetworkOpen extends Of {
        LeavesItsNetworkOpen() {
            super(() -> new SequentialExecutor() {
                @Override
                public void close() {
                    network = null;
                }
            });
        }
    }

    @Breaks("J5")
    static class ReversesEvaluations extends Of {
        ReversesEvaluations() {
            super(() -> new SequentialExecutor() {
                @Override
                public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
                    List<EvaluationResult> backwards = new ArrayList<>();
                    super.evaluate(tasks, backwards::add);
                    Collections.reverse(backwards);
                    backwards.forEach(results);
                }
            });
        }
    }

    @Breaks("J6")
    static class CatchesEverything extends Of {
        CatchesEverything() {
            super(() -> new SequentialExecutor() {
                @Override
                ClientResult train(ClientTask task) {
                    try {
                        return super.train(task);
                    } catch (RuntimeException e) {
                        return new ClientResult.Failure(task.client(), e.getMessage());
                    }
                }
            });
        }
    }

    @Breaks("J6")
    static class OmitsEvaluationsThatThrow extends Of {
        OmitsEvaluationsThatThrow() {
            super(() -> new SequentialExecutor() {
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
            });
        }
    }

    @Breaks("J7")
    static class CachesResults extends Of {
        CachesResults() {
            super(() -> new SequentialExecutor() {
                private List<ClientResult> first = List.of();

                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    if (tasks.isEmpty()) {
                        return List.of();
                    }
                    if (first.isEmpty()) {
                        first = super.train(tasks);
                    }
                    return first;
                }
            });
        }
    }

    @Breaks("J8")
    static class RequiresOpen extends Of {
        RequiresOpen() {
            super(() -> new SequentialExecutor() {
                @Override
                public void close() {
                    network.close();
                    network = null;
                }
            });
        }
    }

    @Breaks("J8")
    static class AsksAClosedNetwork extends Of {
        AsksAClosedNetwork() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<String> statistics() {
                    return List.of("exits", String.valueOf(network.spec().exits()));
                }
            });
        }
    }

    @Breaks("J9")
    static class CreatesTasksOnWorkers extends Of {
        CreatesTasksOnWorkers() {
            super(() -> new SequentialExecutor() {
                @Override
                public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                    List<Supplier<ClientTask>> elsewhere = new ArrayList<>();
                    tasks.forEach(task -> elsewhere.add(
                            () -> CompletableFuture.supplyAsync(task).join()));
                    return super.train(elsewhere);
                }
            });
        }
    }
}
