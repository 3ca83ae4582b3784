package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inference that stops: examples that stay at an exit wait before the next stage until a batch of them is full, so that a stage computes the
 * examples that reach it and, but for one batch at the end, no other.
 */
final class StagedInference {
    private final NetworkChain chain;
    private final InputBatch input;
    private final int exits;
    private final int classes;
    private final Waiting[] waiting;
    private ExitRule rule;
    private Examples asked;
    private ExitDecision[] departures;
    private int[][] predictions;

    /** Examples before a stage. */
    private static final class Waiting {
        final int[] examples = new int[Dl4jNetwork.INFERENCE_BATCH];
        final Rows values = new Rows();
        /** Of each earlier exit, if heads look back. */
        final List<Rows> features = new ArrayList<>();

        int count;

        List<INDArray> firstFeatures(int rows) {
            return features.stream().map(feature -> feature.first(rows)).toList();
        }
    }

    /** One array's rows of examples that wait, gathered one by one. */
    private static final class Rows {
        final ReusedArray memory = new ReusedArray();
        long[] shape;

        INDArray first(int rows) {
            long[] wanted = shape.clone();
            wanted[0] = rows;
            return memory.ofShape(wanted);
        }

        void put(int place, int capacity, NativeFloats source, int row) {
            int size = source.length() / (int) source.array().size(0);
            shape = source.array().shape();
            NativeFloats.of(first(capacity)).put(place * size, source, row * size, size);
        }
    }

    StagedInference(NetworkChain chain, InputBatch input) {
        this.chain = chain;
        this.input = input;
        this.exits = chain.facts().exits();
        this.classes = chain.facts().classes();
        this.waiting = new Waiting[exits + 1];
        Arrays.setAll(waiting, i -> new Waiting());
    }

    /** Returns where every example leaves. */
    List<ExitDecision> run(Examples examples, ExitRule chosenRule) {
        rule = chosenRule;
        asked = examples;
        departures = new ExitDecision[examples.size()];
        // a call that ended by an exception may have left some waiting
        for (Waiting queue : waiting) {
            queue.count = 0;
        }
        predictions = new int[examples.size()][exits];
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += Dl4jNetwork.INFERENCE_BATCH) {
            int count = Math.min(Dl4jNetwork.INFERENCE_BATCH, order.length - from);
            INDArray batch = input.gather(examples, order, from, count, InputBatch.rowsFor(count));
            pass(1, batch, List.of(), Arrays.copyOfRange(order, from, from + count));
        }
        for (int stage = 2; stage <= exits; stage++) {
            flush(stage);
        }
        return List.of(departures);
    }

    /** Runs a stage and its head on some examples; those that do not leave wait for the next stage. */
    private void pass(int stage, INDArray batch, List<INDArray> earlier, int[] examples) {
        chain.maskPadding(asked, examples, 0, examples.length, (int) batch.size(0));
        INDArray output = chain.infer(stage, batch);
        StageGraph head = chain.head(stage).link();
        if (chain.headsLookBack()) {
            head.readerOfEarlierFeatures().orElseThrow().read(earlier);
        }
        INDArray logits = NativeFloats.dense(head.forward(output, false));
        float[] answers = new float[examples.length * classes];
        NativeFloats.of(logits).get(0, answers, 0, answers.length);
        NativeFloats values = NativeFloats.of(NativeFloats.dense(output));
        List<NativeFloats> features = features(earlier, head);
        // the next stage may run before all rows are looked at; it does not write what this stage and its head gave
        for (int row = 0; row < examples.length; row++) {
            if (!leaves(stage, examples[row], answers, row)) {
                await(stage + 1, examples[row], values, features, row);
            }
        }
    }

    /** Returns the features up to an exit; none if heads do not look back. */
    private List<NativeFloats> features(List<INDArray> earlier, StageGraph head) {
        if (!chain.headsLookBack()) {
            return List.of();
        }
        return Stream.concat(earlier.stream(), Stream.of(head.tap().feature()))
                .map(feature -> NativeFloats.of(NativeFloats.dense(feature)))
                .toList();
    }

    private boolean leaves(int stage, int example, float[] answers, int row) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            logits[c] = answers[row * classes + c];
        }
        double[] probabilities = new double[classes];
        Softmax.row(logits, 0, classes, 1, probabilities);
        int label = 0;
        for (int c = 1; c < classes; c++) {
            label = probabilities[c] > probabilities[label] ? c : label;
        }
        predictions[example][stage - 1] = label;
        Exit exit = new Exit(stage);
        boolean leaves = stage == exits
                || rule.shouldExit(new ExitInput(exit, probabilities, Arrays.copyOf(predictions[example], stage)));
        if (leaves) {
            departures[example] = new ExitDecision(exit, label, probabilities[label]);
        }
        return leaves;
    }

    private void await(int stage, int example, NativeFloats values, List<NativeFloats> features, int row) {
        Waiting queue = waiting[stage];
        int capacity = Math.min(Dl4jNetwork.INFERENCE_BATCH, InputBatch.rowsFor(departures.length));
        queue.values.put(queue.count, capacity, values, row);
        for (int k = 0; k < features.size(); k++) {
            if (k == queue.features.size()) {
                queue.features.add(new Rows());
            }
            queue.features.get(k).put(queue.count, capacity, features.get(k), row);
        }
        queue.examples[queue.count++] = example;
        if (queue.count == Dl4jNetwork.INFERENCE_BATCH) {
            flush(stage);
        }
    }

    private void flush(int stage) {
        Waiting queue = waiting[stage];
        if (queue.count == 0) {
            return;
        }
        int[] examples = Arrays.copyOf(queue.examples, queue.count);
        queue.count = 0;
        int rows = InputBatch.rowsFor(examples.length);
        pass(stage, queue.values.first(rows), queue.firstFeatures(rows), examples);
    }
}
