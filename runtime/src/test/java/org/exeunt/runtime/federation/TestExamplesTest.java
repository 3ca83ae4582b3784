package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.run.RunBuilder;
import org.exeunt.runtime.run.RunOptions;
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
        return run.execute(RunOptions.inMemory(Path.of(""), System::nanoTime))
                .summary()
                .warnings();
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
                .contains(
                        "1 of 4 clients (25 %) without any",
                        "2 of 4 clients with fewer than 5, the fewest 1",
                        "Results are based on 25 test examples of 3 of 4 clients");
    }

    @Test
    void newClientsAreReportedSeparately() {
        assertThat(warnings(run(2, 9, 9, 0, 9)))
                .filteredOn(warning -> warning.startsWith("Test examples"))
                .singleElement()
                .asString()
                .contains("1 of 2 new clients (50 %)", "9 test examples of 1 of 2 new clients");
    }

    @Test
    void rejectsGroupsWithoutTestExamples() {
        assertRefused(run(0, 0, 0, 0), "of 3 clients");
        assertRefused(run(1, 9, 9, 0), "of 1 new clients");
    }

    private static void assertRefused(RunBuilder run, String problem) {
        ExeuntException refusal = catchThrowableOfType(ExeuntException.class, () -> warnings(run));
        assertThat(refusal.code()).isEqualTo(RunErrors.INCONSISTENT);
        assertThat(refusal).hasMessageContainingAll("partition", problem, "test examples");
    }
}
