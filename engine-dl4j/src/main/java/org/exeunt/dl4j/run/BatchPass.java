package org.exeunt.dl4j.run;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.Block;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The logits and features of one batch in double precision, and the gradients that loss terms add to them. Arrays are
 * reused for every batch.
 */
final class BatchPass implements ForwardPass {
    private final NetworkChain chain;
    private final NetworkSpec spec;
    private final boolean training;
    private final ExitSet exits;
    private final List<OfExit> ofExits;
    private final Map<String, double[]> auxiliaryLogits = new HashMap<>();
    private final Map<String, GradientArray> auxiliaryGradients = new HashMap<>();
    private final Map<String, BatchPass> networks;
    private final Map<String, ModuleRun> modules = new TreeMap<>();
    private final Map<Block, double[]> parameters = new HashMap<>();
    private final Map<Block, double[]> parameterGradients = new HashMap<>();
    private Examples batch;
    private int[] order;
    private int first;
    private int size;

    /**
     * Creates the pass for training or for inference.
     *
     * @param exits exits to run the heads of
     * @param auxiliaryHeads further heads to run
     * @param networks the passes of all networks, by name
     */
    BatchPass(
            NetworkChain chain,
            ExitSet exits,
            List<AuxiliaryHead> auxiliaryHeads,
            Map<String, BatchPass> networks,
            boolean training) {
        this.chain = chain;
        this.networks = networks;
        this.spec = chain.spec();
        this.exits = exits;
        this.training = training;
        this.ofExits = Stream.generate(OfExit::new).limit(spec.exits()).toList();
        for (AuxiliaryHead auxiliaryHead : auxiliaryHeads) {
            auxiliaryLogits.put(auxiliaryHead.name(), new double[0]);
            if (auxiliaryHead instanceof TrainableAuxiliaryHead) {
                auxiliaryGradients.put(auxiliaryHead.name(), new GradientArray());
            }
        }
    }

    /** Starts the next batch: the examples at {@code count} indices in an order. */
    void start(Examples examples, int[] indices, int from, int count) {
        batch = examples;
        order = indices;
        first = from;
        size = count;
        ofExits.forEach(OfExit::reset);
        auxiliaryGradients.values().forEach(GradientArray::reset);
        modules.values().forEach(ModuleRun::start);
        parameters.clear();
        parameterGradients.clear();
    }

    void setLogits(int exit, INDArray values) {
        OfExit at = ofExit(exit);
        at.logits = toDoubles(values, at.logits);
    }

    void setLogits(String auxiliaryHead, INDArray values) {
        auxiliaryLogits.compute(auxiliaryHead, (name, reused) -> toDoubles(values, reused));
    }

