package org.exeunt.baselines.reefl;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TeacherAgreement;

/**
 * Cross-entropies of some exits, and the divergence of all from the one that has done best so far:
 * {@code sum_k omega_k CE_k + w sum_{k != b} KL_tau(z_k <- z_b)} with {@code b = argmin_k r_k}, where nothing flows into the teacher z_b and
 * {@code r_k <- memory r_k + (1 - memory) CE_k} runs from 0 through the steps of a training, this one included. Ties go to the shallower exit.
 */
final class BestExitTeacher implements LossTerm {
    private final List<Exit> exits;
    private final double[] exitWeights;
    private final double memory;
    private final CrossEntropy[] labels;
    private final Distillation[][] lessons;
    private final boolean teaches;
    private final double[] running;

    /**
     * Makes the term for one training.
     *
     * @param exitWeights omega of every exit of the network, above 0 for those that learn
     * @param weight w
     */
    BestExitTeacher(ExitSet exits, double[] exitWeights, double weight, double temperature, double memory) {
        this.exits = exits.asList();
        this.exitWeights = exitWeights.clone();
        this.memory = memory;
        this.teaches = weight > 0;
        int size = exits.size();
        this.running = new double[size];
        this.labels = new CrossEntropy[size];
        this.lessons = new Distillation[size][size];
        Arrays.setAll(
                labels,
                k -> new CrossEntropy(
                        this.exits.get(k), exitWeights[this.exits.get(k).index()]));
        for (int student = 0; student < size; student++) {
            for (int teacher = 0; teacher < size; teacher++) {
                lessons[student][teacher] = new Distillation(
                        this.exits.get(student), Teacher.live(this.exits.get(teacher)), weight, temperature, true);
            }
        }
    }

    @Override
    public double addTo(ForwardPass pass) {
        double value = 0;
        for (int k = 0; k < labels.length; k++) {
            double weighted = labels[k].addTo(pass);
            value += weighted;
            double loss = weighted / exitWeights[exits.get(k).index()];
            running[k] = memory * running[k] + (1 - memory) * loss;
        }
        int best = best();
        for (int k = 0; teaches && k < labels.length; k++) {
            if (k != best) {
                value += lessons[k][best].addTo(pass);
            }
        }
        return value;
    }

    @Override
    public SortedMap<Exit, TeacherAgreement> agreement() {
        return Arrays.stream(lessons)
                .flatMap(Arrays::stream)
                .map(Distillation::agreement)
                .reduce(new TreeMap<>(), TeacherAgreement::sum);
    }

    private int best() {
        int best = 0;
        for (int k = 1; k < running.length; k++) {
            best = running[k] < running[best] ? k : best;
        }
        return best;
    }
}
