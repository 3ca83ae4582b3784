package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;

/**
 * Class prototypes of an exit, the mean features of a class, as they are sent: {@code [classes, features]}, with zeros
 * for a class without a prototype.
 */
public final class Prototypes {
    private Prototypes() {}

    /** Returns the prototypes {@code [classes][features]}, with null for a class without a prototype. */
    public static double[][] rows(float[] prototypes, int classes) {
        int width = prototypes.length / classes;
        double[][] rows = new double[classes][];
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < width; f++) {
                float value = prototypes[c * width + f];
                if (value != 0 && rows[c] == null) {
                    rows[c] = new double[width];
                }
                if (rows[c] != null) {
                    rows[c][f] = value;
                }
            }
        }
        return rows;
    }

    /**
     * Returns the mean of each class over the clients with examples of it, weighted by their number of examples. A
     * class without examples keeps its prototype.
     *
     * @param previous prototypes of the previous round, or null
     * @param means of each client, at least one
     * @param counts number of examples per class, of each client
     */
    public static float[] aggregate(float[] previous, List<float[]> means, List<float[]> counts) {
        int length = means.get(0).length;
        int classes = counts.get(0).length;
        int width = length / classes;
        float[] prototypes = previous == null ? new float[length] : previous.clone();
        for (int c = 0; c < classes; c++) {
            double[] sum = new double[width];
            double examples = 0;
            for (int i = 0; i < means.size(); i++) {
                float count = counts.get(i)[c];
                examples += count;
                for (int f = 0; f < width; f++) {
                    sum[f] += (double) count * means.get(i)[c * width + f];
                }
            }
            for (int f = 0; f < width && examples > 0; f++) {
                prototypes[c * width + f] = (float) (sum[f] / examples);
            }
        }
        return prototypes;
    }

    /** Returns the prototypes {@code [classes][features]}, with a client's own means for classes without a prototype. */
    public static double[][] withFallback(float[] prototypes, ClassFeatures own) {
        double[][] others = own.prototypes();
        double[][] rows = rows(prototypes, others.length);
        for (int c = 0; c < others.length; c++) {
            rows[c] = rows[c] == null ? others[c] : rows[c];
        }
        return rows;
    }

    /**
     * Returns a payload with the prototypes after a round, given that before it; unchanged if no client sent any.
     *
     * @param means name of the prototypes in all payloads
     * @param counts name of the numbers of examples per class in uploads
     */
    public static Payload next(Payload previous, ClientResults results, String means, String counts) {
        List<Payload> uploads = results.updates().values().stream()
                .map(ClientUpdate::upload)
                .filter(upload -> upload.has(means))
                .toList();
        return uploads.isEmpty()
                ? previous
                : previous.with(
                        means,
                        aggregate(
                                previous.has(means) ? previous.vector(means) : null,
                                uploads.stream()
                                        .map(upload -> upload.vector(means))
                                        .toList(),
                                uploads.stream()
                                        .map(upload -> upload.vector(counts))
                                        .toList()));
    }
}
