package org.exeunt.testsupport;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.params.Block;

/** The forward pass of one batch through all exits of a linear network. */
final class LinearPass implements ForwardPass {
    private final NetworkSpec facts;
    private final float[] weights;
    private final Examples batch;
    private final int width;
    private final List<double[]> features = new ArrayList<>();
    private final List<double[]> logits = new ArrayList<>();
    private final List<double[]> gradients = new ArrayList<>();

    LinearPass(NetworkSpec facts, float[] weights, Examples batch) {
        this.facts = facts;
        this.weights = weights;
        this.batch = batch;
        this.width = facts.input().size();
        double[] feature = inputs();
        for (Block stage : facts.layout().backbone().blocks()) {
            feature = feature.clone();
            for (int i = 0; i < feature.length; i++) {
                feature[i] += factor(stage.depth(), i % width) * weights[stage.offset() + i % width];
            }
            features.add(feature);
            logits.add(logits(feature, LinearNetwork.headOf(facts, new Exit(stage.depth()))));
            gradients.add(new double[batch.size() * facts.classes()]);
        }
    }

    /** Returns the slope of feature {@code i} in that of a stage: stages have gradients of different directions. */
    private static double factor(int stage, int i) {
        return 1 + 0.5 * (stage - 1) * (i % 2);
    }

    private double[] inputs() {
        double[] inputs = new double[batch.size() * width];
        float[] row = new float[width];
        for (int b = 0; b < batch.size(); b++) {
            batch.copyTo(b, row, 0);
            for (int i = 0; i < width; i++) {
                inputs[b * width + i] = row[i];
            }
        }
        return inputs;
    }

    private double[] logits(double[] feature, Block head) {
        double[] result = new double[batch.size() * facts.classes()];
        for (int b = 0; b < batch.size(); b++) {
            for (int c = 0; c < facts.classes(); c++) {
                for (int i = 0; i < width; i++) {
                    result[b * facts.classes() + c] += weights[head.offset() + c * width + i] * feature[b * width + i];
                }
            }
        }
        return result;
    }

    double[] parameterGradient() {
        double[] gradient = new double[facts.layout().size()];
        for (Exit exit : facts.allExits()) {
            Block head = LinearNetwork.headOf(facts, exit);
            double[] feature = features.get(exit.index());
            double[] atLogits = gradients.get(exit.index());
            for (int b = 0; b < batch.size(); b++) {
                for (int c = 0; c < facts.classes(); c++) {
                    double g = atLogits[b * facts.classes() + c];
                    for (int i = 0; i < width; i++) {
                        int index = head.offset() + c * width + i;
                        gradient[index] += g * feature[b * width + i];
                        for (int stage = 0; stage <= exit.index(); stage++) {
                            gradient[
                                    facts.layout()
                                                    .backbone()
                                                    .blocks()
                                                    .get(stage)
                                                    .offset()
                                            + i] += factor(stage + 1, i) * g * weights[index];
                        }
                    }
                }
            }
        }
        return gradient;
    }

    void updateRunningMean(float[] target) {
        Block mean = facts.layout().buffers().blocks().get(0);
        double[] inputs = inputs();
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int b = 0; b < batch.size(); b++) {
                sum += inputs[b * width + i];
            }
            int index = mean.offset() + i;
            target[index] = (float) (0.9 * target[index] + 0.1 * sum / batch.size());
        }
    }

    @Override
    public int size() {
        return batch.size();
    }

    @Override
    public int classes() {
        return facts.classes();
    }

    @Override
    public ExitSet exits() {
        return facts.allExits();
    }

    @Override
    public int label(int example) {
        return batch.label(example);
    }

    @Override
    public double[] logits(Exit exit) {
        return logits.get(exit.index());
    }

    @Override
    public double[] logits(String head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int featureSize(Exit exit) {
        return width;
    }

    @Override
    public double[] feature(Exit exit) {
        return features.get(exit.index());
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return gradients.get(exit.index());
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] logitGradient(String head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] featureGradient(Exit exit) {
        throw new UnsupportedOperationException();
    }
}
