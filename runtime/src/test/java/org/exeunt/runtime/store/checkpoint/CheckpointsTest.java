package org.exeunt.runtime.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.runtime.store.Sets.bits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.runtime.store.Sets;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.state.RunStates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointsTest {
    private static final ClientId A = new ClientId(1);
    private static final ClientId B = new ClientId(4);
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(30, 1000))
            .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(7))
            .add("head1/W", BlockRole.HEAD, 1, List.of(3, 2))
            .build();
    private static final ParameterLayout OTHER_LAYOUT = new ParameterLayout.Builder()
            .add("head1/b", BlockRole.HEAD, 1, List.of(2))
            .build();

    /** Has every kind of component that a state may have. */
    private record State<S extends Record>(
            S inner,
            ParameterSet set,
            SortedMap<ClientId, ParameterSet> heads,
            Map<ClientId, Row> rows,
            List<Payload> payloads,
            Similarities similarities,
            String text,
            int whole,
            long wide,
            float single,
            double real,
            boolean truth) {}

    private record Row(List<Double> weights) {}

    private record Inner(ParameterSet set) {}

    @TempDir
    Path folder;

    private final Random random = new Random(17);
    private final List<RunStates> opened = new ArrayList<>();

    @AfterEach
    void closeStates() {
        opened.forEach(RunStates::close);
    }

    private RunStates states(ClientStateStorage place) {
        RunStates states = RunStates.open(place, folder);
        opened.add(states);
        return states;
    }

    private ParameterSet values(BlockSet blocks) {
        return Sets.set(blocks, random.nextLong());
    }

    private State<Inner> state() {
        SortedMap<ClientId, SortedMap<ClientId, Double>> similar = new TreeMap<>();
        similar.put(A, new TreeMap<>(Map.of(A, 1.0, B, -0.25)));
        return new State<>(
                new Inner(values(LAYOUT.buffers())),
                values(LAYOUT.all()),
                new TreeMap<>(Map.of(A, values(LAYOUT.heads()), B, values(OTHER_LAYOUT.all()))),
                Map.of(B, new Row(List.of(0.1, Double.MIN_VALUE))),
                List.of(Payload.empty(), Payload.of(values(LAYOUT.heads())).with("v", new float[] {1, Float.NaN})),
                new Similarities(similar),
                "ü\n",
                -3,
                1L << 40,
                0.1f,
                Math.PI,
                true);
    }

    private static State<Inner> example() {
        return new State<>(
                new Inner(ParameterSet.zeros(LAYOUT.buffers())),
                ParameterSet.zeros(LAYOUT.all()),
                new TreeMap<>(),
                Map.of(),
                List.of(),
                Similarities.none(),
                "",
                0,
                0,
                0,
                0,
                false);
    }

    private static CheckpointHeader header(int round) {
        return new CheckpointHeader(
                "run-1",
                round,
                List.of(FileChecksum.of("rounds.jsonl", new byte[10 * round])),
                List.of("a warning"),
                List.of("1,training,0.5"));
    }

    @ParameterizedTest
    @EnumSource(ClientStateStorage.class)
    void readsBackBitForBit(ClientStateStorage place) {
        RunStates states = states(place);
        Payload kept = Payload.of(values(LAYOUT.all())).with("memory", new float[] {2, 3});
        states.clients().keep(B, kept);
        State<Inner> state = states.store(state());
        Checkpoints checkpoints = new Checkpoints(folder);
        checkpoints.write(header(3), state, states.clients());

        List<String> warnings = new ArrayList<>();
        Checkpoint found = checkpoints.newest(warnings::add).orElseThrow();
        RunStates other = states(place);
        State<Inner> read = other.store(found.restore(example(), other));
        assertThat(warnings).isEmpty();
        assertThat(found.header()).isEqualTo(header(3));
        assertThat(bits(read.set())).isEqualTo(bits(state.set()));
        assertThat(bits(read.inner().set())).isEqualTo(bits(state.inner().set()));
        assertThat(read.heads().keySet()).isEqualTo(state.heads().keySet());
        state.heads().forEach((client, head) -> {
            assertThat(bits(read.heads().get(client))).isEqualTo(bits(head));
            assertThat(read.heads().get(client).blocks()).isEqualTo(head.blocks());
        });
        assertThat(read.payloads().get(0)).isEqualTo(Payload.empty());
        assertThat(bits(read.payloads().get(1).parameters().orElseThrow()))
                .isEqualTo(bits(state.payloads().get(1).parameters().orElseThrow()));
        assertThat(read.payloads().get(1).vector("v")).isEqualTo(new float[] {1, Float.NaN});
        assertThat(List.of(read.rows(), read.similarities(), read.text(), read.whole(), read.wide()))
                .isEqualTo(List.of(state.rows(), state.similarities(), "ü\n", -3, 1L << 40));
        assertThat(List.of(read.single(), read.real(), read.truth())).isEqualTo(List.of(0.1f, Math.PI, true));
        assertThat(other.clients().of(A)).isEqualTo(Payload.empty());
        assertThat(bits(other.clients().of(B).parameters().orElseThrow()))
                .isEqualTo(bits(kept.parameters().orElseThrow()));
        assertThat(other.clients().of(B).vector("memory")).isEqualTo(new float[] {2, 3});
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsTheNewestTwo() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder);
        assertThat(checkpoints.newest(warning -> {})).isEmpty();
        RunStates states = states(ClientStateStorage.MEMORY);
        for (int round : List.of(8, 9, 10, 11)) {
            checkpoints.write(header(round), state(), states.clients());
        }
        assertThat(files()).containsExactly("round-10.checkpoint", "round-11.checkpoint");
        assertThat(checkpoints.newest(warning -> {}).orElseThrow().header().round())
                .isEqualTo(11);
    }

    @Test
    void skipsADamagedCheckpoint() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder);
        RunStates states = states(ClientStateStorage.MEMORY);
        checkpoints.write(header(1), state(), states.clients());
        checkpoints.write(header(2), state(), states.clients());
        Path newest = folder.resolve("checkpoints/round-2.checkpoint");
        byte[] whole = Files.readAllBytes(newest);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(newest, round % 2 == 0 ? damaged : Arrays.copyOf(whole, random.nextInt(whole.length)));
            List<String> warnings = new ArrayList<>();
            assertThat(checkpoints.newest(warnings::add).orElseThrow().header().round())
                    .isEqualTo(1);
            assertThat(warnings).singleElement().asString().contains("round-2.checkpoint", "not usable");
        }
    }

    /** Valid bytes of other types, as another version of a strategy might have written them. */
    @Test
    void rejectsStatesOfAnotherStrategy() {
        Checkpoints checkpoints = new Checkpoints(folder);
        RunStates states = states(ClientStateStorage.MEMORY);
        checkpoints.write(header(1), new Inner(values(LAYOUT.all())), states.clients());
        Checkpoint found = checkpoints.newest(warning -> {}).orElseThrow();
        assertThatThrownBy(() -> found.restore(example(), states))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("round-1.checkpoint", "State", "--rerun");
        assertThatThrownBy(() -> found.restore(new Row(List.of()), states)).isInstanceOf(ExeuntException.class);
    }

    /** Arbitrary bytes with a valid checksum are rejected with a clear error, or read as values of the right types. */
    @Test
    void forgedBytesAreRejectedOrRead() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder);
        checkpoints.write(header(1), small(), states(ClientStateStorage.MEMORY).clients());
        Path file = folder.resolve("checkpoints/round-1.checkpoint");
        byte[] whole = Files.readAllBytes(file);
        int read = 0;
        for (int round = 0; round < 4_000; round++) {
            byte[] forged = whole.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                forged[12 + random.nextInt(whole.length - 16)] = (byte) random.nextInt();
            }
            CRC32C sum = new CRC32C();
            sum.update(forged, 0, forged.length - 4);
            ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) sum.getValue());
            Files.write(file, forged);
            try (RunStates states = RunStates.open(ClientStateStorage.MEMORY, folder)) {
                Optional<Checkpoint> found = checkpoints.newest(warning -> {});
                if (found.isPresent()) {
                    found.get().restore(small(), states);
                    read++;
                }
            } catch (ExeuntException refused) {
                assertThat(refused).as("seed 17, round %d", round).hasMessageContaining("round-1.checkpoint");
            }
        }
        assertThat(read).as("forgeries that are states all the same").isPositive();
    }

    private static State<Row> small() {
        ParameterSet head = ParameterSet.zeros(OTHER_LAYOUT.all());
        return new State<>(
                new Row(List.of(1.0)),
                head,
                new TreeMap<>(Map.of(A, head)),
                Map.of(B, new Row(List.of())),
                List.of(Payload.of(head).with("v", new float[3])),
                new Similarities(new TreeMap<>(Map.of(A, new TreeMap<>(Map.of(B, 0.5))))),
                "text",
                1,
                2,
                3,
                4,
                true);
    }

    @Test
    void rejectsAStateOfUnknownTypes() throws IOException {
        record Foreign(Object what) {}
        Checkpoints checkpoints = new Checkpoints(folder);
        RunStates states = states(ClientStateStorage.MEMORY);
        assertThatThrownBy(() -> checkpoints.write(header(1), new Foreign(this), states.clients()))
                .hasMessageContainingAll("CheckpointsTest", "expected parameter sets");
        assertThat(files()).isEmpty();
    }
}
