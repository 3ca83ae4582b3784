package org.exeunt.runtime.store.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.RecordText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of {@code rounds.jsonl} are read back as the records that were written, with the last matrices alone. */
class RoundRecordsReadBackTest {
    private static final int ROUNDS = 400;

    @TempDir
    Path directory;

    @Test
    void readsBackAllCombinationsOfMissingValues() throws Exception {
        long seed = 20_261_126;
        Random random = new Random(seed);
        List<RoundRecord> written = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            written.add(drawn(new Round(round), random));
        }
        List<String> lines = written.stream()
                .map(record -> new RecordJson().line(RoundLine.of(record)))
                .toList();
        RunHistory history = new RunHistory();
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(read(lines.subList(i, i + 1))).as("seed %d", seed).containsExactly(written.get(i));
            history.roundFinished(written.get(i));
        }
        List<RoundRecord> read = read(lines);
        assertThat(read).isEqualTo(history.rounds()).hasSize(ROUNDS).endsWith(written.get(ROUNDS - 1));
        assertThat(read.subList(0, ROUNDS - 1))
                .as("matrices would fill the memory")
                .allSatisfy(round -> assertThat(round.relations()).isEmpty());
        Set<Object> different = new HashSet<>();
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        for (RoundRecord round : read) {
            Stream.of(round.exits(), round.downlink(), round.uplink()).forEach(values -> {
                different.addAll(values.keySet());
                objects.addAll(values.keySet());
                different.addAll(values.values());
                objects.addAll(values.values());
            });
        }
        assertThat(objects).as("objects of equal values").hasSameSizeAs(different);
    }

    private List<RoundRecord> read(List<String> lines) throws IOException {
        Files.write(directory.resolve(RunRecorder.ROUNDS), lines);
        Files.writeString(directory.resolve(RunRecorder.EVALUATIONS), "");
        RunHistory history = new RunHistory();
        history.read(directory::resolve);
        return history.rounds();
    }

    @Test
    void filesOfAnySizeAreReadLineByLine() throws IOException {
        Path file = Files.writeString(directory.resolve("large"), "one\ntwo\n");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 32);
        }
        assertThat(RecordText.<List<String>>readLines(
                        file, lines -> lines.limit(2).toList()))
                .containsExactly("one", "two");
    }

    /** Draws a round; each client may drop out before the download, fail after it, or upload. */
    private static RoundRecord drawn(Round round, Random random) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        SortedMap<ClientId, Double> turns = new TreeMap<>();
        List<RoundRecord.ClientFailure> failures = new ArrayList<>();
        SortedMap<ClientId, RoundRecord.ClientReport> reports = new TreeMap<>();
        boolean timed = random.nextBoolean();
        for (int index = random.nextInt(4); index < 4; index++) {
            ClientId client = new ClientId(index);
            exits.put(client, ExitSet.of(List.of(new Exit(1 + random.nextInt(3)))));
            int came = random.nextInt(3);
            if (came > 0) {
                downlink.put(client, new Bytes(random.nextInt(1000)));
            }
            if (came > 1) {
                uplink.put(client, new Bytes(random.nextInt(1000)));
                if (random.nextBoolean()) {
                    SortedMap<String, Double> own = new TreeMap<>();
                    IntStream.range(0, random.nextInt(3)).forEach(i -> own.put("own-" + i, random.nextGaussian()));
                    reports.put(client, new RoundRecord.ClientReport(random.nextDouble(), own));
                }
                turns.put(client, random.nextDouble());
            } else {
                failures.add(new RoundRecord.ClientFailure(client, "\"left out\", \\ \n\u202e"));
            }
        }
        SortedMap<String, Double> metrics = new TreeMap<>();
        SortedMap<String, ClientMatrix> relations = new TreeMap<>();
        SortedMap<String, Double> reported = new TreeMap<>();
        if (random.nextBoolean()) {
            metrics.put("spread", random.nextDouble());
        }
        if (random.nextBoolean()) {
            relations.put("weight", relation(exits.keySet(), random));
        }
        if (random.nextBoolean()) {
            reported.put("drift", random.nextDouble());
        }
        Optional<SimulatedTime> time =
                timed ? Optional.of(new SimulatedTime(random.nextDouble(), turns)) : Optional.empty();
        double loss = uplink.isEmpty() ? Double.NaN : random.nextDouble();
        return new RoundRecord(
                round, exits, downlink, uplink, 3, 1, loss, time, failures, metrics, relations, reported, reports);
    }

    private static ClientMatrix relation(Iterable<ClientId> clients, Random random) {
        SortedMap<ClientId, SortedMap<ClientId, Double>> rows = new TreeMap<>();
        clients.forEach(client -> rows.put(client, row(client, random)));
        return new ClientMatrix(rows);
    }

    private static SortedMap<ClientId, Double> row(ClientId other, Random random) {
        SortedMap<ClientId, Double> row = new TreeMap<>();
        row.put(other, random.nextDouble());
        return row;
    }
}
