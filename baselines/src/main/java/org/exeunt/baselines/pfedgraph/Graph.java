package org.exeunt.baselines.pfedgraph;

import org.exeunt.strategies.teachers.SimplexClosedForm;

/**
 * The collaboration graph of a cohort: row i is {@code argmin over the simplex of alpha ||x||^2 + (d_i - 2 alpha p).x} with
 * {@code d_ij = -cos_ij}.
 *
 * @param alpha above 0
 * @param snap whether {@code d_ij < -0.9} counts as -1
 */
record Graph(double alpha, boolean snap) {
    private static final double SAME = 0.9;
    private static final SimplexClosedForm SOLVER = new SimplexClosedForm();

    /**
     * Returns one row a client.
     *
     * @param cosines of all pairs
     * @param p on the simplex
     */
    double[][] rows(double[][] cosines, double[] p) {
        double[][] rows = new double[cosines.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] gain = cosines[i].clone();
            for (int j = 0; j < gain.length; j++) {
                gain[j] = snap && gain[j] > SAME ? 1 : gain[j];
            }
            // the same program: ||x||^2 - 2 p.x and ||x - p||^2 differ by a constant
            rows[i] = SOLVER.weights(gain, alpha, p);
        }
        return rows;
    }
}
