package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.model.PersonalModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands that use a run whose clients see other inputs than those of the data set. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeatureShiftRunsTest {
    private static final String SHIFT =
            "feature-shift=[{}, {\"rotate\": 90}, {\"permute\": 1, \"scale\": -1, \"noise\": 0.5}]";

    private TrainedRun run;

    @BeforeAll
    void execute(@TempDir Path folder) {
        run = TrainedRun.ofSmall(
                folder,
                SHIFT,
                "strategy.type=local",
                "training.local-epochs=15",
                "partition={\"type\": \"dirichlet\", \"alpha\": 0.2, \"clients\": 4, \"test-fraction\": 0.25}");
    }

    @Test
    void evaluateSeesWhatTheRunSaw() {
        JsonNode again = CommandLineRun.succeeding("evaluate", run.directory().toString(), "--json")
                .json();
        assertThat(again.get("final-round")).isEqualTo(run.json("summary.json").get("final-round"));
    }

    /** The accuracy of predictions on inputs of the data set is that of the client's evaluation. */
    @Test
    void predictionsSeeWhatTheRunSaw() {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        RunConfig config = new RunConfigReader(registry)
                .read(run.directory().resolve("config.json"), List.of())
                .orThrow();
        PartitionedData data = PartitionedData.of(config, new RunContext(Path.of("")));
        for (int client = 0; client < 4; client++) {
            Examples test = data.dataset()
                    .all()
                    .select(data.partition().clients().get(client).test());
            String rule = "{\"type\": \"confidence\", \"thresholds\": [1.0]}";
            try (PersonalModel model = PersonalModel.open(run.directory(), new ClientId(client), rule)) {
                List<float[]> inputs = IntStream.range(0, test.size())
                        .mapToObj(i -> {
                            float[] values = new float[data.dataset().input().size()];
                            test.copyTo(i, values, 0);
                            return values;
                        })
                        .toList();
                var predicted = model.predict(inputs);
                double right = IntStream.range(0, test.size())
                        .filter(i -> predicted.get(i).label() == test.label(i))
                        .count();
                assertThat(right / test.size()).isEqualTo(accuracy(client)).isBetween(0.2, 1.0);
            }
        }
    }

    /** Returns the accuracy of the final exit after the last round. */
    private double accuracy(int client) {
        return run.lines("clients.csv").stream()
                .filter(line -> line.matches("2,%d,false,[0-9]+,3,.*".formatted(client)))
                .mapToDouble(line -> Double.parseDouble(line.split(",")[5]))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void groupsAreRecordedAndReported() {
        Set<String> shifts = new HashSet<>();
        run.json("class-distribution.json")
                .get("clients")
                .forEach(client -> shifts.add(client.get("shift").textValue()));
        assertThat(shifts).containsExactlyInAnyOrder("unchanged", "rotate 90", "permute 1, scale -1, noise 0.5");
        assertThat(CommandLineRun.succeeding("runs", "show", run.directory().toString())
                        .out())
                .contains("rotate 90");
    }
}
