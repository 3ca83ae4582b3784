package org.exeunt.strategies.cafedistill;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;

/** Weighs the teachers of every client of a cohort: one row on the simplex a client, all from the same similarities. */
record TeacherMixing(QuadraticProgram form, double mu, TeacherWeights solver) {
    /**
     * Returns one row of weights a client of the cohort, one entry a client of the pool.
     *
     * @param comparison of the cohort
     * @param similarities those of the cohort renewed
     */
    double[][] rows(
            FederationSpec federation,
            List<ClientId> cohort,
            List<ClientId> pool,
            PairwiseSimilarity comparison,
            Similarities similarities) {
        double[] anchor = anchor(federation, pool);
        double[][] rows = new double[cohort.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = solver.weights(gain(i, cohort, pool, comparison, similarities), mu, anchor);
        }
        return rows;
    }

    private double[] gain(
            int row,
            List<ClientId> cohort,
            List<ClientId> pool,
            PairwiseSimilarity comparison,
            Similarities similarities) {
        if (form == QuadraticProgram.DISTANCE_L2) {
            return Arrays.stream(comparison.squaredDistances()[row])
                    .map(d -> -d)
                    .toArray();
        }
        if (pool.equals(cohort)) {
            return comparison.cosines()[row].clone();
        }
        return pool.stream()
                .mapToDouble(teacher -> similarities.between(cohort.get(row), teacher))
                .toArray();
    }

    private double[] anchor(FederationSpec federation, List<ClientId> pool) {
        return (form == QuadraticProgram.SIMILARITY_L2_DATA_SIZE
                        ? AggregationWeights.DATA_SIZE
                        : AggregationWeights.UNIFORM)
                .of(federation, pool);
    }
}
