package org.exeunt.runtime.step;

import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.Similarities;

/**
 * What the steps around a strategy remember from round to round; part of the state of the server.
 *
 * @param firstMoment of the server optimiser, for the blocks that were ever aggregated
 * @param secondMoment of the same blocks, or of none if the optimiser has no second moment
 * @param statistics running statistics that the server averages; without blocks if it averages none
 * @param similarities the latest of each pair of clients whose final heads were compared
 */
public record StepState(
        ParameterSet firstMoment, ParameterSet secondMoment, ParameterSet statistics, Similarities similarities) {
    /** Returns the state of steps that remember nothing yet. */
    static StepState empty(ParameterLayout layout) {
        ParameterSet none = ParameterSet.zeros(layout.none());
        return new StepState(none, none, none, Similarities.none());
    }

    StepState withMoments(ParameterSet first, ParameterSet second) {
        return new StepState(first, second, statistics, similarities);
    }

    StepState withStatistics(ParameterSet other) {
        return new StepState(firstMoment, secondMoment, other, similarities);
    }

    StepState withSimilarities(Similarities other) {
        return new StepState(firstMoment, secondMoment, statistics, other);
    }
}
