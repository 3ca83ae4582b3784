package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.device.Device;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with a layer of unknown cost. */
class UnknownMacsTest {
    private final RunBuilder run = new RunBuilder();

    @TempDir
    private Path folder;

    @BeforeEach
    void useUnknownMacs() {
        Engine<ToyNetworkOptions> toy = run.engine;
        run.engine = (network, input, classes) -> new ForwardingDesign(toy.design(network, input, classes)) {
            @Override
            public NetworkSpec spec() {
                NetworkSpec known = super.spec();
                return new NetworkSpec(
                        known.layout(),
                        input,
                        classes,
                        known.stageMacs(),
                        known.headMacs(),
                        known.narrowing(),
                        known.activations(),
                        List.of(),
                        false);
            }
        };
    }

    private RunOptions options(String runs) {
        return RunOptions.onDisk(folder, folder.resolve(runs), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    private static Map<String, String> records(Path directory) throws IOException {
        Map<String, String> records = new TreeMap<>();
        for (String name : List.of("summary.json", "rounds.jsonl", "evaluations.jsonl", "exits.csv", "clients.csv")) {
            records.put(name, Files.readString(directory.resolve(name)));
        }
        return records;
    }

    @Test
    void isResumedAndReadBack() throws IOException {
        Path unbroken = run.execute(options("unbroken")).directory().orElseThrow();
        int[] asked = {-1}; // the first time before the first round
        assertThatThrownBy(() -> run.execute(options("stopped").withStop(() -> ++asked[0] == 2)))
                .isInstanceOf(ExeuntException.class);
        Path resumed = run.execute(options("stopped")).directory().orElseThrow();
        assertThat(records(resumed)).isEqualTo(records(unbroken));
        assertThat(records(unbroken).get("evaluations.jsonl")).doesNotContain("expected-macs");

        RunRecords archive = FinishedRun.open(resumed).records();
        assertThat(archive.summary().network().fullMacs()).isNull();
        assertThat(archive.finalEvaluation().rules()).isNotEmpty().allSatisfy(rule -> assertThat(rule.expectedMacs())
                .isEmpty());
    }

    /** The simulated time is computed from MACs. */
    @Test
    void rejectsDevices() {
        run.simulate((clients, streams) -> Collections.nCopies(clients.size(), new Device("slow", 1, 1, 1, 1)));
        assertThatThrownBy(() -> run.execute(options("late")))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("devices: the time of a client is simulated from the MACs")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("CONFIG-20");
    }
}
