package org.exeunt.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.NetworkDesign;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Process CPU time of one training step and of one inference pass of all exits over the same number of examples, for
 * the same network as a graph of Deeplearning4j's own layers, as exported by Exeunt, with losses and updater of
 * Deeplearning4j.
 *
 * <p>Measured on request ({@link OnRequest}). The batch is prepared in advance. Argument: network for images.
 */
public final class StockStepBenchmark {
    private static final int INFERENCE_BATCH = 64;
    private static final int WARM_UP_STEPS = 3;

    private StockStepBenchmark() {}

    /** Prints {@code parameters COUNT} and measures {@code training} and {@code inference}. */
    public static void main(String[] arguments) throws IOException {
        Subject subject = Subject.of(arguments[0], new int[] {});
        ComputationGraph graph = withLosses(exported(subject));
        System.out.println("parameters " + graph.numParams());
        INDArray[] images = {Nd4j.rand(subject.batch(), 3, 32, 32)};
        INDArray[] labels =
                Collections.nCopies(graph.getNumOutputArrays(), labels(subject)).toArray(INDArray[]::new);
        INDArray many = Nd4j.rand(INFERENCE_BATCH, 3, 32, 32);
        int inferenceSteps = INFERENCE_BATCH / subject.batch();
        OnRequest.measure(Map.of(
                "training", new TimedWork(1, WARM_UP_STEPS, List.of(() -> graph.fit(images, labels))),
                "inference", new TimedWork(inferenceSteps, WARM_UP_STEPS, List.of(() -> graph.output(many)))));
    }

    private static INDArray labels(Subject subject) {
        INDArray labels = Nd4j.zeros(subject.batch(), subject.classes());
        for (int i = 0; i < subject.batch(); i++) {
            labels.putScalar(i, i % subject.classes(), 1);
        }
        return labels;
    }

    private static ComputationGraph exported(Subject subject) throws IOException {
        NetworkDesign design = subject.design();
        byte[] graph = ((ModelExporter) design)
                .export("dl4j", ExportRequest.of(design.initialParameters(Streams.ROOT.stream("init"))))
                .get("model.zip");
        return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(graph), false);
    }

    /** Replaces every softmax by a loss, because an exported graph is for inference only. */
    private static ComputationGraph withLosses(ComputationGraph graph) {
        TransferLearning.GraphBuilder builder = new TransferLearning.GraphBuilder(graph)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Nesterovs(0.01, 0.9))
                        .weightDecay(1e-4)
                        .build());
        List<String> exits = List.copyOf(graph.getConfiguration().getNetworkOutputs());
        for (String exit : exits) {
            String logits = graph.getConfiguration().getVertexInputs().get(exit).get(0);
            builder.removeVertexAndConnections(exit)
                    .addLayer(
                            exit,
                            new LossLayer.Builder(LossFunction.MCXENT)
                                    .activation(Activation.SOFTMAX)
                                    .build(),
                            logits);
        }
        return builder.setOutputs(exits.toArray(String[]::new)).build();
    }
}
