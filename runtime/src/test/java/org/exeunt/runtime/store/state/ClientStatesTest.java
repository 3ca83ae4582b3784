package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.exeunt.runtime.store.Sets.anyBits;
import static org.exeunt.runtime.store.Sets.bits;
import static org.exeunt.runtime.store.Sets.set;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of all storages of client states, and of the file. */
class ClientStatesTest {
    private enum Place {
        MEMORY,
        FILE,
        BOTH;

        ClientStates open(SlotFile file) {
            return switch (this) {
                case MEMORY -> new ClientStates(file, Long.MAX_VALUE);
                case FILE -> new ClientStates(file, 0);
                case BOTH -> new ClientStates(file, 600);
            };
        }
    }

    @TempDir
    Path directory;

    private SlotFile file;

    @BeforeEach
    void open() {
        file = SlotFile.in(directory);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private static Payload state(int size, long seed) {
        return Payload.of(set(size, seed))
                .with("velocity", set(size + 1, seed + 1))
                .with("counts", anyBits(seed + 2, 3))
                .with("", new float[0]);
    }

    private static void assertSameBits(Payload actual, Payload expected, String what) {
        assertThat(actual.parameterSets().keySet())
                .as(what)
                .isEqualTo(expected.parameterSets().keySet());
        assertThat(actual.vectors().keySet())
                .as(what)
                .isEqualTo(expected.vectors().keySet());
        expected.parameterSets().forEach((name, set) -> {
            assertThat(actual.parameters(name).blocks()).as(what).isEqualTo(set.blocks());
            assertThat(bits(actual.parameters(name)))
                    .as("%s, set '%s'", what, name)
                    .isEqualTo(bits(set));
        });
        expected.vectors().forEach((name, vector) -> assertThat(bits(actual.vector(name)))
                .as("%s, vector '%s'", what, name)
                .isEqualTo(bits(vector)));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void keepsTheLastStateOfEachClient(Place place) {
        ClientStates states = place.open(file);
        Map<Integer, Payload> expected = new HashMap<>();
        RandomGenerator random = new RandomStreams(4).stream("clients");
        for (int turn = 0; turn < 300; turn++) {
            int client = random.nextInt(10);
            Payload state = random.nextInt(5) == 0 ? Payload.empty() : state(1 + random.nextInt(40), turn);
            states.keep(new ClientId(client), state);
            expected.put(client, state);
            for (int other = 0; other < 10; other++) {
                assertSameBits(
                        states.of(new ClientId(other)),
                        expected.getOrDefault(other, Payload.empty()),
                        "seed 4, turn %d, client %d".formatted(turn, other));
            }
        }
    }

    @Test
    void emptyStatesTakeNoSpace() {
        ClientStates memory = Place.MEMORY.open(file);
        ClientStates inFile = Place.FILE.open(file);
        for (ClientStates states : new ClientStates[] {memory, inFile}) {
            states.keep(new ClientId(1), Payload.empty());
            states.keep(new ClientId(2), state(4, 1));
            states.keep(new ClientId(2), Payload.empty());
        }
        assertThat(memory.memory).isEmpty();
        assertThat(inFile.inFile).isEmpty();
        assertThat(file.reserve(1).start()).as("the slot was given back").isZero();
    }

    @Test
    void fileGrowsOnlyAsTheStatesDo() {
        ClientStates states = Place.FILE.open(file);
        for (int round = 0; round < 5; round++) {
            for (int client = 0; client < 4; client++) {
                states.keep(new ClientId(client), state(100, round));
            }
        }
        long values = 4 * state(100, 0).bytes().count();
        long length = file.length();
        assertThat(length).isBetween(values, values + 4 * 200);

        states.keep(new ClientId(0), state(60, 1));
        states.keep(new ClientId(0), state(90, 1));
        assertThat(file.length()).as("a smaller state stays where it is").isEqualTo(length);
        states.keep(new ClientId(0), state(200, 1));
        long larger = file.length();
        assertThat(larger).as("a larger one moves").isGreaterThan(length);
        states.keep(new ClientId(9), state(100, 2));
        assertThat(file.length()).as("and leaves its room to another").isEqualTo(larger);
    }

    @Test
    void fillsMemoryUpToTheLimit() {
        ClientStates states = new ClientStates(file, 1000);
        Payload of400 = Payload.empty().with("a", anyBits(1, 100));
        states.keep(new ClientId(0), of400);
        states.keep(new ClientId(1), of400);
        assertThat(states.inFile).isEmpty();
        states.keep(new ClientId(2), of400);
        assertThat(states.inFile).hasSize(1);
        states.keep(new ClientId(1), of400);
        assertThat(states.inFile).as("a state takes its own place again").hasSize(1);
        states.keep(new ClientId(0), Payload.empty());
        states.keep(new ClientId(2), of400);
        assertThat(states.inFile).as("room in memory is used").isEmpty();
        states.keep(new ClientId(1), Payload.empty().with("a", anyBits(1, 151)));
        assertThat(states.inFile).as("a state that outgrew its place").hasSize(1);
    }
}
