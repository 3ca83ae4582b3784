package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.runtime.store.Sets.bits;
import static org.exeunt.runtime.store.Sets.set;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.runtime.store.Sets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the server's state. */
class RunStatesTest {
    private static final ParameterLayout LAYOUT = Sets.layout(100);

    /** A state with every permitted kind of component. */
    private record State(
            ParameterSet shared,
            SortedMap<ClientId, ParameterSet> models,
            Map<ClientId, Item> items,
            List<ParameterSet> history,
            Payload payload,
            Similarities similarities,
            String word,
            int rounds) {}

    private record Item(Payload payload, List<ParameterSet> heads, double weight) {}

    @TempDir
    Path directory;

    private SlotFile file;
    private RunStates server;

    @BeforeEach
    void open() {
        file = SlotFile.in(directory);
        server = new RunStates(file, 0);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private static ClientId client(int index) {
        return new ClientId(index);
    }

    private static State state() {
        Map<ClientId, Item> items = new LinkedHashMap<>();
        for (int i : new int[] {5, 2, 9}) {
            items.put(
                    client(i),
                    new Item(
                            Payload.of(set(LAYOUT, 10 + i)).with("v", new float[] {i}),
                            List.of(set(LAYOUT, 20 + i), set(LAYOUT, 30 + i)),
                            i));
        }
        return new State(
                set(LAYOUT, 1),
                new TreeMap<>(Map.of(client(3), set(LAYOUT, 3), client(1), set(LAYOUT, 4))),
                items,
                List.of(set(LAYOUT, 5)),
                Payload.of(set(LAYOUT, 6)),
                Similarities.none().with(List.of(client(1)), new double[][] {{.5}}),
                "word",
                7);
    }

    private static boolean isStored(ParameterSet set) {
        return set.stored().isPresent();
    }

    @Test
    void storesOnlySetsByClient() {
        State given = state();
        State stored = server.store(given);

        assertThat(stored).isEqualTo(given).hasSameHashCodeAs(given);
        assertThat(server.inFile).hasSize(2 + 3 * 3);
        assertThat(stored.models().values()).allMatch(RunStatesTest::isStored);
        stored.items().values().forEach(item -> {
            assertThat(isStored(item.payload().parameters(Payload.PARAMETERS))).isTrue();
            assertThat(item.heads()).allMatch(RunStatesTest::isStored);
        });
        assertThat(stored.shared()).isSameAs(given.shared());
        assertThat(stored.history()).isSameAs(given.history());
        assertThat(stored.payload()).isSameAs(given.payload());
        assertThat(stored.similarities()).isSameAs(given.similarities());
        assertThat(given.models().values()).noneMatch(RunStatesTest::isStored);
    }

    @Test
    void preservesOrderAndBits() {
        State given = state();
        State stored = server.store(given);
        assertThat(stored.models().keySet()).containsExactly(client(1), client(3));
        assertThat(stored.items().keySet()).containsExactly(client(5), client(2), client(9));
        stored.models().forEach((client, set) -> {
            assertThat(bits(set)).isEqualTo(bits(given.models().get(client)));
            assertThat(set.blocks()).isEqualTo(LAYOUT.all());
        });
    }

    @Test
    void threadsReadTheSameBits() {
        Models given = Models.of(set(LAYOUT, 0), set(LAYOUT, 1), set(LAYOUT, 2), set(LAYOUT, 3));
        Models stored = server.store(given);
        IntStream.range(0, 20_000).parallel().forEach(i -> assertThat(bits(stored.get(i % 4)))
                .isEqualTo(bits(given.get(i % 4))));
    }

    @Test
    void keepsAStateWithoutSetsByClient() {
        record Shared(ParameterSet shared, SortedMap<ClientId, Double> losses) {}
        Shared shared = new Shared(set(LAYOUT, 1), new TreeMap<>(Map.of(client(1), 2.0)));
        assertThat(server.store(shared)).isSameAs(shared);
        assertThat(file.length()).isZero();
    }

    /** Models by client. */
    private record Models(SortedMap<ClientId, ParameterSet> models) {
        static Models of(ParameterSet... models) {
            SortedMap<ClientId, ParameterSet> all = new TreeMap<>();
            for (ParameterSet model : models) {
                all.put(client(all.size()), model);
            }
            return new Models(all);
        }

        Models with(int index, ParameterSet model) {
            SortedMap<ClientId, ParameterSet> more = new TreeMap<>(models);
            more.put(client(index), model);
            return new Models(more);
        }

        ParameterSet get(int index) {
            return models.get(client(index));
        }
    }

    @Test
    void reusesTheSlotOfAReplacedSet() {
        Models state = server.store(Models.of(set(LAYOUT, 0), set(LAYOUT, 1), set(LAYOUT, 2)));
        for (int round = 0; round < 20; round++) {
            int index = round % 3;
            ParameterSet before = state.get(index);
            ParameterSet kept = state.get((index + 1) % 3);
            ParameterSet next = ParameterMath.weightedSum(List.of(before, kept), new double[] {.5, .5});
            Models following = server.store(state.with(index, next));

            assertThat(following.get(index)).as("round %d", round).isEqualTo(next);
            assertThat(following.get((index + 1) % 3)).isSameAs(kept);
            assertThatThrownBy(before::values)
                    .as("a set of a state that was followed")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the next state replaced it");
            state = following;
        }
        assertThat(file.length()).isEqualTo(3 * 400);
    }

    @Test
    void writesASetThatOccursTwiceOnce() {
        ParameterSet common = set(LAYOUT, 1);
        Models stored = server.store(Models.of(common, common, set(LAYOUT, 2)));
        assertThat(file.length()).isEqualTo(2 * 400);
        assertThat(stored.get(0)).isSameAs(stored.get(1)).isEqualTo(common);
        Models next = server.store(stored.with(0, set(LAYOUT, 3)));
        assertThat(next.get(1)).as("one of both is still there").isEqualTo(common);
    }

    @Test
    void fillsMemoryUpToTheLimit() {
        RunStates limited = new RunStates(file, 900);
        Models stored = limited.store(Models.of(set(LAYOUT, 1), set(LAYOUT, 2), set(LAYOUT, 3), set(LAYOUT, 4)));
        List<Boolean> inFile = new ArrayList<>();
        stored.models().values().forEach(set -> inFile.add(isStored(set)));
        assertThat(inFile).containsExactly(false, false, true, true);
        assertThat(limited.inFile).hasSize(2);
    }

    @Test
    void keepsSmallSetsInMemory() {
        Models small = Models.of(set(10, 1), set(63, 2));
        assertThat(server.store(small)).isSameAs(small);
    }

    @Test
    void namesARecordThatCannotBeCreatedAgain() {
        record Once(SortedMap<ClientId, ParameterSet> models) {
            Once {
                if (models.values().stream().anyMatch(RunStatesTest::isStored)) {
                    throw new UnsupportedOperationException("no");
                }
            }
        }
        Once once = new Once(new TreeMap<>(Map.of(client(1), set(LAYOUT, 1))));
        assertThatThrownBy(() -> server.store(once))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Once rejects its values");
    }
}
