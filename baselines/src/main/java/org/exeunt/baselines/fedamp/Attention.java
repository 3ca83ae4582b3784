package org.exeunt.baselines.fedamp;

/** Rows of weights: how much each client of a pool counts in the cloud model of one of them. Rows sum to 1. */
final class Attention {
    private Attention() {}

    /**
     * Returns {@code xi_ij = (1 - selfWeight) exp(sigma cos_ij) / sum_{l != i} exp(sigma cos_il)}, {@code xi_ii = selfWeight}; all weight on
     * itself for a client alone in its pool.
     *
     * @param self the client's own place
     */
    static double[] heuristic(double[] cosines, int self, double sigma, double selfWeight) {
        double[] row = new double[cosines.length];
        if (row.length == 1) {
            row[self] = 1;
            return row;
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < row.length; j++) {
            most = j == self ? most : Math.max(most, sigma * cosines[j]);
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            // the largest becomes exp(0), so that no sigma overflows
            row[j] = j == self ? 0 : Math.exp(sigma * cosines[j] - most);
            sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] *= (1 - selfWeight) / sum;
        }
        row[self] = selfWeight;
        return row;
    }

    /**
     * Returns {@code xi_ij = (alpha / sigma) exp(-||w_i - w_j||^2 / sigma)} for {@code j != i} and {@code xi_ii = 1 - sum_{j != i} xi_ij},
     * which is below 0 when alpha is too large for sigma.
     */
    static double[] attention(double[] squaredDistances, int self, double sigma, double alpha) {
        double[] row = new double[squaredDistances.length];
        double others = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] = j == self ? 0 : alpha / sigma * Math.exp(-squaredDistances[j] / sigma);
            others += row[j];
        }
        row[self] = 1 - others;
        return row;
    }

    /** Returns a row whose own weight is negative with that weight 0 and the others scaled to 1, as a smaller alpha would. */
    static double[] clipped(double[] row, int self) {
        double others = 1 - row[self];
        double[] clipped = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            clipped[j] = j == self ? 0 : row[j] / others;
        }
        return clipped;
    }
}
