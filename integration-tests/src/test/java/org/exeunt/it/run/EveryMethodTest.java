package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every strategy runs with the data set and a narrow backbone of every example, on few records; FjORD where channels
 * can be left out.
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
    /** Examples with the backbone of another one, for which one strategy is enough. */
    private static final Set<String> SAME_BACKBONE = Set.of("mnist", "subnetworks/widths-cifar10");

    /** Examples whose leading channels are not a network by themselves, which FjORD refuses. */
    private static final Set<String> WITHOUT_WIDTHS =
            Set.of("agnews", "cifar100", "tinyimagenet", "subnetworks/widths-ucihar");

    @TempDir
    static Path folder;

    static Stream<Arguments> everyPair() {
        List<Arguments> pairs = new ArrayList<>();
        for (String example : SMALL.keySet()) {
            for (String strategy : SAME_BACKBONE.contains(example) ? List.of("cafedistill") : ToyRun.strategies()) {
                if (!strategy.equals("fjord") || !WITHOUT_WIDTHS.contains(example)) {
                    pairs.add(Arguments.of(example, strategy));
                }
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void everyMethodRunsOnEveryExample(String example, String strategy) {
        run(example, strategy, List.of());
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
        FinishedRun run = FinishedRun.of(
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

    private static synchronized Path sample(String dataset) {
        Path sample = folder.resolve("data").resolve(dataset);
        return sample.toFile().isDirectory() ? sample : new SampledData(folder.resolve("data")).of(dataset);
    }
}
