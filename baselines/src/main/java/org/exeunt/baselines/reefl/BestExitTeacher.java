package org.exeunt.baselines.reefl;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Teacher;

/**
 * Cross-entropies of the active exits and distillation from the best of them to the others: {@code sum_k omega_k CE_k +
 * w sum_{k != b} KL_tau(z_k <- z_b)} with {@code b = argmin_k r_k}, without gradients into the teacher z_b. The
 * running losses {@code r_k <- memory r_k + (1 - memory) CE_k} start at 0 and are updated in every step of a
 * training, before the choice of b. Ties are resolved in favour of the shallower exit.
 */
final class BestExitTeacher implements LossTerm {
    private final List<Exit> exits;
    private final double[] exitWeights;
    private final double memory;
    private final CrossEntropy[] crossEntropies;
    private final Distillation[][] distillations;
    private final boolean distils;
    private final double[] runningLosses;

    /**
     * Creates the term for one training; not reusable, because it holds the running losses.
     *
     * @param exitWeights omega of every exit of the network, above 0 for active exits
     * @param weight w
     */
    BestExitTeacher(ExitSet exits, double[] exitWeights, double weight, double temperature, double memory) {
        this.exits = exits.asList();
        this.exitWeights = exitWeights.clone();
        this.memory = memory;
        this.distils = weight > 0;
        int size = exits.size();
        this.runningLosses = new double[size];
        this.crossEntropies = new CrossEntropy[size];
        this.distillations = new Distillation[size][size];
        Arrays.setAll(
                crossEntropies,
                k -> new CrossEntropy(
                        this.exits.get(k), exitWeights[this.exits.get(k).index()]));
        for (int student = 0; student < size; student++) {
            for (int teacher = 0; teacher < size; teacher++) {
                distillations[student][teacher] = new Distillation(
                        this.exits.get(student), Teacher.live(this.exits.get(teacher)), weight, temperature, true);
            }
        }
    }

    @Override
    public double addTo(ForwardPass pass) {
        double value = 0;
        for (int k = 0; k < crossEntropies.length; k++) {
            double weighted = crossEntropies[k].addTo(pass);
            value += weighted;
            double loss = weighted / exitWeights[exits.get(k).index()];
            runningLosses[k] = memory * runningLosses[k] + (1 - memory) * loss;
        }
        int best = best();
        for (int k = 0; distils && k < crossEntropies.length; k++) {
            if (k != best) {
                value += distillations[k][best].addTo(pass);
            }
        }
        return value;
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return Stream.concat(
                        Arrays.stream(crossEntropies),
                        Arrays.stream(distillations).flatMap(Arrays::stream))
                .map(LossTerm::metrics)
                .reduce(new TreeMap<>(), Metric::sum);
    }

    private int best() {
        int best = 0;
        for (int k = 1; k < runningLosses.length; k++) {
            best = runningLosses[k] < runningLosses[best] ? k : best;
        }
        return best;
    }
}
