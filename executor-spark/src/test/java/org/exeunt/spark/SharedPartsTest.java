package org.exeunt.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.runtime.store.codec.TaskCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedPartsTest {
    private static final int BACKBONE = 1_000_000;

    private static final int HEAD = 1_000;
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("backbone", BlockRole.BACKBONE, 1, List.of(BACKBONE))
            .add("head", BlockRole.HEAD, 1, List.of(HEAD))
            .build();

    private static final TaskCodec CODEC = new TaskCodec(LAYOUT, Optional.empty());

    private static JavaSparkContext spark;

    @BeforeAll
    static void connect() {
        spark = new JavaSparkContext(
                new SparkConf().setMaster("local[1]").setAppName("test").set("spark.ui.enabled", "false"));
    }

    @AfterAll
    static void disconnect() {
        spark.close();
    }

    /** An encoded task and what it was cut to. */
    private record Cut(byte[] whole, byte[] own, List<SharedParts.Part> parts) {
        void assertJoins() {
            assertThat(SharedParts.join(
                            own, parts.stream().map(SharedParts.Part::broadcast).toList()))
                    .isEqualTo(whole);
        }
    }

    /** Returns the task of a client that receives a backbone of one value and a head of its own, and has a state. */
    private static ClientTask task(int client, float backbone, int stateSize) {
        float[] values = new float[LAYOUT.size()];
        Arrays.fill(values, 0, BACKBONE, backbone);
        Arrays.fill(values, BACKBONE, values.length, client);
        float[] state = new float[stateSize];
        Arrays.fill(state, client);
        return ClientTask.of(
                new Round(3),
                new ClientId(client),
                ExitSet.of(List.of(new Exit(1))),
                Payload.of(ParameterSet.of(LAYOUT.all(), values)),
                Payload.empty().with("state", state),
                new LocalTraining(2, 4, 0.1, 0.5, 1e-3));
    }

    private static Cut cut(SharedParts shared, ClientTask task, List<SharedParts.Part> parts) {
        List<Integer> boundaries = new ArrayList<>();
        byte[] whole = CODEC.encode(task, boundaries::add);
        return new Cut(whole, shared.cut(whole, boundaries, parts), parts);
    }

    @Test
    void sharedBackboneIsSentOnce() {
        Deque<Cut> running = new ArrayDeque<>();
        long own = 0;
        try (SharedParts shared = new SharedParts(spark)) {
            for (int client = 0; client < 20; client++) {
                Cut cut = cut(shared, task(client, 0.5f, 10_000), new ArrayList<>());
                cut.assertJoins();
                running.add(cut);
                own += Float.BYTES * (HEAD + 10_000L);
                if (running.size() == 2) {
                    shared.release(running.remove().parts());
                }
            }
            long distinct = Float.BYTES * (long) BACKBONE;
            assertThat(shared.broadcastBytes()).isEqualTo(distinct);
            assertThat(shared.broadcastBytes() + shared.taskBytes())
                    .isBetween(distinct + own, (distinct + own) * 11 / 10);
        }
    }

    @Test
    void contentThatReturnsIsSentTwiceAtMost() {
        try (SharedParts shared = new SharedParts(spark)) {
            for (int client = 0; client < 6; client++) {
                Cut cut = cut(shared, task(client, client % 2, 0), new ArrayList<>());
                cut.assertJoins();
                shared.release(cut.parts());
            }
            // each of two backbones once, destroyed, and a second time, kept
            assertThat(shared.broadcastBytes()).isEqualTo(4L * Float.BYTES * BACKBONE);
        }
    }

    @Test
    void tasksOfAJobHaveTheirPartsInCommon() {
        try (SharedParts shared = new SharedParts(spark)) {
            List<SharedParts.Part> parts = new ArrayList<>();
            List<Cut> cuts = IntStream.range(0, 3)
                    .mapToObj(client -> cut(shared, task(client, 0.5f, 100_000), parts))
                    .toList();
            assertThat(parts).as("one backbone and three states").hasSize(4);
            cuts.forEach(Cut::assertJoins);
        }
    }
}
