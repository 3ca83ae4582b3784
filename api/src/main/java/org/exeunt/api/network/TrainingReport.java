package org.exeunt.api.network;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.params.ParameterSet;

/**
 * What one call of {@link Network#train} did, or several one after the other.
 *
 * @param epochs passes over the examples
 * @param headEpochs how many of these moved heads alone
 * @param steps optimiser steps
 * @param loss mean over the last epoch's steps of the objective's value, weighted by batch size; 0 without a step
 * @param heads what each learning head of the objective has become, by name
 * @param agreement how often each student of the objective and its teacher named the same class, over all steps
 */
public record TrainingReport(
        int epochs,
        int headEpochs,
        long steps,
        double loss,
        Map<String, ParameterSet> heads,
        SortedMap<Exit, TeacherAgreement> agreement) {
    public TrainingReport {
        // in one order on every machine: a strategy that adds them up gets the same bits
        heads = Collections.unmodifiableMap(new TreeMap<>(heads));
        agreement = Collections.unmodifiableSortedMap(new TreeMap<>(agreement));
    }

    /** Makes the report of a training in which nobody was taught. */
    public TrainingReport(int epochs, int headEpochs, long steps, double loss, Map<String, ParameterSet> heads) {
        this(epochs, headEpochs, steps, loss, heads, Collections.emptySortedMap());
    }

    /** Makes the report of a training without learning heads. */
    public TrainingReport(int epochs, int headEpochs, long steps, double loss) {
        this(epochs, headEpochs, steps, loss, Map.of());
    }

    /** Makes the report of a training that did not move heads alone. */
    public TrainingReport(int epochs, long steps, double loss) {
        this(epochs, 0, steps, loss);
    }

    /** Returns this report as that of a training that moved heads alone. */
    public TrainingReport ofHeadsAlone() {
        return new TrainingReport(epochs, epochs, steps, loss, heads, agreement);
    }

    /** Returns this report and how often students and teachers agreed. */
    public TrainingReport with(SortedMap<Exit, TeacherAgreement> other) {
        return new TrainingReport(epochs, headEpochs, steps, loss, heads, other);
    }

    /** Returns the figures alone. */
    public TrainingReport withoutHeads() {
        return new TrainingReport(epochs, headEpochs, steps, loss, Map.of(), agreement);
    }

    /**
     * Returns the report of this training and a later one together. The loss is the later one's; this one's if the later one took no step, or if
     * it is not finite, so that it shows. A head that learned in both is as the later one left it.
     */
    public TrainingReport then(TrainingReport later) {
        boolean mine = later.steps == 0 || !Double.isFinite(loss);
        Map<String, ParameterSet> last = new HashMap<>(heads);
        last.putAll(later.heads);
        return new TrainingReport(
                epochs + later.epochs,
                headEpochs + later.headEpochs,
                steps + later.steps,
                mine ? loss : later.loss,
                last,
                TeacherAgreement.sum(agreement, later.agreement));
    }
}
