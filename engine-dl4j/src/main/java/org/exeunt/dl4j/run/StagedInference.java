package org.exeunt.dl4j.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inference that stops at an exit. Examples that do not leave at an exit are queued for the next stage until a batch is
 * full, so that each stage computes only the examples that reach it, in full batches except for the last one.
 */
final class StagedInference {
    private final NetworkChain chain;
    private final InputBatch input;
    private final NativeMemory nativeMemory;
    private final int exits;
    private final int classes;
    private final Queue[] queues;
    private ExitRule rule;
    private PersonalRule personal;
    private Examples allExamples;
    private ExitDecision[] decisions;
    /** Class probabilities of each example at the exits that it has reached; null as soon as it has left. */
    private double[][][] probabilities;
    /** What a personal rule reads of each example. */
    private PersonalRule.Reached[] outputs;

    /** The examples that are queued for a stage. */
    private static final class Queue {
        final int[] examples = new int[Dl4jNetwork.INFERENCE_BATCH];
        final Rows values = new Rows();
        /** Features of each earlier exit, if heads read them. */
        final List<Rows> features = new ArrayList<>();

        int count;
    }

    /** One array with a row per queued example. */
    private static final class Rows {
        final ReusedArray memory = new ReusedArray();
        long[] shape;

        INDArray first(int rows) {
            long[] wanted = shape.clone();
            wanted[0] = rows;
            return memory.ofShape(wanted);
        }

        void put(int index, int capacity, NativeFloats source, int row) {
            int size = source.length() / (int) source.array().size(0);
            shape = source.array().shape();
            NativeFloats.of(first(capacity)).put(index * size, source, row * size, size);
        }
    }

    StagedInference(NetworkChain chain, InputBatch input, NativeMemory nativeMemory) {
        this.chain = chain;
        this.input = input;
        this.nativeMemory = nativeMemory;
        this.exits = chain.spec().exits();
        this.classes = chain.spec().classes();
        this.queues = new Queue[exits + 1];
        Arrays.setAll(queues, i -> new Queue());
    }

    /** Returns the exit and prediction of every example. */
    List<ExitDecision> run(Examples examples, ExitRule exitRule, PersonalRule personalRule) {
        rule = exitRule;
        personal = personalRule;
        allExamples = examples;
        decisions = new ExitDecision[examples.size()];
        // an earlier call that ended with an exception may have left queued examples
        for (Queue queue : queues) {
            queue.count = 0;
        }
        probabilities = new double[examples.size()][0][];
        outputs = new PersonalRule.Reached[examples.size()];
        Arrays.fill(outputs, PersonalRule.Reached.none());
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += Dl4jNetwork.INFERENCE_BATCH) {
            int count = Math.min(Dl4jNetwork.INFERENCE_BATCH, order.length - from);
            INDArray batch = input.gather(examples, order, from, count, InputBatch.rowsFor(count));
            pass(1, batch, List.of(), Arrays.copyOfRange(order, from, from + count));
            nativeMemory.batchComputed(count);
        }
        for (int stage = 2; stage <= exits; stage++) {
            flush(stage);
        }
        return List.of(decisions);
    }

    /** Runs a stage and its head on a batch; examples that do not leave are queued for the next stage. */
    private void pass(int stage, INDArray batch, List<INDArray> earlier, int[] examples) {
        chain.maskPadding(allExamples, examples, 0, examples.length, (int) batch.size(0));
        INDArray output = chain.infer(stage, batch);
        StageGraph head = chain.head(stage).graph();
        if (chain.headsReadEarlierFeatures()) {
            head.readerOfEarlierFeatures().orElseThrow().read(earlier);
        }
        INDArray logits = NativeFloats.dense(head.forward(output, false));
        double[][] answers = rows(logits, examples.length);
        if (personal != PersonalRule.NONE) {
            double[][] read = rows(NativeFloats.dense(head.tap().feature()), examples.length);
            for (int row = 0; row < examples.length; row++) {
                outputs[examples[row]] = outputs[examples[row]].next(answers[row], read[row]);
                answers[row] = personal.logits(outputs[examples[row]]);
            }
        }
        NativeFloats values = NativeFloats.of(NativeFloats.dense(output));
        List<NativeFloats> features = features(earlier, head);
        // the next stage may run before all rows are processed; it does not overwrite the output of this stage and its
        // head
        for (int row = 0; row < examples.length; row++) {
            if (!leaves(stage, examples[row], answers[row])) {
                enqueue(stage + 1, examples[row], values, features, row);
            }
        }
    }

    /** Returns the features up to an exit; empty if heads do not read them. */
    private List<NativeFloats> features(List<INDArray> earlier, StageGraph head) {
        if (!chain.headsReadEarlierFeatures()) {
            return List.of();
        }
        return Stream.concat(earlier.stream(), Stream.of(head.tap().feature()))
                .map(feature -> NativeFloats.of(NativeFloats.dense(feature)))
                .toList();
    }

    /** Returns a copy of the first rows of a dense array, {@code [count, width]}. */
    private static double[][] rows(INDArray array, int count) {
        int width = (int) array.size(1);
        float[] values = Matrix.of(array).rows(0, count).toArray();
        double[][] rows = new double[count][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    private boolean leaves(int stage, int example, double[] logits) {
        double[][] reached = Arrays.copyOf(probabilities[example], stage);
        reached[stage - 1] = new double[classes];
        Softmax.row(logits, 0, classes, 1, reached[stage - 1]);
        ExitInput reachedExit = new ExitInput(reached);
        boolean leaves = stage == exits || rule.shouldExit(reachedExit);
        if (leaves) {
            decisions[example] = ExitDecision.of(rule, reachedExit);
        }
        probabilities[example] = leaves ? null : reached;
        return leaves;
    }

    private void enqueue(int stage, int example, NativeFloats values, List<NativeFloats> features, int row) {
        Queue queue = queues[stage];
        int capacity = Math.min(Dl4jNetwork.INFERENCE_BATCH, InputBatch.rowsFor(decisions.length));
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
        Queue queue = queues[stage];
        if (queue.count == 0) {
            return;
        }
        int[] examples = Arrays.copyOf(queue.examples, queue.count);
        queue.count = 0;
        int rows = InputBatch.rowsFor(examples.length);
        List<INDArray> earlier =
                queue.features.stream().map(feature -> feature.first(rows)).toList();
        pass(stage, queue.values.first(rows), earlier, examples);
    }
}
