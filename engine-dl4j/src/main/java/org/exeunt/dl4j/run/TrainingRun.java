package org.exeunt.dl4j.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One network in one call of {@link Dl4jNetwork#train}: the steps of its objective on the examples of one client.
 *
 * <p>Computes only what the objective requires: forward, the stages up to the deepest exit and the heads of its exits;
 * backward, nothing below the lowest trainable stage.
 */
final class TrainingRun {

    private final NetworkChain chain;
    private final NetworkSpec spec;
    private final Objective objective;
    private final LocalTraining training;
    private final List<AuxiliaryHeadRun> auxiliaryHeads;
    private final BatchPass pass;
    /** Whether the network runs in inference mode, with an objective without terms. */
    private final boolean frozen;

    private final int depth;
    private final int lowestTrainable;
    private final boolean padding;
    private final boolean[] stageTrained;
    private final boolean[] headTrained;
    private final List<Descent> descents = new ArrayList<>();
    private final boolean[] stageGradientWritten;
    private final boolean[] headGradientWritten;
    private float[] staging = {};
    private float[] flatParameters = {};
    private float[] flatGradient = {};
    private float[] featureGradient = {};

    TrainingRun(
            NetworkChain chain,
            Objective objective,
            LocalTraining training,
            List<AuxiliaryHeadRun> auxiliaryHeads,
            Map<String, BatchPass> networks,
            boolean frozen) {
        this.chain = chain;
        this.spec = chain.spec();
        this.objective = objective;
        this.training = training;
        this.auxiliaryHeads = auxiliaryHeads;
        this.pass = new BatchPass(chain, objective.exits(), objective.auxiliaryHeads(), networks, !frozen);
        this.frozen = frozen;
        objective.modules().forEach(module -> pass.add(new ModuleRun(module, training)));
        descents.add(new Descent(chain.vectors(), objective.trainable(), training));
        int deepest = objective.exits().deepest();
        for (AuxiliaryHeadRun auxiliaryHead : auxiliaryHeads) {
            deepest = Math.max(deepest, auxiliaryHead.exit());
            auxiliaryHead.loadParameters(chain);
            if (auxiliaryHead.isTrainable()) {
                descents.add(new Descent(auxiliaryHead.detached().vectors(), auxiliaryHead.blocks(), training));
            }
        }
        this.depth = deepest;
        this.lowestTrainable = objective.trainable().blocks().stream()
                .filter(block -> block.role() == BlockRole.BACKBONE)
                .mapToInt(Block::depth)
                .min()
                .orElse(Integer.MAX_VALUE);
        chain.setDeepestStage(depth);
        // padding rows would be counted in the statistics of batch norms
        this.padding = spec.layout().buffers().isEmpty();
        this.stageTrained = new boolean[spec.exits()];
        this.headTrained = new boolean[spec.exits()];
        for (Block block : objective.trainable().blocks()) {
            (block.role().ofBackbone() ? stageTrained : headTrained)[block.depth() - 1] = true;
        }
        this.stageGradientWritten = new boolean[spec.exits()];
        this.headGradientWritten = new boolean[spec.exits()];
        for (int k = 1; k <= spec.exits(); k++) {
            chain.stage(k).graph().computeInputGradient(k > lowestTrainable);
            chain.head(k).graph().computeInputGradient(k >= lowestTrainable);
        }
    }

    BatchPass pass() {
        return pass;
    }

    /**
     * Runs one step of all networks.
     *
     * @param networks the main network first
     * @param order indices of examples
     * @param from index in {@code order} of the first example
     * @param count number of examples
     * @return the value of all objectives; if it is not finite, no parameter was changed
     */
    static double step(
            List<TrainingRun> networks, InputBatch input, Examples examples, int[] order, int from, int count) {
        TrainingRun main = networks.get(0);
        int rows = main.padding ? Math.min(main.training.batchSize(), InputBatch.rowsFor(count)) : count;
        // read once, because examples may change whenever they are read
        INDArray batch = input.gather(examples, order, from, count, rows);
        main.chain.maskPadding(examples, order, from, count, rows);
        networks.subList(1, networks.size()).forEach(each -> each.chain.maskPaddingAs(main.chain));
        for (TrainingRun each : networks) {
            each.pass.start(examples, order, from, count);
            each.forward(batch);
        }
        double value = 0;
        for (TrainingRun each : networks) {
            for (LossTerm loss : each.objective.losses()) {
                value += loss.addTo(each.pass);
            }
        }
        if (!Double.isFinite(value)) {
            return value;
        }
        for (TrainingRun each : networks) {
            value += each.computeGradient(rows);
        }
        if (Double.isFinite(value)) {
            networks.forEach(TrainingRun::update);
        }
        return value;
    }

    /** Returns the value of the parameter terms. */
    private double computeGradient(int rows) {
        backwardThroughAuxiliaryHeads(rows);
        backward(rows);
        zeroUnreachedGradients();
        pass.parameterGradients().forEach(this::addGradient);
        return addPenalties();
    }

    private void update() {
        descents.forEach(Descent::step);
        pass.modules().forEach(ModuleRun::update);
        if (!padding) {
            chain.vectors().updateBuffers(buffersOfTrainedParts());
        }
    }

    private void forward(INDArray batch) {
        INDArray x = batch;
        for (int k = 1; k <= depth; k++) {
            x = frozen ? chain.infer(k, x) : chain.stage(k).graph().forward(x, true);
            if (isComputed(k)) {
                INDArray logits = chain.headLogits(k, x, !frozen);
                if (objective.exits().contains(new Exit(k))) {
                    pass.setLogits(k, logits);
                }
            }
            for (AuxiliaryHeadRun auxiliaryHead : auxiliaryHeads) {
                if (auxiliaryHead.exit() == k) {
                    StageGraph graph = auxiliaryHead.detached().graph();
                    chain.provideEarlierFeatures(graph, k);
                    chain.maskPadding(graph, k);
                    pass.setLogits(auxiliaryHead.head().name(), graph.forward(x, auxiliaryHead.isTrainable()));
                }
            }
        }
    }

    /**
     * Returns whether the head of an exit is computed: exits of the objective, and exits with features that deeper
     * heads read.
     */
    private boolean isComputed(int exit) {
        return objective.exits().contains(new Exit(exit)) || chain.headsReadEarlierFeatures() && exit < depth;
    }

    /** Computes the gradients of trainable auxiliary heads. Their gradient at the stage output is discarded. */
    private void backwardThroughAuxiliaryHeads(int rows) {
        for (AuxiliaryHeadRun auxiliaryHead : auxiliaryHeads) {
            if (!auxiliaryHead.isTrainable()) {
                continue;
            }
            BatchPass.GradientArray atLogits =
                    pass.requestedLogitGradient(auxiliaryHead.head().name());
            if (atLogits.isRequested()) {
                auxiliaryHead.detached().graph().backward(toNative(auxiliaryHead.exit(), rows, atLogits, null));
            } else {
                NativeFloats gradient = auxiliaryHead.detached().vectors().gradient();
                gradient.zero(0, gradient.length());
            }
        }
    }

    private void backward(int rows) {
        INDArray fromAbove = null;
        for (int k = depth; k >= 1; k--) {
            boolean toStage = k >= lowestTrainable;
            headGradientWritten[k - 1] = false;
            stageGradientWritten[k - 1] = false;
            INDArray fromHead = isComputed(k) ? backwardThroughHead(k, rows, toStage) : null;
            if (!toStage) {
                continue;
            }
            INDArray outputGradient = sum(fromHead, fromAbove);
            fromAbove = outputGradient == null ? null : chain.stage(k).graph().backward(outputGradient);
            stageGradientWritten[k - 1] = outputGradient != null;
        }
    }

    /** Computes the gradients of a head and returns the gradient at the stage output; null if the head adds none. */
    private INDArray backwardThroughHead(int exit, int rows, boolean toStage) {
        BatchPass.GradientArray through = pass.ofExit(exit).logitGradient;
        BatchPass.GradientArray headOnly = pass.ofExit(exit).headOnlyGradient;
        boolean feature = pass.ofExit(exit).featureGradient.isRequested();
        StageGraph head = chain.head(exit).graph();
        float[] atFeature = feature ? featureGradient(exit, rows) : null;
        head.tap().add(atFeature, !through.isRequested());
        INDArray result = null;
        boolean flows = through.isRequested() || feature;
        if (flows) {
            INDArray atInput = head.backward(toNative(exit, rows, through, null));
            if (through.isRequested()) {
                addEarlierGradients(head, exit);
            }
            if (toStage) {
                result = headOnly.isRequested() ? keepGradient(exit, atInput) : atInput;
            }
        }
        if (headOnly.isRequested()) {
            head.tap().add(atFeature, false);
            head.backward(toNative(exit, rows, through, headOnly));
        }
        head.tap().add(null, false);
        headGradientWritten[exit - 1] = flows || headOnly.isRequested();
        return result;
    }

    /** Copies a gradient that the second backward pass of the head would overwrite. */
    private INDArray keepGradient(int exit, INDArray gradient) {
        INDArray kept = chain.head(exit).inputGradient().ofShape(gradient.shape());
        NativeFloats source = NativeFloats.of(NativeFloats.dense(gradient));
        NativeFloats.of(kept).put(0, source, 0, source.length());
        return kept;
    }

    private float[] featureGradient(int exit, int rows) {
        int features = (int) chain.head(exit).graph().tap().feature().size(1);
        featureGradient = rounded(rows, features, pass.ofExit(exit).featureGradient::value, featureGradient);
        return featureGradient;
    }

    /** Adds the gradients of a head at the features of earlier exits, which are processed later. */
    private void addEarlierGradients(StageGraph head, int exit) {
        if (chain.headsReadEarlierFeatures()) {
            var reader = head.readerOfEarlierFeatures().orElseThrow();
            for (int earlier = 1; earlier < exit; earlier++) {
                Matrix added = Matrix.of(NativeFloats.dense(reader.gradientAt(earlier)));
                float[] values = added.toArray();
                int count = pass.size() * added.columns();
                double[] sum = pass.ofExit(earlier).featureGradient.request(count);
                for (int i = 0; i < count; i++) {
                    sum[i] += values[i];
                }
            }
        }
    }

    private INDArray toNative(int exit, int rows, BatchPass.GradientArray first, BatchPass.GradientArray second) {
        staging = rounded(rows, spec.classes(), i -> first.value(i) + (second == null ? 0 : second.value(i)), staging);
        INDArray target = chain.head(exit).outputGradient().ofShape(rows, spec.classes());
        NativeFloats.of(target).put(0, staging, 0, rows * spec.classes());
        return target;
    }

    /** Returns a gradient in float32, in {@code reused} if it is long enough; rows of padding are 0. */
    private float[] rounded(int rows, int columns, IntToDoubleFunction gradient, float[] reused) {
        float[] values = reused.length < rows * columns ? new float[rows * columns] : reused;
        Arrays.fill(values, 0f);
        for (int i = 0; i < pass.size() * columns; i++) {
            values[i] = (float) gradient.applyAsDouble(i);
        }
        return values;
    }

    private INDArray sum(INDArray a, INDArray b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.addi(b);
    }

    /** Clears gradients of earlier steps, which must not change blocks that this step did not reach. */
    private void zeroUnreachedGradients() {
        for (int k = 1; k <= spec.exits(); k++) {
            zeroIf(stageTrained[k - 1] && !stageGradientWritten[k - 1], chain.stage(k));
            zeroIf(headTrained[k - 1] && !headGradientWritten[k - 1], chain.head(k));
        }
    }

    private void zeroIf(boolean unreached, NetworkChain.Part part) {
        if (unreached) {
            chain.vectors().gradient().zero(part.from(), part.to() - part.from());
        }
    }

    private void addGradient(Block block, double[] addend) {
        float[] sum = new float[addend.length];
        chain.vectors().gradient().get(block.offset(), sum, 0, sum.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (float) addend[i];
        }
        chain.vectors().gradient().put(block.offset(), sum, 0, sum.length);
    }

    private double addPenalties() {
        if (objective.penalties().isEmpty()) {
            return 0;
        }
        flatParameters = flat(chain.vectors().parameters(), flatParameters);
        flatGradient = flat(chain.vectors().gradient(), flatGradient);
        double value = 0;
        for (ParameterTerm penalty : objective.penalties()) {
            value += penalty.addTo(flatParameters, flatGradient);
        }
        for (BlockSet.Range range : objective.trainable().ranges()) {
            chain.vectors().gradient().put(range.from(), flatGradient, range.from(), range.length());
        }
        return value;
    }

    private static float[] flat(NativeFloats vector, float[] reused) {
        float[] values = reused.length == vector.length() ? reused : new float[vector.length()];
        vector.get(0, values, 0, values.length);
        return values;
    }

    /** Returns the running statistics of stages and heads that have a trainable block and that this step reached. */
    private BlockSet buffersOfTrainedParts() {
        return spec.layout().select(block -> {
            int part = block.depth() - 1;
            return block.role().isStatistic()
                    && (block.role().ofBackbone()
                            ? stageTrained[part] && stageGradientWritten[part]
                            : headTrained[part] && headGradientWritten[part]);
        });
    }
}
