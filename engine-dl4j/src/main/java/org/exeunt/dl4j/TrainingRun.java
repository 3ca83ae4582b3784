package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One call of train: the steps of one objective on one client's examples.
 *
 * <p>Computes no more than the objective needs: stages up to the deepest exit asked, heads of those exits alone, and on the way back nothing
 * below the lowest trainable stage.
 */
final class TrainingRun {

    private final NetworkChain chain;
    private final NetworkSpec facts;
    private final InputBatch input;
    private final Objective objective;
    private final LocalTraining training;
    private final List<Companion> companions;
    private final BatchPass pass;
    private final int depth;
    private final int lowestTrainable;
    private final boolean padding;
    private final SgdStep sgd = Kernels.inUse().sgdStep();
    private final GradientBuffers buffers;
    private final boolean[] stageGradientWritten;
    private final boolean[] headGradientWritten;
    private final boolean[] stageIsZero;
    private final boolean[] headIsZero;
    private final FeatureMemory[] memories;
    private float[] staging = {};
    private float[] flatParameters = {};
    private float[] flatGradient = {};
    private float[] featureGradient = {};

    TrainingRun(
            NetworkChain chain,
            InputBatch input,
            GradientBuffers buffers,
            Objective objective,
            LocalTraining training,
            List<Companion> companions) {
        this.chain = chain;
        this.facts = chain.facts();
        this.input = input;
        this.buffers = buffers;
        this.objective = objective;
        this.training = training;
        this.companions = companions;
        this.pass = new BatchPass(chain, objective.exits(), objective.companions(), true);
        int deepest = objective.exits().deepest();
        for (Companion companion : companions) {
            deepest = Math.max(deepest, companion.exit());
            companion.begin(chain);
        }
        this.depth = deepest;
        this.lowestTrainable = lowestTrainableStage();
        chain.readUpTo(depth);
        // rows of padding would count in a batch norm's statistics
        this.padding = facts.layout().buffers().isEmpty();
        this.stageGradientWritten = new boolean[facts.exits()];
        this.headGradientWritten = new boolean[facts.exits()];
        this.stageIsZero = new boolean[facts.exits()];
        this.headIsZero = new boolean[facts.exits()];
        this.memories = new FeatureMemory[facts.exits()];
        Arrays.setAll(memories, k -> new FeatureMemory());
        for (int k = 1; k <= facts.exits(); k++) {
            chain.stage(k).link().computeInputGradient(k > lowestTrainable);
            chain.head(k).link().computeInputGradient(k >= lowestTrainable);
        }
    }

