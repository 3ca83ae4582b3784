package org.exeunt.baselines.pfedgraph;

import org.exeunt.strategies.teachers.SimplexClosedForm;

/**
 * Computes the collaboration graph of a cohort: row i is {@code argmin over the simplex of alpha ||x||^2 + (d_i - 2
 * alpha p).x} with {@code d_ij = -cos_ij}.
 *
 * @param alpha above 0
 * @param roundSimilarCosines whether a cosine above 0.9 is replaced by 1
 */
record Graph(double alpha, boolean roundSimilarCosines) {
    private static final double ROUNDING_THRESHOLD = 0.9;
    private static final SimplexClosedForm SOLVER = new SimplexClosedForm();

    /**
     * Returns the weights {@code [clients, clients]}, one row per client.
     *
     * @param cosines of all pairs of clients
     * @param p prior weights of the clients, on the simplex
     */
    double[][] rows(double[][] cosines, double[] p) {
        double[][] rows = new double[cosines.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] gain = cosines[i].clone();
            for (int j = 0; j < gain.length; j++) {
                gain[j] = roundSimilarCosines && gain[j] > ROUNDING_THRESHOLD ? 1 : gain[j];
            }
            // an equivalent program: ||x||^2 - 2 p.x and ||x - p||^2 differ by a constant
            rows[i] = SOLVER.weights(gain, alpha, p);
        }
        return rows;
    }
}