    private double[] toDoubles(INDArray array, double[] reused) {
        float[] values = Matrix.of(NativeFloats.dense(array)).rows(0, size).toArray();
        double[] target = reused.length < values.length ? new double[values.length] : reused;
        for (int i = 0; i < values.length; i++) {
            target[i] = values[i];
        }
        return target;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int classes() {
        return spec.classes();
    }

    @Override
    public ExitSet exits() {
        return exits;
    }

    @Override
    public int label(int row) {
        return batch.label(example(row));
    }

    @Override
    public int example(int row) {
        return order[first + row];
    }

    /** Copies the values on the first call of a step only. */
    @Override
    public double[] parameters(Block block) {
        return parameters.computeIfAbsent(block, read -> {
            float[] values = new float[read.size()];
            chain.vectors().parameters().get(read.offset(), values, 0, values.length);
            double[] copy = new double[values.length];
            Arrays.setAll(copy, i -> values[i]);
            return copy;
        });
    }

    @Override
    public double[] parameterGradient(Block block) {
        requireTraining();
        return parameterGradients.computeIfAbsent(block, added -> new double[added.size()]);
    }

    /** Returns what loss terms added to the gradient of blocks in this step. */
    Map<Block, double[]> parameterGradients() {
        return parameterGradients;
    }

    void add(ModuleRun module) {
        modules.put(module.name(), module);
    }

    @Override
    public double[] module(String name) {
        return require(modules, name, "module").values;
    }

    @Override
    public double[] moduleGradient(String name) {
        requireTraining();
        return require(modules, name, "module").gradient;
    }

    @Override
    public ForwardPass network(String name) {
        return require(networks, name, "network").readOnly();
    }

    @Override
    public double[] logits(Exit exit) {
        return ofExit(requireActive(exit).number()).logits;
    }

    @Override
    public double[] logits(String auxiliaryHead) {
        return require(auxiliaryLogits, auxiliaryHead, "auxiliary head");
    }

    @Override
    public int featureSize(Exit exit) {
        return (int) nativeFeature(exit).size(1);
    }

    /** Copies the feature on the first call only, because most losses do not use it. */
    @Override
    public double[] feature(Exit exit) {
        OfExit at = ofExit(requireActive(exit).number());
        if (!at.featureCopied) {
            at.feature = toDoubles(nativeFeature(exit), at.feature);
            at.featureCopied = true;
        }
        return at.feature;
    }

    private INDArray nativeFeature(Exit exit) {
        return chain.head(requireActive(exit).number()).graph().tap().feature();
    }

    @Override
    public double[] logitGradient(Exit exit) {
        requireTraining();
        return ofExit(requireActive(exit).number()).logitGradient.request(size * classes());
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        requireTraining();
        return ofExit(requireActive(exit).number()).headOnlyGradient.request(size * classes());
    }

    @Override
    public double[] logitGradient(String auxiliaryHead) {
        requireTraining();
        return require(auxiliaryGradients, auxiliaryHead, "trainable auxiliary head")
                .request(size * classes());
    }

    @Override
    public double[] featureGradient(Exit exit) {
        requireTraining();
        return ofExit(requireActive(exit).number()).featureGradient.request(size * featureSize(exit));
    }

    Collection<ModuleRun> modules() {
        return modules.values();
    }

    OfExit ofExit(int exit) {
        return ofExits.get(exit - 1);
    }

    GradientArray requestedLogitGradient(String auxiliaryHead) {
        return auxiliaryGradients.get(auxiliaryHead);
    }

    private static <T> T require(Map<String, T> parts, String name, String kind) {
        T found = parts.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no %s '%s'; the objective has %s".formatted(kind, name, new TreeSet<>(parts.keySet())));
        }
        return found;
    }

    private Exit requireActive(Exit exit) {
        if (!exits.contains(exit)) {
            throw new IllegalArgumentException("exit %s is not active; the active exits are %s".formatted(exit, exits));
        }
        return exit;
    }

    private void requireTraining() {
        if (!training) {
            throw new IllegalStateException("gradients are not available in inference");
        }
    }

    /** The values of one exit, and the gradients that loss terms add to them. */
    static final class OfExit {
        final GradientArray logitGradient = new GradientArray();
        final GradientArray headOnlyGradient = new GradientArray();
        final GradientArray featureGradient = new GradientArray();
        private double[] logits = {};
        private double[] feature = {};
        private boolean featureCopied;

        private void reset() {
            featureCopied = false;
            logitGradient.reset();
            headOnlyGradient.reset();
            featureGradient.reset();
        }
    }

    /** A gradient that is allocated and computed only if it was requested. */
    static final class GradientArray {
        private double[] values = {};
        private boolean requested;

        private void reset() {
            requested = false;
        }

        double[] request(int count) {
            if (!requested) {
                requested = true;
                if (values.length < count) {
                    values = new double[count];
                }
                Arrays.fill(values, 0, count, 0);
            }
            return values;
        }

        boolean isRequested() {
            return requested;
        }

        /** Returns a value of the gradient; 0 if it was not requested. */
        double value(int index) {
            return requested ? values[index] : 0;
        }
    }
}