    private int lowestTrainableStage() {
        return objective.trainable().blocks().stream()
                .filter(block -> block.role() == BlockRole.BACKBONE)
                .mapToInt(Block::depth)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /**
     * Does one step.
     *
     * @param order which examples
     * @param from place of the first in {@code order}
     * @param count how many
     * @return the objective's value; if it is not finite, no parameter was moved
     */
    double step(Examples examples, int[] order, int from, int count) {
        int rows = padding ? Math.min(training.batchSize(), InputBatch.rowsFor(count)) : count;
        pass.begin(examples, order, from, count);
        chain.maskPadding(examples, order, from, count, rows);
        forward(input.gather(examples, order, from, count, rows));
        double value = 0;
        for (LossTerm loss : objective.losses()) {
            value += loss.addTo(pass);
        }
        if (!Double.isFinite(value)) {
            return value;
        }
        backwardThroughCompanions(rows);
        for (FeatureMemory memory : memories) {
            memory.clear();
        }
        backward(rows);
        zeroWhatNothingReached();
        value += addPenalties();
        if (Double.isFinite(value)) {
            chain.vectors().descend(sgd, objective.trainable(), training);
            if (!padding) {
                chain.vectors().moveBuffers(sgd, buffersOfTrainedStages());
            }
            for (Companion companion : companions) {
                if (companion.learns()) {
                    companion.spare().vectors().descend(sgd, companion.blocks(), training);
                }
            }
        }
        return value;
    }

    private void forward(INDArray batch) {
        INDArray x = batch;
        for (int k = 1; k <= depth; k++) {
            x = chain.stage(k).link().forward(x, true);
            if (isComputed(k)) {
                INDArray logits = chain.answer(k, x, true);
                if (objective.exits().contains(new Exit(k))) {
                    pass.setLogits(k, logits);
                }
            }
            for (Companion companion : companions) {
                if (companion.exit() == k) {
                    StageGraph link = companion.spare().link();
                    chain.lookBack(link, k);
                    chain.maskPadding(link, k);
                    pass.setLogits(companion.head().name(), link.forward(x, companion.learns()));
                }
            }
        }
    }

    /** The heads that are asked, and those whose features deeper ones look back at. */
    private boolean isComputed(int exit) {
        return objective.exits().contains(new Exit(exit)) || chain.headsLookBack() && exit < depth;
    }

    /** Writes the gradients of learning heads; what flows out of them ends here. */
    private void backwardThroughCompanions(int rows) {
        for (Companion companion : companions) {
            if (!companion.learns()) {
                continue;
            }
            BatchPass.GradientArray atLogits =
                    pass.askedLogitGradient(companion.head().name());
            if (atLogits.wasAsked()) {
                companion.backward(toNative(companion.exit(), rows, atLogits, null));
            } else {
                companion.zeroGradient();
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
            fromAbove = outputGradient == null ? null : chain.stage(k).link().backward(outputGradient);
            stageGradientWritten[k - 1] = outputGradient != null;
        }
    }

    /** Writes the head's gradients and returns that at the stage's output, null if there is none. */
    private INDArray backwardThroughHead(int exit, int rows, boolean toStage) {
        BatchPass.GradientArray through = pass.askedLogitGradient(exit);
        BatchPass.GradientArray headOnly = pass.askedHeadOnlyGradient(exit);
        boolean feature = pass.askedFeatureGradient(exit).wasAsked() || memories[exit - 1].wasReached();
        StageGraph head = chain.head(exit).link();
        float[] atFeature = feature ? featureGradient(exit, rows) : null;
        if (through.wasAsked()) {
            head.tap().add(atFeature);
        } else {
            head.tap().replace(atFeature);
        }
        INDArray result = null;
        boolean flows = through.wasAsked() || feature;
        if (flows) {
            INDArray atInput = head.backward(toNative(exit, rows, through, null));
            if (through.wasAsked()) {
                remember(head, exit);
            }
            if (toStage) {
                result = headOnly.wasAsked() ? keep(exit, atInput) : atInput;
            }
        }
        if (headOnly.wasAsked()) {
            head.tap().add(atFeature);
            head.backward(toNative(exit, rows, through, headOnly));
        }
        head.tap().add(null);
        headGradientWritten[exit - 1] = flows || headOnly.wasAsked();
        return result;
    }

    /** Copies what the head's second backward pass would overwrite. */
    private INDArray keep(int exit, INDArray gradient) {
        INDArray kept = buffers.atStageOutput(exit).ofShape(gradient.shape());
        NativeFloats source = NativeFloats.of(NativeFloats.dense(gradient));
        NativeFloats.of(kept).put(0, source, 0, source.length());
        return kept;
    }

    private float[] featureGradient(int exit, int rows) {
        int features = (int) chain.head(exit).link().tap().feature().size(1);
        if (featureGradient.length < rows * features) {
            featureGradient = new float[rows * features];
        }
        Arrays.fill(featureGradient, 0f);
        for (int i = 0; i < pass.size() * features; i++) {
            featureGradient[i] = (float) pass.askedFeatureGradient(exit).value(i);
        }
        memories[exit - 1].addTo(featureGradient);
        return featureGradient;
    }

    /** Takes what a head that looks back hands to the features of earlier exits, whose turn is still to come. */
    private void remember(StageGraph head, int exit) {
        if (chain.headsLookBack()) {
            var reader = head.readerOfEarlierFeatures().orElseThrow();
            for (int earlier = 1; earlier < exit; earlier++) {
                memories[earlier - 1].add(reader.gradientAt(earlier));
            }
        }
    }

    private INDArray toNative(int exit, int rows, BatchPass.GradientArray first, BatchPass.GradientArray second) {
        int count = rows * facts.classes();
        if (staging.length < count) {
            staging = new float[count];
        }
        Arrays.fill(staging, 0, count, 0f);
        for (int i = 0; i < pass.size() * facts.classes(); i++) {
            staging[i] = (float) (first.value(i) + (second == null ? 0 : second.value(i)));
        }
        INDArray target = buffers.atLogits(exit).ofShape(rows, facts.classes());
        NativeFloats.of(target).put(0, staging, 0, count);
        return target;
    }

    private INDArray sum(INDArray a, INDArray b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.addi(b);
    }

    /** Loss gradients of earlier steps must not move blocks that this step did not reach. */
    private void zeroWhatNothingReached() {
        for (int k = 1; k <= facts.exits(); k++) {
            stageIsZero[k - 1] = zeroUnlessWritten(chain.stage(k), stageGradientWritten[k - 1], stageIsZero[k - 1]);
            headIsZero[k - 1] = zeroUnlessWritten(chain.head(k), headGradientWritten[k - 1], headIsZero[k - 1]);
        }
    }

    private boolean zeroUnlessWritten(NetworkChain.Part part, boolean written, boolean isZero) {
        if (!written && !isZero) {
            chain.vectors().gradient().zero(part.from(), part.to() - part.from());
        }
        return !written;
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
        Arrays.fill(stageIsZero, false);
        Arrays.fill(headIsZero, false);
        return value;
    }

    private static float[] flat(NativeFloats vector, float[] reused) {
        float[] values = reused.length == vector.length() ? reused : new float[vector.length()];
        vector.get(0, values, 0, values.length);
        return values;
    }

    private BlockSet buffersOfTrainedStages() {
        List<Integer> trained = new ArrayList<>();
        for (Block block : objective.trainable().blocks()) {
            if (block.role() == BlockRole.BACKBONE
                    && block.depth() <= depth
                    && stageGradientWritten[block.depth() - 1]) {
                trained.add(block.depth());
            }
        }
        return facts.layout().select(block -> block.role() == BlockRole.BUFFER && trained.contains(block.depth()));
    }
}
