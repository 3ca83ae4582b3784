package org.exeunt.runtime.step;

import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;

/**
 * What the steps around a strategy remember from round to round; part of the state of the server.
 *
 * @param firstMoments of the server optimiser for each group of clients, for the blocks that were ever aggregated
 * @param secondMoments of the same groups and blocks, or of no blocks if the optimiser has no second moment
 * @param statistics running statistics that the server averages; without blocks if it averages none
 * @param similarities the latest of each pair of clients whose final heads were compared
 */
public record StepState(
        Payload firstMoments, Payload secondMoments, ParameterSet statistics, Similarities similarities) {
    /** Returns the state of steps that remember nothing yet. */
    static StepState empty(ParameterLayout layout) {
        return new StepState(Payload.empty(), Payload.empty(), ParameterSet.zeros(layout.none()), Similarities.none());
    }

    StepState withMoments(Payload first, Payload second) {
        return new StepState(first, second, statistics, similarities);
    }

    StepState withStatistics(ParameterSet other) {
        return new StepState(firstMoments, secondMoments, other, similarities);
    }

    StepState withSimilarities(Similarities other) {
        return new StepState(firstMoments, secondMoments, statistics, other);
    }
}
