package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.runtime.run.RunBuilder;
import org.exeunt.testsupport.Blobs;
import org.junit.jupiter.api.Test;

/** Few test examples cause a warning and none at all an error, with any partitioner. */
class TestExamplesTest {
    private static RunBuilder run(int newClients, int... testSizes) {
        RunBuilder run = new RunBuilder();
        run.rounds = 1;
        run.clients = testSizes.length;
        run.newClients = newClients;
        run.partitioner = (dataset, random) -> {
            List<ClientShare> shares = new ArrayList<>();
            int next = 0;
            for (int size : testSizes) {
                shares.add(ClientShare.of(Blobs.range(next, 6), Blobs.range(next + 6, size)));
                next += 6 + size;
            }
            return Partition.of(shares);
        };
        return run;
    }

    private static List<String> warnings(RunBuilder run) {
        return run.execute().summary().warnings();
    }

    @Test
    void enoughExamplesCauseNoWarning() {
        assertThat(warnings(run(0, 5, 6, 7))).isEmpty();
    }

    @Test
    void clientsWithoutTestExamplesAreCounted() {
        assertThat(warnings(run(0, 0, 1, 4, 20)))
                .singleElement()
                .asString()
                .contains("of 4 clients, 1 have none", "2 have fewer than 5", "Results are based on 25 test examples");
    }

    @Test
    void newClientsAreReportedSeparately() {
        assertThat(warnings(run(2, 9, 9, 0, 9)))
                .filteredOn(warning -> warning.startsWith("Test examples"))
                .singleElement()
                .asString()
                .contains("of 2 new clients, 1 have none", "based on 9 test examples");
    }

    @Test
    void rejectsGroupsWithoutTestExamples() {
        run(0, 0, 0, 0).assertFails("CONFIG-20", "partition", "of 3 clients", "test examples");
        run(1, 9, 9, 0).assertFails("CONFIG-20", "partition", "of 1 new clients");
    }
}
