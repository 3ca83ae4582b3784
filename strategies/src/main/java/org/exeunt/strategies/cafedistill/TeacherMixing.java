package org.exeunt.strategies.cafedistill;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.MergeWeights;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QpForm;

/** Weighs the teachers of every client of a cohort: one row on the simplex a client, all from the same similarities. */
record TeacherMixing(QpForm form, double mu, TeacherWeights solver) {
    /**
     * Returns one row of weights a client of the cohort, one entry a client of the pool.
     *
     * @param comparison of the cohort
     * @param similarities those of the cohort renewed
     */
    double[][] rows(
            FederationSpec run,
            List<ClientId> cohort,
            List<ClientId> pool,
            PairwiseSimilarity comparison,
            Similarities similarities) {
        double[] anchor = anchor(run, pool);
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
        if (form == QpForm.DIST_L2) {
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

    private double[] anchor(FederationSpec run, List<ClientId> pool) {
        return (form == QpForm.SIM_L2_DATASIZE ? MergeWeights.DATA_SIZE : MergeWeights.UNIFORM).of(run, pool);
    }
}
