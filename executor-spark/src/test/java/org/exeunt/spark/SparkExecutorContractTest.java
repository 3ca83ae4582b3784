package org.exeunt.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.spark.SparkOptions.LostClient;
import org.exeunt.testkit.contract.ClientExecutorContract;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/** Contract of the executor with executors that are threads of this process, as the contract observes it. */
class SparkExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return Stream.of("local[1]", "local[2]")
                .map(master -> new SparkPlugins()
                        .choose(
                                ClientExecutor.class,
                                "spark",
                                new SparkOptions(
                                        Optional.of(master),
                                        List.of(),
                                        LostClient.END_RUN,
                                        SparkOptions.Arithmetic.SAME,
                                        1)))
                .toList();
    }

    /** Two runs of one process would share a connection, and the federation of an executor. */
    @Test
    void runsOfOneProcessTakeTurns() throws Exception {
        CountDownLatch bothStarted = new CountDownLatch(2);
        ExecutorService runs = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<ClientResult>>> trained = Stream.of("one", "other")
                    .map(name -> runs.submit(() -> {
                        bothStarted.countDown();
                        bothStarted.await();
                        return train(new FailingRunner(name));
                    }))
                    .toList();
            assertThat(trained.get(0).get()).isEqualTo(failures("one"));
            assertThat(trained.get(1).get()).isEqualTo(failures("other"));
        } finally {
            runs.shutdownNow();
        }
    }

    /** Of the user; those of a configuration are refused when it is read. */
    @Test
    void settingsThatSparkRefusesAreNamed() {
        System.setProperty("spark.executor.memory", "256m");
        try (ClientExecutor executor = variants().get(0).create(new RecordingContext())) {
            assertThatThrownBy(() -> executor.open(new FailingRunner("one")))
                    .hasMessageContainingAll("Spark refuses settings", "268435456", "450 MB", "spark-defaults.conf");
        } finally {
            System.clearProperty("spark.executor.memory");
        }
    }

    private List<ClientResult> train(ClientRunner runner) {
        try (ClientExecutor executor = variants().get(1).create(new RecordingContext())) {
            executor.open(runner);
            return executor.train(clients()
                    .<Supplier<ClientTask>>map(client -> () -> ClientTask.of(
                            new Round(1),
                            client,
                            ExitSet.of(1),
                            Payload.empty(),
                            Payload.empty(),
                            new LocalTraining(1, 1, 0.1, 0, 0)))
                    .toList());
        }
    }

    private static List<ClientResult> failures(String run) {
        return clients()
                .<ClientResult>map(client -> new ClientResult.Failure(client, run))
                .toList();
    }

    private static Stream<ClientId> clients() {
        return IntStream.range(0, 20).mapToObj(ClientId::new);
    }

    /** Answers each task with a failure of which the cause is the name of the run. */
    private record FailingRunner(String name) implements ClientRunner {
        private static final NetworkDesign DESIGN =
                new ToyEngine().design(ToyNetworkOptions.of(2), InputShape.vector(2), 2);

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
            return DESIGN.open();
        }

        @Override
        public ClientResult train(ClientTask task, Network network) {
            return new ClientResult.Failure(task.client(), name);
        }

        @Override
        public EvaluationResult evaluate(ClientTask task, Network network) {
            throw new UnsupportedOperationException();
        }
    }
}
