package org.exeunt.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.testsupport.Rounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads event files back with an independent reader. */
class TensorBoardTest {
    @TempDir
    private Path folder;

    private TensorBoard tracker() {
        return new TensorBoard(folder, () -> 1_700_000_000_500L);
    }

    /** A decoded event. */
    private record Read(
            double wallTime,
            long step,
            String version,
            boolean restart,
            Map<String, Float> scalars,
            Map<String, String> texts) {}

    private List<Read> events(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Read> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(EventFile.masked(length));
            byte[] event = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(event);
            assertThat(bytes.getInt()).isEqualTo(EventFile.masked(event));
            events.add(event(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return events;
    }

    private static Read event(ByteBuffer bytes) {
        Map<Integer, List<Object>> event = fields(bytes);
        assertThat(event.keySet()).isSubsetOf(1, 2, 3, 5, 7);
        Map<String, Float> scalars = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        for (Object summary : event.getOrDefault(5, List.of())) {
            for (Object each : fields(summary).get(1)) {
                Map<Integer, List<Object>> value = fields(each);
                String tag = text(value.get(1));
                if (value.containsKey(2)) {
                    scalars.put(tag, (Float) value.get(2).get(0));
                } else {
                    assertThat(value).as("tag, tensor and metadata").containsOnlyKeys(1, 8, 9);
                    texts.put(tag, tensor(fields(value.get(8).get(0))));
                    Object plugin = fields(value.get(9).get(0)).get(1).get(0);
                    assertThat(text(fields(plugin).get(1))).as("plugin name").isEqualTo("text");
                }
            }
        }
        return new Read(
                (Double) event.get(1).get(0),
                event.containsKey(2) ? (Long) event.get(2).get(0) : 0,
                event.containsKey(3) ? text(event.get(3)) : "",
                event.containsKey(7) && fields(event.get(7).get(0)).equals(Map.of(1, List.of(1L))),
                scalars,
                texts);
    }

    /** Returns the values of a message by the number of their field. */
    private static Map<Integer, List<Object>> fields(Object message) {
        ByteBuffer bytes = (ByteBuffer) message;
        Map<Integer, List<Object>> fields = new TreeMap<>();
        while (bytes.hasRemaining()) {
            int key = (int) varint(bytes);
            Object value =
                    switch (key & 7) {
                        case 0 -> varint(bytes);
                        case 1 -> bytes.getDouble();
                        case 2 -> delimited(bytes);
                        case 5 -> bytes.getFloat();
                        default -> throw new AssertionError("unknown type of field " + key);
                    };
            fields.computeIfAbsent(key >> 3, number -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    /** Returns the one string of a tensor. */
    private static String tensor(Map<Integer, List<Object>> tensor) {
        assertThat(tensor).as("type, shape and value").containsOnlyKeys(1, 2, 8);
        assertThat(tensor.get(1)).as("DT_STRING").containsExactly(7L);
        Object dimension = fields(tensor.get(2).get(0)).get(2).get(0);
        assertThat(fields(dimension)).as("number of strings").isEqualTo(Map.of(1, List.of(1L)));
        return text(tensor.get(8));
    }

    /** Returns the losses by round as TensorBoard shows them: a restart drops earlier data from its step on. */
    private Map<Long, List<Float>> shownLosses(String run) throws IOException {
        Map<Long, List<Float>> losses = new TreeMap<>();
        for (Path file : files(run)) {
            for (Read event : events(file)) {
                if (event.restart()) {
                    losses.keySet().removeIf(step -> step >= event.step());
                } else if (event.scalars().containsKey("train/loss")) {
                    losses.computeIfAbsent(event.step(), step -> new ArrayList<>())
                            .add(event.scalars().get("train/loss"));
                }
            }
        }
        return losses;
    }

    private static RunStart start(String hash, int rounds) {
        return start(hash, rounds, Round.START);
    }

    private static RunStart start(String hash, int rounds, Round resumedAfter) {
        return new RunStart(
                "run",
                hash,
                null,
                7,
                rounds,
                2,
                resumedAfter,
                Map.of("seed", "7"),
                "{\n  \"seed\": 7\n}\n",
                Map.of("Strategy/a|b", "0.1"));
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer delimited(ByteBuffer bytes) {
        byte[] content = new byte[(int) varint(bytes)];
        bytes.get(content);
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(List<Object> values) {
        assertThat(values).hasSize(1);
        return new String(((ByteBuffer) values.get(0)).array(), StandardCharsets.UTF_8);
    }

    private static RoundRecord round(int number, double loss) {
        return Rounds.of(number, loss, Map.of("mean-similarity", 0.25));
    }

    private List<Path> files(String run) throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve(run))) {
            return list.sorted().toList();
        }
    }

    /** The check value of CRC-32C, RFC 3720: e3069283 for the digits 1 to 9; with the masking of TensorFlow. */
    @Test
    void checksumsMatchTheFormat() {
        int sum = 0xe3069283;
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo((sum >>> 15 | sum << 17) + 0xa282ead8);
    }

    @Test
    void roundsAndEvaluationsAreScalars() throws IOException {
        try (TensorBoard tracker = tracker()) {
            tracker.runStarted(start("abc", 300));
            tracker.roundFinished(round(300, 1.5));
            tracker.evaluationFinished(EvaluationRecord.of(
                    new Round(300),
                    List.of(ClientEvaluation.of(
                            new ClientId(0),
                            4,
                            List.of(new ClientEvaluation.ExitResult(0.5, 1), new ClientEvaluation.ExitResult(0.75, 1)),
                            0.25,
                            List.of(new ClientEvaluation.RuleResult(
                                    "confidence 0.50", 0.5, List.of(0.5, 0.5), OptionalDouble.of(1000)))))));
        }
        List<Read> events = events(files("run-abc").get(0));
        assertThat(events).hasSize(5);
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events).allSatisfy(event -> assertThat(event.wallTime()).isCloseTo(1_700_000_000.5, within(1e-6)));
        assertThat(events.get(1).texts().get("run"))
                .contains("| hash | abc |\n", "| seed | 7 |\n", "| clients | 2 |\n", "| Strategy/a\\|b | 0.1 |\n");
        assertThat(events.get(2).texts()).containsEntry("configuration", "```json\n{\n  \"seed\": 7\n}\n```");
        assertThat(events.get(3).step()).isEqualTo(300);
        assertThat(events.get(3).scalars())
                .containsEntry("train/loss", 1.5f)
                .containsEntry("train/objective", 1.5f)
                .containsEntry("aggregation/mean-similarity", 0.25f)
                .containsEntry("traffic/uplink-bytes", 0f);
        assertThat(events.get(4).scalars())
                .containsEntry("accuracy/exit-1", 0.5f)
                .containsEntry("accuracy/exit-2", 0.75f)
                .containsEntry("accuracy/mean-of-exits", 0.625f)
                .containsEntry("leaving/confidence 0.50/expected-macs", 1000f)
                .doesNotContainKey("accuracy/validation");
    }

    @Test
    void runsWithOneNameAreSeparate() throws IOException {
        for (String hash : List.of("abc", "def", "abc")) {
            try (TensorBoard tracker = tracker()) {
                tracker.runStarted(start(hash, 1));
                tracker.roundFinished(round(1, hash.equals("abc") ? 1 : 2));
            }
        }
        try (Stream<Path> runs = Files.list(folder)) {
            assertThat(runs.map(run -> run.getFileName().toString()))
                    .containsExactlyInAnyOrder("run-abc", "run-def", "run-abc-2");
        }
        assertThat(shownLosses("run-abc")).isEqualTo(Map.of(1L, List.of(1f)));
        assertThat(shownLosses("run-def")).isEqualTo(Map.of(1L, List.of(2f)));
        assertThat(shownLosses("run-abc-2")).isEqualTo(Map.of(1L, List.of(1f)));
    }

    @Test
    void aResumedRunContinuesWithoutDuplicatePoints() throws IOException {
        try (TensorBoard first = tracker()) {
            first.runStarted(start("abc", 9));
        }
        try (TensorBoard stopped = tracker()) {
            stopped.runStarted(start("abc", 9));
            for (int round = 1; round <= 7; round++) {
                stopped.roundFinished(round(round, round));
            }
        }
        try (TensorBoard resumed = tracker()) {
            resumed.runStarted(start("abc", 9, new Round(5)));
            for (int round = 6; round <= 9; round++) {
                resumed.roundFinished(round(round, round));
            }
        }
        assertThat(files("run-abc")).hasSize(1);
        assertThat(files("run-abc-2")).hasSize(2);
        assertThat(shownLosses("run-abc-2")).hasSize(9).allSatisfy((round, losses) -> assertThat(losses)
                .containsExactly((float) round));
        assertThat(events(files("run-abc-2").get(1)))
                .allSatisfy(event -> assertThat(event.texts()).isEmpty());
    }

    @Test
    void reportsAFolderThatCannotBeCreated() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (TensorBoard tracker = new TensorBoard(file, () -> 0)) {
            assertThatThrownBy(() -> tracker.runStarted(start("abc", 1)))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("Event file", "'dir' of the tracker");
        }
    }
}
