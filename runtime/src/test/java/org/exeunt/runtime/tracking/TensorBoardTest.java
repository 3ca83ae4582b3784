package org.exeunt.runtime.tracking;

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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.record.ClientEvaluation;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read back by a reader of their own. */
class TensorBoardTest {
    @TempDir
    private Path folder;

    private TensorBoard tracker() {
        return new TensorBoard(folder, () -> 1_700_000_000_500L);
    }

    /** An event as read. */
    private record Read(double wallTime, long step, String version, Map<String, Float> scalars) {}

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
        double wallTime = 0;
        long step = 0;
        String version = "";
        Map<String, Float> scalars = new TreeMap<>();
        while (bytes.hasRemaining()) {
            switch ((int) varint(bytes)) {
                case 1 << 3 | 1 -> wallTime = bytes.getDouble();
                case 2 << 3 -> step = varint(bytes);
                case 3 << 3 | 2 -> version = text(bytes);
                case 5 << 3 | 2 -> {
                    ByteBuffer summary = delimited(bytes);
                    while (summary.hasRemaining()) {
                        assertThat(varint(summary)).isEqualTo(1 << 3 | 2);
                        ByteBuffer value = delimited(summary);
                        assertThat(varint(value)).isEqualTo(1 << 3 | 2);
                        String tag = text(value);
                        assertThat(varint(value)).isEqualTo(2 << 3 | 5);
                        scalars.put(tag, value.getFloat());
                    }
                }
                default -> throw new AssertionError("unknown field");
            }
        }
        return new Read(wallTime, step, version, scalars);
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

    private static String text(ByteBuffer bytes) {
        return new String(delimited(bytes).array(), StandardCharsets.UTF_8);
    }

    private static RoundRecord round(int number, double loss) {
        return new RoundRecord(
                new Round(number),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                4,
                0,
                loss,
                List.of(),
                Map.of("mean-similarity", 0.25),
                Map.of());
    }

    private List<Path> files(String run) throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve(run))) {
            return list.sorted().toList();
        }
    }

    /** The check value of CRC-32C, RFC 3720: e3069283 for the digits 1 to 9; masked as TensorFlow masks it. */
    @Test
    void checksumsAreThoseOfTheFormat() {
        int sum = 0xe3069283;
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo((sum >>> 15 | sum << 17) + 0xa282ead8);
    }

    @Test
    void roundsAndEvaluationsAreScalars() throws IOException {
        try (TensorBoard tracker = tracker()) {
            tracker.started("run", 300, 2, null);
            tracker.finished(round(300, 1.5));
            tracker.evaluated(new EvaluationRecord(
                    new Round(300),
                    List.of(new ClientEvaluation(
                            new ClientId(0),
                            4,
                            List.of(0.5, 0.75),
                            List.of(1.0, 1.0),
                            0.25,
                            List.of(new ClientEvaluation.RuleResult(
                                    "confidence 0.50", 0.5, List.of(0.5, 0.5), 1000))))));
        }
        List<Read> events = events(files("run").get(0));
        assertThat(events).hasSize(3);
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events).allSatisfy(event -> assertThat(event.wallTime()).isCloseTo(1_700_000_000.5, within(1e-6)));
        assertThat(events.get(1).step()).isEqualTo(300);
        assertThat(events.get(1).scalars())
                .containsEntry("train/loss", 1.5f)
                .containsEntry("merge/mean-similarity", 0.25f)
                .containsEntry("traffic/uplink-bytes", 0f);
        assertThat(events.get(2).scalars())
                .containsEntry("accuracy/exit-1", 0.5f)
                .containsEntry("accuracy/exit-2", 0.75f)
                .containsEntry("accuracy/mean-of-exits", 0.625f)
                .containsEntry("leaving/confidence 0.50/expected-macs", 1000f)
                .doesNotContainKey("accuracy/validation");
    }

    @Test
    void aSecondRunOfTheNameLeavesTheFirst() throws IOException {
        for (double loss : new double[] {1, 2}) {
            try (TensorBoard tracker = tracker()) {
                tracker.started("run", 1, 2, null);
                tracker.finished(round(1, loss));
            }
        }
        assertThat(files("run")).hasSize(2);
        assertThat(events(files("run").get(0)).get(1).scalars()).containsEntry("train/loss", 1f);
        assertThat(events(files("run").get(1)).get(1).scalars()).containsEntry("train/loss", 2f);
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        Files.createFile(folder.resolve("run"));
        try (TensorBoard tracker = tracker()) {
            assertThatThrownBy(() -> tracker.started("run", 1, 2, null))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("Event file", "'dir' of the tracker");
        }
    }
}
