package org.exeunt.baselines.fedpac;

import java.util.Arrays;
import java.util.List;
import org.exeunt.strategies.simplex.SimplexQp;

/**
 * Computes the weights of all clients' heads for each client: row i is
 * {@code argmin over the simplex of x'(diag(V) + D)x} with {@code D_jk = <h_i - h_j, h_i - h_k>}, the expected error of
 * a weighted sum of heads on the data of client i.
 *
 * <p>The matrix is positive semidefinite because V is not negative. Takes O(n^2 * length of h + n^4) time for n
 * clients.
 */
final class Collaboration {
    private static final double SMALL = 1e-3;

    private final double[] variances;
    /**
     * Inner products of all h, relative to the first one, which avoids cancellation if all are close to each other.
     */
    private final double[][] products;

    /**
     * Creates the programs of a cohort.
     *
     * @param means h of each client
     * @param variances V of each client, at least 0
     */
    Collaboration(List<float[]> means, double[] variances) {
        this.variances = variances.clone();
        this.products = products(differences(means));
    }

    private static double[][] differences(List<float[]> means) {
        float[] origin = means.get(0);
        double[][] differences = new double[means.size()][origin.length];
        for (int j = 0; j < differences.length; j++) {
            for (int f = 0; f < origin.length; f++) {
                differences[j][f] = (double) means.get(j)[f] - origin[f];
            }
        }
        return differences;
    }

    private static double[][] products(double[][] vectors) {
        double[][] products = new double[vectors.length][vectors.length];
        for (int j = 0; j < vectors.length; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int f = 0; f < vectors[j].length; f++) {
                    sum += vectors[j][f] * vectors[k][f];
                }
                products[j][k] = sum;
                products[k][j] = sum;
            }
        }
        return products;
    }

    /**
     * Returns the weights {@code [clients, clients]}, one row per client. Weights up to 1e-3 are set to 0 and the others
     * are divided by their sum.
     */
    double[][] rows() {
        double[][] rows = new double[variances.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = withoutSmall(row(i));
        }
        return rows;
    }

    double[] row(int client) {
        int size = variances.length;
        double[][] matrix = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int k = 0; k <= j; k++) {
                double distance =
                        products[client][client] - (products[client][j] + products[client][k]) + products[j][k];
                matrix[j][k] = distance + (j == k ? variances[j] : 0);
                matrix[k][j] = matrix[j][k];
            }
        }
        return new SimplexQp(matrix).minimum();
    }

    /** A row of more than 1,000 equal weights has none above the limit and is unchanged. */
    static double[] withoutSmall(double[] row) {
        double sum = Arrays.stream(row).filter(weight -> weight > SMALL).sum();
        return sum == 0
                ? row
                : Arrays.stream(row)
                        .map(weight -> weight > SMALL ? weight / sum : 0)
                        .toArray();
    }
}
