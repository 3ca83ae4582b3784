package org.exeunt.strategies.exit;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Option;

/**
 * Exits if the exits reached together are confident, and answers with their mean: with the class probabilities
 * {@code p_1, ..., p_k} at exits 1 to k, {@code q_k(c) = (p_1(c) ... p_k(c))^(1/k) / Z}, an input exits if
 * {@code max q_k >= threshold}, and {@code q_k} is the answer, also at the final exit.
 *
 * <p>{@code q_k} is the softmax of the mean of the logits, so that the answers of a rule that never exits early are
 * those of the vote of all exits. The mean costs no stage or head that is not computed anyway.
 *
 * <p>Source: Wolczyk et al., Zero Time Waste, NeurIPS 2021, arXiv 2106.05409, the geometric ensemble. Deviations: all
 * weights are equal, whereas the paper learns them on training examples, and heads do not read the logits of earlier
 * heads.
 */
public final class Ensemble {
    /**
     * Options of the policy.
     *
     * @param thresholds one rule per value; 0 always exits at exit 1
     */
    public record Options(
            @Option(
                            value = "Thresholds of the probability of the most probable class in the mean of the exits"
                                    + " reached, one rule per value",
                            min = 0,
                            max = 1,
                            defaultValue = "[0.5, 0.6, 0.7, 0.8, 0.9]")
                    List<Double> thresholds) {}

    private record Rule(String label, double threshold) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            double[] mean = mean(input);
            return mean[Softmax.likeliest(mean)] >= threshold;
        }

        @Override
        public double[] answer(ExitInput input) {
            return mean(input);
        }

        @Override
        public Optional<Thresholds> thresholds() {
            return Optional.of(new Thresholds(List.of(threshold), true));
        }
    }

    private Ensemble() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Sweep.over("thresholds", options.thresholds(), Ensemble::rule);
    }

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return new Rule("ensemble " + Sweep.decimals(threshold), threshold);
    }

    /** Returns the normalised geometric mean of the probabilities at the exits reached. */
    static double[] mean(ExitInput input) {
        int exits = input.exit().number();
        double[] meanLogarithm = new double[input.classes()];
        for (int exit = 1; exit <= exits; exit++) {
            double[] probabilities = input.probabilities(new Exit(exit));
            for (int c = 0; c < meanLogarithm.length; c++) {
                // a probability of 0 would exclude the class whatever the other exits predict
                meanLogarithm[c] += Math.log(Math.max(probabilities[c], Double.MIN_NORMAL)) / exits;
            }
        }
        double[] mean = new double[meanLogarithm.length];
        Softmax.row(meanLogarithm, 0, mean.length, 1, mean);
        return mean;
    }
}
