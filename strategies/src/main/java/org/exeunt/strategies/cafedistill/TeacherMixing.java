package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.round.MergeWeights;
import org.exeunt.api.round.RunFacts;
import org.exeunt.api.round.Similarities;
import org.exeunt.api.round.TeacherWeights;
import org.exeunt.strategies.Comparison;
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
            RunFacts run,
            List<ClientId> cohort,
            List<ClientId> pool,
            Comparison comparison,
            Similarities similarities) {
        double[] anchor = anchor(run, pool);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < cohort.size(); i++) {
            ClientId client = cohort.get(i);
            double[] gain = form == QpForm.DIST_L2
                    ? Arrays.stream(comparison.squaredDistances()[i])
                            .map(d -> -d)
                            .toArray()
                    : pool.stream()
                            .mapToDouble(teacher -> similarities.between(client, teacher))
                            .toArray();
            rows.add(solver.weights(gain, mu, anchor));
        }
        return rows.toArray(double[][]::new);
    }

    private double[] anchor(RunFacts run, List<ClientId> pool) {
        return (form == QpForm.SIM_L2_DATASIZE ? MergeWeights.DATA_SIZE : MergeWeights.UNIFORM).of(run, pool);
    }
}
