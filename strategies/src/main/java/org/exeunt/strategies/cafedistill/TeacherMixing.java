package org.exeunt.strategies.cafedistill;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;
import org.exeunt.strategies.simplex.Simplex;

/** Computes the teacher weights of every client of a cohort: one point of the simplex per client. */
record TeacherMixing(QuadraticProgram form, double mu) {
    /**
     * Returns the teacher weights, {@code [cohort, pool]}.
     *
     * @param similarity of the cohort in this round
     * @param similarities of all clients, updated with those of the cohort
     */
    double[][] rows(
            FederationSpec federation,
            List<ClientId> cohort,
            List<ClientId> pool,
            PairwiseSimilarity similarity,
            Similarities similarities) {
        double[] anchor = anchor(federation, pool);
        double[][] rows = new double[cohort.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Simplex.weights(gain(i, cohort, pool, similarity, similarities), mu, anchor);
        }
        return rows;
    }

    private double[] gain(
            int row,
            List<ClientId> cohort,
            List<ClientId> pool,
            PairwiseSimilarity similarity,
            Similarities similarities) {
        if (form == QuadraticProgram.DISTANCE_L2) {
            return Arrays.stream(similarity.squaredDistances()[row])
                    .map(d -> -d)
                    .toArray();
        }
        if (pool.equals(cohort)) {
            return similarity.cosines()[row].clone();
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

    /** Returns the metrics of a cohort: means over its clients. */
    static Map<String, Double> metrics(
            List<ClientId> cohort, List<ClientId> pool, PairwiseSimilarity similarity, double[][] rows) {
        double sum = 0;
        double self = 0;
        double teachers = 0;
        int size = cohort.size();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                sum += i == j ? 0 : similarity.cosines()[i][j];
            }
            self += rows[i][pool.indexOf(cohort.get(i))];
            for (double weight : rows[i]) {
                teachers += weight > 0 ? 1 : 0;
            }
        }
        return Map.of(
                "mean-similarity",
                size < 2 ? 0 : sum / (size * (size - 1.0)),
                "mean-self-weight",
                self / size,
                "mean-teachers",
                teachers / size);
    }
}
