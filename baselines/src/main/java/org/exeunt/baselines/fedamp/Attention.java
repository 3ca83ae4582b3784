package org.exeunt.baselines.fedamp;

/** Computes the weights of a pool of clients in one client's cloud model. Every row sums to 1. */
final class Attention {
    private Attention() {}

    /**
     * Returns {@code xi_ij = (1 - selfWeight) exp(sigma cos_ij) / sum_{l != i} exp(sigma cos_il)} and
     * {@code xi_ii = selfWeight}; {@code xi_ii = 1} if the client is the only one in the pool.
     *
     * @param self index of the client in the pool
     */
    static double[] heuristic(double[] cosines, int self, double sigma, double selfWeight) {
        double[] row = new double[cosines.length];
        if (row.length == 1) {
            row[self] = 1;
            return row;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < row.length; j++) {
            largest = j == self ? largest : Math.max(largest, sigma * cosines[j]);
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            // relative to the largest exponent, so that no value of sigma overflows
            row[j] = j == self ? 0 : Math.exp(sigma * cosines[j] - largest);
            sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] *= (1 - selfWeight) / sum;
        }
        row[self] = selfWeight;
        return row;
    }

    /**
     * Returns {@code xi_ij = (alpha / sigma) exp(-||w_i - w_j||^2 / sigma)} for {@code j != i} and {@code xi_ii = 1 -
     * sum_{j != i} xi_ij}, which is negative if alpha is too large for sigma.
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

    /**
     * Returns a row with a negative self weight, with that weight set to 0 and the other weights scaled to sum 1, as a
     * smaller alpha would.
     */
    static double[] clipped(double[] row, int self) {
        double others = 1 - row[self];
        double[] clipped = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            clipped[j] = j == self ? 0 : row[j] / others;
        }
        return clipped;
    }
}
