package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ExperimentRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every strategy runs with data sets and narrow backbones of examples, on few records; FjORD where channels can be left
 * out.
 */
class EveryMethodTest {
    /** Settings that make the network of an example small. */
    private static final Map<String, List<String>> SMALL = new TreeMap<>(Map.of(
            "cifar10", List.of("network.backbone.width=4"),
            "cifar100", List.of("network.backbone.width=4"),
            "mnist", List.of("network.backbone.width=4"),
            "tinyimagenet", List.of("network.backbone.width=2"),
            "agnews",
                    List.of(
                            "dataset.length=24",
                            "dataset.vocabulary=500",
                            "network.backbone.vocabulary=500",
                            "network.backbone.width=8",
                            "network.backbone.feed-forward=16"),
            "ucihar", List.of("network.backbone.width=4"),
            "subnetworks/widths-cifar10", List.of("network.backbone.width=8"),
            "subnetworks/widths-ucihar", List.of("network.backbone.width=8")));
    /** Examples whose leading channels are not a network by themselves, which FjORD refuses. */
    private static final Set<String> WITHOUT_WIDTHS =
            Set.of("agnews", "cifar100", "tinyimagenet", "subnetworks/widths-cifar10", "subnetworks/widths-ucihar");

    private static final Path DEVICES = Path.of("..", "examples", "devices");

    /** Methods in which all clients of a round train the same network. */
    private static final Set<String> OF_ONE_SIZE =
            Set.of("local", "fedavg", "exclusive", "smallest depth", "smallest width");

    @TempDir
    static Path folder;

    /** Returns two examples for each strategy, and three or more strategies for each example. */
    static Stream<Arguments> pairs() {
        List<String> examples = List.copyOf(SMALL.keySet());
        List<String> strategies = ToyRun.strategies();
        return IntStream.range(0, 2 * strategies.size())
                .mapToObj(i -> Arguments.of(
                        examples.get((i % strategies.size() + 3 * (i / strategies.size())) % examples.size()),
                        strategies.get(i % strategies.size())))
                .map(pair -> pair.get()[1].equals("fjord") && WITHOUT_WIDTHS.contains(pair.get()[0])
                        ? Arguments.of("cifar10", "fjord")
                        : pair);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyMethodRunsOnExamples(String example, String strategy) {
        // heads that read grids of cells are not a network by themselves with some of the channels
        run(example, strategy, strategy.equals("fjord") ? List.of("network.head=linear") : List.of());
    }

    /** The recurrent head requires a backbone with stages of equal width. */
    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "agnews", "ucihar"})
    void oneRecurrentHeadServesAllExits(String example) {
        run(example, "reefl", List.of("network.head=recurrent"));
    }

    private static void run(String example, String strategy, List<String> more) {
        String dataset = example.replace("subnetworks/widths-", "");
        List<String> settings = new ArrayList<>(SMALL.get(example));
        settings.addAll(more);
        settings.addAll(List.of(
                "name=" + dataset + "-" + strategy,
                "strategy={\"type\": \"" + strategy + "\"}",
                "dataset.dir=" + sample(dataset),
                "training.rounds=2",
                "training.local-epochs=1",
                "training.batch-size=16",
                "training.participation=0.5",
                "evaluation.interval=2",
                "evaluation.save-models=false"));
        if (!dataset.equals("ucihar")) {
            settings.add("partition.clients=4");
        }
        TrainedRun run = TrainedRun.of(
                Path.of("..", "examples", example + ".json"),
                folder.resolve(example + "-" + strategy + more.size()),
                settings.toArray(String[]::new));

        JsonNode summary = run.json("summary.json");
        assertThat(run.rounds()).hasSize(2).allSatisfy(round -> {
            assertThat(round.get("failures")).isEmpty();
            assertThat(round.get("loss").doubleValue()).isFinite();
        });
        assertThat(summary.at("/setting/strategy").textValue()).isEqualTo(strategy);
        for (JsonNode exit : summary.at("/final-round/exits")) {
            assertThat(exit.at("/accuracy/mean").doubleValue()).isBetween(0.0, 1.0);
            assertThat(exit.at("/loss/mean").doubleValue()).isPositive().isFinite();
        }
    }

    static Stream<Arguments> methodsForDevices() {
        return Stream.of("cifar10", "ucihar").flatMap(data -> {
            return comparison(data).runs(List.of()).stream()
                    .filter(run -> run.seed() == 7)
                    .map(run -> Arguments.of(data, run));
        });
    }

    private static Comparison comparison(String data) {
        return Comparison.read(DEVICES.resolve("compare-" + data + ".json"));
    }

    @ParameterizedTest
    @MethodSource("methodsForDevices")
    void everyMethodTrainsWhatFitsTheDevices(String data, ExperimentRun method) {
        List<String> settings = new ArrayList<>();
        method.overrides().values().forEach(settings::addAll);
        settings.addAll(List.of("dataset.dir=" + sample(data), "training.rounds=1", "training.participation=1"));
        if (data.equals("cifar10")) {
            settings.addAll(List.of("partition.clients=6", "partition.subsample=1"));
        }
        TrainedRun run = TrainedRun.of(
                comparison(data).base(), folder.resolve(data + "-" + method.method()), settings.toArray(String[]::new));
        assertThat(run.rounds()).hasSize(1).allSatisfy(round -> {
            assertThat(round.get("failures")).isEmpty();
            assertThat(round.get("loss").doubleValue()).isFinite();
            Set<Long> sizes = new TreeSet<>();
            for (JsonNode client : round.get("cohort")) {
                sizes.add(client.get("uplink-bytes").longValue());
                assertThat(client.get("seconds").doubleValue()).isPositive();
            }
            // two stages with three quarters of the channels of the ConvNet fit both weaker tiers
            int different = data.equals("cifar10") && method.method().equals("scalefl") ? 2 : 3;
            assertThat(sizes).as("bytes of clients").hasSize(OF_ONE_SIZE.contains(method.method()) ? 1 : different);
        });
        for (JsonNode exit : run.json("summary.json").at("/final-round/exits")) {
            assertThat(exit.at("/accuracy/mean").doubleValue()).isBetween(0.0, 1.0);
        }
    }

    private static synchronized Path sample(String dataset) {
        Path sample = folder.resolve("data").resolve(dataset);
        return sample.toFile().isDirectory() ? sample : new SampledData(folder.resolve("data")).of(dataset);
    }
}
