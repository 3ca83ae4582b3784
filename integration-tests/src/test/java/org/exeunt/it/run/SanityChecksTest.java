package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three checks of the paper, with the configurations under {@code examples/checks}. */
class SanityChecksTest {
    private static final Path CHECKS = Path.of("..", "examples", "checks");

    @TempDir
    Path folder;

    @Test
    void exitsAreActivatedOnSchedule() {
        TrainedRun run = TrainedRun.of(CHECKS.resolve("active-exits.json"), folder.resolve("runs"));

        for (JsonNode round : run.rounds()) {
            int students = Math.min(8, 2 * round.get("round").intValue() * 8 / 10);
            int[] atDepth = new int[4];
            for (JsonNode member : round.get("cohort")) {
                member.get("exits").forEach(exit -> atDepth[exit.intValue()]++);
            }
            assertThat(atDepth)
                    .as("clients that train exits 1, 2, 3 in round %s", round.get("round"))
                    .containsExactly(0, Math.min(4, students), Math.max(0, students - 4), 4);
            assertThat(round.get("active-exits").intValue()).isEqualTo(4 + students);
        }
        assertThat(run.rounds()).hasSize(10);
    }

    @Test
    void teachersAreKnownBeforeStudents() {
        TrainedRun run = TrainedRun.of(CHECKS.resolve("teachers-before-students.json"), folder.resolve("runs"));

        for (JsonNode round : run.rounds()) {
            for (int client = 0; client < 4; client++) {
                double[] gain = row(round.at("/relations/similarities"), client);
                double[] weights = row(round.at("/relations/teacher-weights"), client);
                for (int one = 0; one < 4; one++) {
                    for (int other = 0; other < 4; other++) {
                        assertThat(weights[one] < weights[other] && gain[one] > gain[other])
                                .as("client %d, round %s: the nearer teacher weighs less", client, round.get("round"))
                                .isFalse();
                    }
                }
            }
        }
        assertThat(run.rounds()).hasSize(4);
    }

    private static double[] row(JsonNode matrix, int client) {
        double[] row = new double[4];
        for (int j = 0; j < 4; j++) {
            row[j] = matrix.path("" + client).path("" + j).asDouble(0);
        }
        return row;
    }

    @Test
    void largerAlphaGivesMoreClassesPerClient() {
        List<Double> classes = new ArrayList<>();
        for (String alpha : List.of("0.1", "0.3", "1", "10")) {
            classes.add(effectiveClasses(alpha));
        }
        assertThat(classes)
                .as("effective number of classes per client at alpha 0.1, 0.3, 1, 10")
                .isSorted();
        assertThat(classes.get(0)).isLessThan(4);
        assertThat(classes.get(3)).isGreaterThan(7);
    }

    /** Returns the exponential of the entropy of a client's labels, averaged over clients. */
    private static double effectiveClasses(String alpha) {
        PluginRegistry registry = PluginRegistry.load(SanityChecksTest.class.getClassLoader());
        PartitionedData data = PartitionedData.of(
                new RunConfigReader(registry)
                        .read(CHECKS.resolve("skew.json"), List.of("partition.alpha=" + alpha))
                        .orThrow(),
                new RecordingContext());
        double sum = 0;
        for (Client client : data.clients()) {
            double entropy = 0;
            for (int count : client.train().classCounts(10)) {
                double fraction = (double) count / client.train().size();
                entropy -= fraction > 0 ? fraction * Math.log(fraction) : 0;
            }
            sum += Math.exp(entropy);
        }
        return sum / data.clients().size();
    }

    @Test
    void skewedRunsBeatGuessing() {
        TrainedRun run = TrainedRun.of(
                CHECKS.resolve("skew.json"), folder.resolve("runs"), "partition.alpha=0.1", "training.rounds=2");
        assertThat(run.json("summary.json")
                        .at("/final-round/mean-accuracy/mean")
                        .doubleValue())
                .isGreaterThan(0.1);
    }
}
