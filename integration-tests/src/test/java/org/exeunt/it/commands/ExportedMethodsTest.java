package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.model.SavedRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Exported personal models of every method predict like the originals, also with faults and new or capped clients. */
class ExportedMethodsTest {
    private static final int CLASSES = 10;
    private static final int PICTURES = 2;

    @TempDir
    private Path folder;

    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (String strategy : ToyRun.strategies()) {
            runs.add(Arguments.of(strategy, "with dropout", List.of("faults.dropout=0.3")));
        }
        runs.add(Arguments.of("fedavg", "depth-capped clients", List.of("coordination=\"capacity\"")));
        runs.add(Arguments.of("fedper", "a new client", List.of("evaluation.new-clients=1")));
        runs.add(Arguments.of("fedper", "heads of their own", List.of("training.personal-head-init=per-client")));
        return runs.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("runs")
    void exportedModelsPredictLikeTheOriginals(String strategy, String name, List<String> more) throws IOException {
        List<String> settings = new ArrayList<>(more);
        settings.addAll(List.of("strategy={\"type\": \"" + strategy + "\"}", "training.rounds=2"));
        Path run = FinishedRun.ofSmall(folder.resolve("runs"), settings.toArray(String[]::new))
                .directory();
        SavedRun saved = SavedRun.open(
                run, PluginRegistry.load(ExportedMethodsTest.class.getClassLoader()), Path.of(""), List.of());
        int clients =
                saved.summary().setting().clients() + saved.summary().setting().newClients();
        for (int client : List.of(0, clients - 1)) {
            Path file = folder.resolve("client.zip");
            CommandLineRun.succeeding(
                    "export", run.toString(), "--client", String.valueOf(client), "--output", file.toString());
            assertSamePredictions(saved, new ClientId(client), file);
        }
    }

    private static void assertSamePredictions(SavedRun saved, ClientId client, Path file) throws IOException {
        Pictures pictures = Pictures.random(PICTURES);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        INDArray[] outputs = graph.output(Nd4j.createFromArray(pictures.bytes()).reshape('c', PICTURES, 3, 32, 32));
        try (Network network = saved.design().open()) {
            network.load(saved.model(client));
            network.forward(pictures, pass -> {
                for (int k = 0; k < outputs.length; k++) {
                    double[] logits = pass.logits(new Exit(k + 1));
                    double[] expected = new double[CLASSES];
                    for (int i = 0; i < PICTURES; i++) {
                        Softmax.row(logits, i * CLASSES, CLASSES, 1, expected);
                        assertThat(outputs[k].getRow(i).toDoubleVector())
                                .as("exit %d of client %s", k + 1, client)
                                .containsExactly(expected, within(1e-5));
                    }
                }
            });
        }
        graph.close();
    }
}
