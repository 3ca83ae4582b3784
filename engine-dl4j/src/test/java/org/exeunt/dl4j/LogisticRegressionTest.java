package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.junit.jupiter.api.Test;

/**
 * Compares an mlp without hidden layers, which is logistic regression, with a computation of the gradient in double
 * precision.
 */
class LogisticRegressionTest {
    private static final InputShape SHAPE = InputShape.image(1, 3, 4);
    private static final int CLASSES = 3;
    /** float32 sums of about ten products; the gradient is measured from the change in one step. */
    private static final double TOLERANCE = 1e-5;

    private final NetworkDesign design = Fixture.design(Fixture.mlp(), SHAPE, CLASSES);
    private final Examples examples = Fixture.normal(SHAPE, 10, CLASSES, 3);

    @Test
    void hasOneExitWithoutStages() {
        assertThat(design.facts().exits()).isOne();
        assertThat(design.facts().layout().size()).isEqualTo(SHAPE.size() * CLASSES + CLASSES);
        assertThat(design.facts().stageMacs()).containsExactly(new Macs(0));
        assertThat(design.facts().headMacs()).containsExactly(new Macs(SHAPE.size() * CLASSES));
        assertThat(design.facts().narrowing()).isEmpty();
    }

    @Test
    void gradientAgreesWithLogisticRegression() {
        Network network = Fixture.open(design);

        float[] gradient = Fixture.gradient(network, Fixture.earlyExit(network), examples);

        assertThat(Fixture.relativeDifference(gradient, expected(network))).isLessThan(TOLERANCE);
        network.close();
    }

    private float[] expected(Network network) {
        float[] parameters = network.read(design.facts().layout().all()).values();
        int weights = offset(2);
        int biases = offset(1);
        double[] gradient = new double[parameters.length];
        float[] x = new float[SHAPE.size()];
        double[] p = new double[CLASSES];
        for (int i = 0; i < examples.size(); i++) {
            examples.copyTo(i, x, 0);
            double[] logits = new double[CLASSES];
            for (int c = 0; c < CLASSES; c++) {
                logits[c] = parameters[biases + c];
                for (int j = 0; j < x.length; j++) {
                    logits[c] += (double) parameters[weights + c * x.length + j] * x[j];
                }
            }
            Softmax.row(logits, 0, CLASSES, 1, p);
            for (int c = 0; c < CLASSES; c++) {
                double atLogit = (p[c] - (examples.label(i) == c ? 1 : 0)) / examples.size();
                gradient[biases + c] += atLogit;
                for (int j = 0; j < x.length; j++) {
                    gradient[weights + c * x.length + j] += atLogit * x[j];
                }
            }
        }
        float[] result = new float[gradient.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) gradient[i];
        }
        return result;
    }

    /** Returns the offset of the weights {@code [classes, inputs]} or of the biases {@code [classes]}. */
    private int offset(int axes) {
        return design.facts().layout().blocks().stream()
                .filter(block -> block.shape().size() == axes)
                .mapToInt(Block::offset)
                .findFirst()
                .orElseThrow();
    }
}
