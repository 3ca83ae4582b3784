package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that are equal for certain options give equal models and accuracies on Deeplearning4j, bit for bit. */
class NativeIdentitiesTest {
    private static final String FIRST = "models/client-0.safetensors";

    @TempDir
    Path folder;

    @Test
    void g1_fedProxWithZeroMuIsFedAvg() {
        Map<String, byte[]> fedAvg = run("{\"type\": \"fedavg\"}").results();
        assertSame(run("{\"type\": \"fedprox\", \"mu\": 0}").results(), fedAvg);
        assertThat(models(run("{\"type\": \"fedprox\", \"mu\": 0.1}")).get(FIRST))
                .isNotEqualTo(fedAvg.get(FIRST));
    }

    @Test
    void g1_plainDepthFlIsFedAvg() {
        String asFedAvg = "\"loss\": {\"exit-weights\": \"mean\"}, \"aggregation-weights\": \"data-size\"";
        assertSame(
                run("{\"type\": \"depthfl\", \"feddyn\": false, \"distillation\": false, " + asFedAvg + "}")
                        .results(),
                run("{\"type\": \"fedavg\"}").results());
    }

    @Test
    void g2_dittoWithZeroLambdaIsLocal() {
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
    void g4_pFedGraphWeightedBySizeIsFedAvg() {
        assertClose(
                run("{\"type\": \"pfedgraph\", \"alpha\": 1e6, \"lambda\": 0}", "training.participation=1"),
                run("{\"type\": \"fedavg\"}", "training.participation=1"));
    }

    @Test
    void g5_fedAmpWithItsOwnModelAloneIsLocal() {
        assertSame(
                models(run("{\"type\": \"fedamp\", \"self-weight\": 1, \"lambda\": 0}")),
                models(run("{\"type\": \"local\"}")));
    }

    @Test
    void g6_fedPacOfLoneClientsIsFedRep() {
        String alone = "training.participation=0.25";
        assertSame(
                models(run("{\"type\": \"fedpac\", \"lambda\": 0, \"head-epochs\": 2}", alone)),
                models(run("{\"type\": \"fedrep\", \"head-epochs\": 2, \"body-epochs\": 1}", alone)));
    }

    @Test
    void g7_cafeDistillWithoutDistillationIsFedPer() {
        assertSame(
                models(run("{\"type\": \"cafedistill\", \"lambda\": 0, \"mu\": 1e-6}")),
                models(run("{\"type\": \"fedper\"}")));
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet()).anyMatch(name -> name.startsWith("models/"));
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }

    /** Returns personal models and their accuracies; records of rounds differ in the bytes sent. */
    private static Map<String, byte[]> models(FinishedRun run) {
        Map<String, byte[]> models = new TreeMap<>(run.results());
        models.remove("rounds.jsonl");
        return models;
    }

    /** Tolerates rounding: the methods sum floats in a different order. */
    private static void assertClose(FinishedRun actual, FinishedRun expected) {
        for (int client = 0; client < 4; client++) {
            String file = "models/client-%d.safetensors".formatted(client);
            assertThat(ModelFile.read(actual.directory().resolve(file))
                            .parameters()
                            .values())
                    .as(file)
                    .containsExactly(
                            ModelFile.read(expected.directory().resolve(file))
                                    .parameters()
                                    .values(),
                            within(1e-6f));
        }
    }

    /** Runs with four clients with different class distributions, two per round by default. */
    private FinishedRun run(String strategy, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "strategy=" + strategy,
                "coordination={\"type\": \"all-exits\"}",
                "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 4}",
                "training.rounds=3",
                "training.participation=0.5",
                "evaluation.interval=2"));
        all.addAll(List.of(settings));
        return FinishedRun.ofSmall(folder.resolve(Integer.toHexString(all.hashCode())), all.toArray(String[]::new));
    }
}
