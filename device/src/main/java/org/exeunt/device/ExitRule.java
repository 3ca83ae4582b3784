package org.exeunt.device;

import java.util.Arrays;

/**
 * Decides at which exit an input leaves: at the first one whose largest probability reaches a threshold. Immutable.
 */
public final class ExitRule {
    final boolean ensemble;
    final float[] thresholds;

    private ExitRule(boolean ensemble, float[] thresholds) {
        this.ensemble = ensemble;
        this.thresholds = thresholds;
    }

    /**
     * Returns a rule that compares the probabilities of an exit, which are the answer.
     *
     * @param thresholds of exit 1, 2 and so on, finite; the last one is also that of deeper exits. No input reaches 2
     */
    public static ExitRule confidence(float... thresholds) {
        return new ExitRule(false, thresholds.clone());
    }

    /**
     * Returns a rule that compares the normalised geometric mean of the probabilities of all exits so far, which is the
     * answer.
     *
     * @param thresholds as of {@link #confidence}
     */
    public static ExitRule ensemble(float... thresholds) {
        return new ExitRule(true, thresholds.clone());
    }

    static ExitRule read(ModelFile file) {
        float[] thresholds = file.nextArray("a threshold", 1, Integer.MAX_VALUE);
        return new ExitRule(file.flag("the kind of exit rule"), thresholds);
    }

    /** Returns the answer of an exit, of which the probabilities and those of earlier exits are known. */
    double[] answer(Workspace work, int exit) {
        if (!ensemble) {
            return work.probabilities[exit];
        }
        Arrays.fill(work.mean, 0);
        for (int k = 0; k <= exit; k++) {
            for (int c = 0; c < work.mean.length; c++) {
                work.mean[c] += Math.log(Math.max(work.probabilities[k][c], Double.MIN_NORMAL)) / (exit + 1);
            }
        }
        softmax(work.mean, work.mean);
        return work.mean;
    }

    boolean leaves(double[] answer, int exit) {
        return answer[likeliest(answer)] >= thresholds[Math.min(exit, thresholds.length - 1)];
    }

    /** Writes the softmax of logits and returns the logarithm of the sum of their exponentials. */
    static double softmax(double[] logits, double[] target) {
        double largest = logits[likeliest(logits)];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            target[c] = Math.exp(logits[c] - largest);
            sum += target[c];
        }
        for (int c = 0; c < target.length; c++) {
            target[c] /= sum;
        }
        return largest + Math.log(sum);
    }

    /** Returns the class with the largest value, the first one on ties. */
    static int likeliest(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            best = values[c] > values[best] ? c : best;
        }
        return best;
    }
}
