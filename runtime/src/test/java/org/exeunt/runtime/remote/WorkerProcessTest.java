package org.exeunt.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin.LostClient;
import org.exeunt.runtime.store.codec.TaskCodec;
import org.exeunt.testsupport.LinearEngine;
import org.exeunt.testsupport.ThreadProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerProcessTest {
    private static final NetworkDesign DESIGN = LinearEngine.design(2, InputShape.vector(2), 2, closed -> {});

    private final RunContext context = new RunContext(Path.of(""));
    private final SortedMap<String, String> fingerprint = new TreeMap<>(Map.of("java", "17", "Strategy 'a'", "1"));

    /** A runner whose clients fail with a text. */
    private static ClientRunner runner(SortedMap<String, String> fingerprint, Function<ClientTask, String> text) {
        return new ClientRunner() {
            @Override
            public String configuration() {
                return "{\"name\": \"test\"}";
            }

            @Override
            public SortedMap<String, String> fingerprint() {
                return fingerprint;
            }

            @Override
            public ParameterLayout layout() {
                return DESIGN.spec().layout();
            }

            @Override
            public Network openNetwork() {
                return DESIGN.open();
            }

            @Override
            public ClientResult train(ClientTask task, Network network) {
                return new ClientResult.Failure(task.client(), text.apply(task));
            }

            @Override
            public EvaluationResult evaluate(ClientTask task, Network network) {
                return new EvaluationResult(
                        ClientEvaluation.of(task.client(), 1, List.of(), 0, List.of()), Optional.empty());
            }
        };
    }

    private static Process worker(ClientRunner runner, RunContext warnings, Runnable inputEnded) {
        return new ThreadProcess((in, out) -> {
            WorkerMain.serve(in, out, (text, folder) -> new RemoteRunner(runner, warnings), inputEnded);
            return 0;
        });
    }

    private static List<Supplier<ClientTask>> tasks(int count) {
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClientId client = new ClientId(i);
            tasks.add(() -> ClientTask.of(
                    new Round(1),
                    client,
                    ExitSet.none(),
                    Payload.empty(),
                    Payload.empty(),
                    new LocalTraining(1, 1, 1, 0, 0)));
        }
        return tasks;
    }

    private List<ClientResult> train(LostClient onLostClient, Supplier<Process> starter, int clients) {
        try (ProcessesExecutor executor = new ProcessesExecutor(1, onLostClient, unused -> starter.get(), context)) {
            executor.open(runner(fingerprint, task -> ""));
            return executor.train(tasks(clients));
        }
    }

    @Test
    void runnersGetConfigurationAndFolder() {
        List<String> received = new ArrayList<>();
        try (ProcessesExecutor executor = new ProcessesExecutor(
                1,
                LostClient.END_RUN,
                unused -> new ThreadProcess((in, out) -> {
                    WorkerMain.serve(
                            in,
                            out,
                            (text, folder) -> {
                                received.add(text + " in '" + folder + "'");
                                return new RemoteRunner(runner(fingerprint, task -> "at work"), context);
                            },
                            () -> {});
                    return 0;
                }),
                context)) {
            executor.open(runner(fingerprint, task -> "not here"));
            assertThat(executor.train(tasks(2)))
                    .containsExactly(
                            new ClientResult.Failure(new ClientId(0), "at work"),
                            new ClientResult.Failure(new ClientId(1), "at work"));
            assertThat(executor.cpuTime()).isGreaterThan(Duration.ZERO);
        }
        assertThat(received).containsExactly("{\"name\": \"test\"} in ''");
    }

    @Test
    void differentWorkersAreRefusedByName() {
        SortedMap<String, String> other = new TreeMap<>(fingerprint);
        other.put("Strategy 'a'", "2");
        other.put("data file x.csv", "3 records");
        assertThatThrownBy(() ->
                        train(LostClient.FAIL_CLIENT, () -> worker(runner(other, task -> ""), context, () -> {}), 1))
                .hasMessageContainingAll("Strategy 'a': 1 → 2", "data file x.csv: (none) → 3 records")
                .hasMessageNotContaining("java")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-31");
    }

    @Test
    void errorsAndWarningsOfWorkersAreThoseOfTheRun() {
        RunContext ofWorker = new RunContext(Path.of(""));
        ClientRunner failing = runner(fingerprint, task -> {
            ofWorker.warn("careful\n\0!");
            throw new ExeuntException(ErrorCategory.CONFIG.code("acme", 7), "wrong option");
        });
        assertThatThrownBy(() -> train(LostClient.FAIL_CLIENT, () -> worker(failing, ofWorker, () -> {}), 1))
                .hasMessage("wrong option")
                .hasStackTraceContaining("in worker process 1: ")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("acme:CONFIG-07");
        assertThat(context.takeWarnings()).containsExactly("careful\n\0!");
    }

    @Test
    void threeTriesThenTheRunEndsOrTheClientFails() {
        AtomicInteger started = new AtomicInteger();
        Supplier<Process> dying = () -> {
            started.incrementAndGet();
            return new ThreadProcess((in, out) -> 137);
        };
        assertThatThrownBy(() -> train(LostClient.END_RUN, dying, 1))
                .hasMessageStartingWith("No process could train client 0 in round 1: the worker process ended with "
                        + "exit code 137 (killed; by the system if memory is short), at the last of 3 tries.")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-30");
        assertThat(started).hasValue(3);
        assertThat(context.takeWarnings()).hasSize(2);
        assertThat(train(LostClient.FAIL_CLIENT, dying, 2)).hasSize(2).allSatisfy(result -> assertThat(
                        ((ClientResult.Failure) result).cause())
                .startsWith("RESOURCE-30: No process could train client " + result.client()));
    }

    @Test
    void textBetweenMessagesIsDetected() {
        Supplier<Process> printing = () -> new ThreadProcess((in, out) -> {
            out.write("printed by a native library\n".getBytes(StandardCharsets.US_ASCII));
            return 0;
        });
        assertThatThrownBy(() -> train(LostClient.END_RUN, printing, 1)).hasMessageContaining("No process could train");
    }

    /** A busy worker learns that its run has ended: a real one ends then. */
    @Test
    void endOfInputIsNoticedDuringATask() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ClientRunner waiting = runner(fingerprint, task -> {
            busy.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "ended";
        });
        Process worker = worker(waiting, context, ended::countDown);
        Message.of(Message.Kind.OPEN, List.of("", "{}")).write(worker.getOutputStream());
        byte[] task =
                new TaskCodec(DESIGN.spec().layout()).encode(tasks(1).get(0).get());
        new Message(Message.Kind.TRAIN, task).write(worker.getOutputStream());
        busy.await();
        worker.getOutputStream().close();
        assertThat(worker.waitFor()).isZero();
    }

    @Test
    void messagesAreReadBack() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Message.of(Message.Kind.EXCEPTION, List.of("", "a\nb", "c\0d")).write(bytes);
        Message read = Message.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(read.kind()).isEqualTo(Message.Kind.EXCEPTION);
        assertThat(read.texts(3)).containsExactly("", "a\nb", "c\0d");
    }

    @Test
    void textInPlaceOfAMessageIsKept() throws IOException {
        for (String printed : List.of("# A fatal error has been detected", "#\n")) {
            InputStream in = new ByteArrayInputStream(printed.getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> Message.read(in)).hasMessageContaining("standard output");
            assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo(printed);
        }
    }

    @Test
    void invalidMessagesTakeLittleMemory() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new Message(Message.Kind.RESULT, new byte[20]).write(written);
        Random random = new Random(3);
        int refused = 0;
        for (int attempt = 0; attempt < 3000; attempt++) {
            byte[] bytes = written.toByteArray();
            bytes[random.nextInt(9)] = (byte) (attempt % 2 == 0 ? 0x7f : random.nextInt(256));
            try {
                // a length of up to 2 GiB, of which 20 bytes follow
                assertThat(Message.read(new ByteArrayInputStream(bytes)).bytes())
                        .hasSizeLessThanOrEqualTo(20);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).as("refused of 3000, seed 3").isGreaterThan(2000);
    }

    @Test
    void automaticWorkersFitIntoMemory() {
        long gib = 1L << 30;
        assertThat(ProcessesExecutorPlugin.workers(8, 64 * gib, 3 * gib)).isEqualTo(8);
        assertThat(ProcessesExecutorPlugin.workers(64, 64 * gib, 3 * gib)).isEqualTo(15);
        assertThat(ProcessesExecutorPlugin.workers(64, 64 * gib, gib)).isEqualTo(31);
        assertThat(ProcessesExecutorPlugin.workers(8, 4 * gib, 3 * gib)).isEqualTo(1);
        assertThat(ProcessesExecutorPlugin.workers(8, 4 * gib, Long.MAX_VALUE)).isEqualTo(1);
    }
}
