package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that become each other at some setting do so bit for bit on Deeplearning4j: personal models and accuracies of whole runs. */
class NativeIdentitiesTest {
    private static final String FIRST = "models/client-0.model";

    @TempDir
    Path folder;

    @Test
    void g1_fedProxWithoutAPullIsFedAvg() {
        Map<String, byte[]> fedAvg = run("{\"type\": \"fedavg\"}").results();
        assertSame(run("{\"type\": \"fedprox\", \"mu\": 0}").results(), fedAvg);
        assertThat(models(run("{\"type\": \"fedprox\", \"mu\": 0.1}")).get(FIRST))
                .isNotEqualTo(fedAvg.get(FIRST));
    }

    @Test
    void g1_depthFlWithoutDistillationAndRegularisationIsFedAvg() {
        String asFedAvg = "\"loss\": {\"exit-weights\": \"mean\"}, \"merge-weights\": \"data-size\"";
        assertSame(
                run("{\"type\": \"depthfl\", \"feddyn\": false, \"kd\": false, " + asFedAvg + "}")
                        .results(),
                run("{\"type\": \"fedavg\"}").results());
    }

    @Test
    void g2_dittoWithoutAPullIsLocal() {
        assertSame(
                models(run("{\"type\": \"ditto\", \"lambda\": 0, \"personal-epochs\": 1}")),
                models(run("{\"type\": \"local\"}")));
    }

    @Test
    void g3_fedRepWithoutHeadEpochsIsUntunedFedBabu() {
        assertSame(
                run("{\"type\": \"fedrep\", \"head-epochs\": 0, \"body-epochs\": 1}")
                        .results(),
                run("{\"type\": \"fedbabu\", \"fine-tune-epochs\": 0}").results());
    }

    @Test
    void g7_cafeDistillWithoutDistillationIsFedPer() {
        assertSame(
                models(run("{\"type\": \"cafedistill\", \"lambda\": 0, \"mu\": 1e-9}")),
                models(run("{\"type\": \"fedper\"}")));
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet()).anyMatch(name -> name.startsWith("models/"));
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }

    /** Returns the personal models and what each client's were worth; rounds differ in what is sent. */
    private static Map<String, byte[]> models(FinishedRun run) {
        Map<String, byte[]> models = new TreeMap<>(run.results());
        models.remove("rounds.jsonl");
        return models;
    }

    /** Four clients of unlike data, two in a cohort. */
    private FinishedRun run(String strategy) {
        return FinishedRun.ofSmall(
                folder.resolve(Integer.toHexString(strategy.hashCode())),
                "strategy=" + strategy,
                "coordination={\"type\": \"all-exits\"}",
                "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 4}",
                "training.rounds=3",
                "training.participation=0.5",
                "evaluation.every=2");
    }
}
