package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.runtime.store.state.Sets.bits;
import static org.exeunt.runtime.store.state.Sets.set;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStateSpillTest {
    private static final ParameterLayout LAYOUT = Sets.layout(100);

    /** A state of everything a state may be made of. */
    private record State(
            ParameterSet shared,
            SortedMap<ClientId, ParameterSet> models,
            Map<ClientId, Lesson> lessons,
            List<ParameterSet> history,
            Payload payload,
            Similarities similarities,
            String word,
            int rounds) {}

    private record Lesson(Payload payload, List<ParameterSet> heads, double weight) {}

    @TempDir
    Path directory;

    private SlotFile file;
    private ServerStateSpill server;

    @BeforeEach
    void open() {
        file = SlotFile.in(directory);
        server = new ServerStateSpill(file, 0);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private static ClientId client(int index) {
        return new ClientId(index);
    }

    private static State state() {
        Map<ClientId, Lesson> lessons = new LinkedHashMap<>();
        for (int i : new int[] {5, 2, 9}) {
            lessons.put(
                    client(i),
                    new Lesson(
                            Payload.of(set(LAYOUT, 10 + i)).with("v", new float[] {i}),
                            List.of(set(LAYOUT, 20 + i), set(LAYOUT, 30 + i)),
                            i));
        }
        return new State(
                set(LAYOUT, 1),
                new TreeMap<>(Map.of(client(3), set(LAYOUT, 3), client(1), set(LAYOUT, 4))),
                lessons,
                List.of(set(LAYOUT, 5)),
                Payload.of(set(LAYOUT, 6)),
                Similarities.none().withTeacher(client(1), .5),
                "word",
                7);
    }

    private static boolean rests(ParameterSet set) {
        return set.resting().isPresent();
    }

    @Test
    void setsOfClientsRestAndNothingElse() {
        State given = state();
        State resting = server.rest(given);

        assertThat(resting).isEqualTo(given).hasSameHashCodeAs(given);
        assertThat(server.inFile()).isEqualTo(2 + 3 * 3);
        assertThat(resting.models().values()).allMatch(ServerStateSpillTest::rests);
        resting.lessons().values().forEach(lesson -> {
            assertThat(rests(lesson.payload().parameters(Payload.PARAMETERS))).isTrue();
            assertThat(lesson.heads()).allMatch(ServerStateSpillTest::rests);
        });
        assertThat(resting.shared()).isSameAs(given.shared());
        assertThat(resting.history()).isSameAs(given.history());
        assertThat(resting.payload()).isSameAs(given.payload());
        assertThat(resting.similarities()).isSameAs(given.similarities());
        assertThat(given.models().values()).noneMatch(ServerStateSpillTest::rests);
    }

    @Test
    void ordersAndBitsStay() {
        State given = state();
        State resting = server.rest(given);
        assertThat(resting.models().keySet()).containsExactly(client(1), client(3));
        assertThat(resting.lessons().keySet()).containsExactly(client(5), client(2), client(9));
        resting.models().forEach((client, set) -> {
            assertThat(bits(set)).isEqualTo(bits(given.models().get(client)));
            assertThat(set.blocks()).isEqualTo(LAYOUT.all());
        });
    }

    @Test
    void aStateWithNothingOfClientsIsLeftAlone() {
        record Shared(ParameterSet shared, SortedMap<ClientId, Double> losses) {}
        Shared shared = new Shared(set(LAYOUT, 1), new TreeMap<>(Map.of(client(1), 2.0)));
        assertThat(server.rest(shared)).isSameAs(shared);
        assertThat(file.length()).isZero();
    }

    /** The models of some clients. */
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
    void aReplacedSetGivesItsRoomToTheNext() {
        Models state = server.rest(Models.of(set(LAYOUT, 0), set(LAYOUT, 1), set(LAYOUT, 2)));
        for (int round = 0; round < 20; round++) {
            int index = round % 3;
            ParameterSet before = state.get(index);
            ParameterSet kept = state.get((index + 1) % 3);
            ParameterSet next = ParameterMath.weightedSum(List.of(before, kept), new double[] {.5, .5});
            Models following = server.rest(state.with(index, next));

            assertThat(following.get(index)).as("round %d", round).isEqualTo(next);
            assertThat(following.get((index + 1) % 3)).isSameAs(kept);
            assertThatThrownBy(before::values)
                    .as("a set of a state that was followed")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another one has followed");
            state = following;
        }
        assertThat(file.length()).isEqualTo(3 * 400);
    }

    @Test
    void aSetThatLiesInAStateTwiceIsWrittenOnce() {
        ParameterSet common = set(LAYOUT, 1);
        Models resting = server.rest(Models.of(common, common, set(LAYOUT, 2)));
        assertThat(file.length()).isEqualTo(2 * 400);
        assertThat(resting.get(0)).isSameAs(resting.get(1)).isEqualTo(common);
        Models next = server.rest(resting.with(0, set(LAYOUT, 3)));
        assertThat(next.get(1)).as("one of both is still there").isEqualTo(common);
    }

    @Test
    void memoryIsFilledToItsLimit() {
        ServerStateSpill roomy = new ServerStateSpill(file, 900);
        Models resting = roomy.rest(Models.of(set(LAYOUT, 1), set(LAYOUT, 2), set(LAYOUT, 3), set(LAYOUT, 4)));
        List<Boolean> rest = new ArrayList<>();
        resting.models().values().forEach(set -> rest.add(rests(set)));
        assertThat(rest).containsExactly(false, false, true, true);
        assertThat(roomy.inFile()).isEqualTo(2);
    }

    @Test
    void smallSetsStay() {
        Models small = Models.of(set(10, 1), set(63, 2));
        assertThat(server.rest(small)).isSameAs(small);
    }

    @Test
    void aRecordThatCannotBeMadeAnewIsNamed() {
        record Once(SortedMap<ClientId, ParameterSet> models) {
            Once {
                if (models.values().stream().anyMatch(ServerStateSpillTest::rests)) {
                    throw new UnsupportedOperationException("no");
                }
            }
        }
        Once once = new Once(new TreeMap<>(Map.of(client(1), set(LAYOUT, 1))));
        assertThatThrownBy(() -> server.rest(once))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("record cannot be made of its own components", "Once refuses");
    }
}
