package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonReader;
import org.exeunt.app.compare.ExperimentRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.SampledData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of the comparisons in {@code examples/devices} runs, on few records, with the devices of the example.
 */
@Tag("slow")
class DeviceExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "devices");

    /** Methods in which all clients of a round train the same network. */
    private static final Set<String> OF_ONE_SIZE =
            Set.of("local", "fedavg", "exclusive", "smallest depth", "smallest width");

    @TempDir
    static Path folder;

    static Stream<Arguments> methods() {
        return Stream.of("cifar10", "ucihar").flatMap(data -> {
            Comparison comparison = comparison(data);
            return comparison.runs(List.of()).stream()
                    .filter(run -> run.seed() == 7)
                    .map(run -> Arguments.of(data, run));
        });
    }

    private static Comparison comparison(String data) {
        return ComparisonReader.read(EXAMPLES.resolve("compare-" + data + ".json"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodTrainsWhatFitsTheDevices(String data, ExperimentRun method) {
        List<String> settings = new ArrayList<>(method.overrides());
        settings.addAll(List.of("dataset.dir=" + sample(data), "training.rounds=2", "training.participation=1"));
        if (data.equals("cifar10")) {
            settings.addAll(List.of("partition.clients=6", "partition.subsample=1"));
        }
        FinishedRun run = FinishedRun.of(
                comparison(data).base(), folder.resolve(data + "-" + method.method()), settings.toArray(String[]::new));
        assertThat(run.rounds()).hasSize(2).allSatisfy(round -> {
            assertThat(round.get("failures")).isEmpty();
            assertThat(round.get("loss").doubleValue()).isFinite();
            Set<Long> sizes = new TreeSet<>();
            for (JsonNode client : round.get("cohort")) {
                sizes.add(client.get("uplink-bytes").longValue());
                assertThat(client.get("seconds").doubleValue()).isPositive();
            }
            assertThat(sizes).as("bytes of clients").hasSize(OF_ONE_SIZE.contains(method.method()) ? 1 : 3);
        });
        for (JsonNode exit : run.json("summary.json").at("/final-round/exits")) {
            assertThat(exit.at("/accuracy/mean").doubleValue()).isBetween(0.0, 1.0);
        }
    }

    private static synchronized Path sample(String data) {
        Path sample = folder.resolve("data").resolve(data);
        return sample.toFile().isDirectory() ? sample : new SampledData(folder.resolve("data")).of(data);
    }
}
