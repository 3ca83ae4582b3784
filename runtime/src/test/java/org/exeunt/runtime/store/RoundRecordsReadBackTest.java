package org.exeunt.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of {@code rounds.jsonl} are read back as the records that were written. */
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
                .map(record -> new RecordJson().line(RoundLine.RoundEntry.of(record)))
                .toList();
        Files.write(directory.resolve(RunRecorder.ROUNDS), lines);
        assertThat(RunArchive.rounds(directory.resolve(RunRecorder.ROUNDS)))
                .as("seed %d", seed)
                .isEqualTo(written);
    }

    /** Draws a round; each client may drop out before the download, fail after it, or upload. */
    private static RoundRecord drawn(Round round, Random random) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        SortedMap<ClientId, Double> turns = new TreeMap<>();
        List<RoundRecord.ClientFailure> failures = new ArrayList<>();
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
                round, exits, downlink, uplink, 3, 1, loss, time, failures, metrics, relations, reported);
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
