package org.exeunt.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.junit.jupiter.api.Test;

class RoundRecordTest {
    @Test
    void addsUpBytesAndExits() {
        SortedMap<ClientId, Bytes> downlink =
                new TreeMap<>(Map.of(new ClientId(0), new Bytes(40), new ClientId(2), new Bytes(60)));
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>(Map.of(new ClientId(2), new Bytes(7)));
        SortedMap<ClientId, ExitSet> exits =
                new TreeMap<>(Map.of(new ClientId(0), ExitSet.of(3), new ClientId(2), ExitSet.of(1, 3)));
        RoundRecord record = new RoundRecord(
                new Round(1),
                exits,
                downlink,
                uplink,
                4,
                1,
                .5,
                Optional.empty(),
                List.of(new RoundRecord.ClientFailure(new ClientId(0), "lost")),
                Map.of(),
                Map.of(),
                Map.of());
        downlink.clear();

        assertThat(record.totalDownlink()).isEqualTo(new Bytes(100));
        assertThat(record.totalUplink()).isEqualTo(new Bytes(7));
        assertThat(record.activeExits())
                .as("without those of the client that failed")
                .isEqualTo(2);
    }
}
