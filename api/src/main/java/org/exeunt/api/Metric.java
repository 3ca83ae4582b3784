package org.exeunt.api;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weighted mean that can be combined with other weighted means.
 *
 * @param sum sum of the weighted values
 * @param weight sum of the weights, such as the number of examples; at least 0
 */
public record Metric(double sum, double weight) {
    /** Returns the weighted mean over the values of both metrics. */
    public Metric plus(Metric other) {
        return new Metric(sum + other.sum, weight + other.weight);
    }

    /** Returns the weighted mean over the values that were added since an earlier reading. */
    public Metric since(Metric earlier) {
        return new Metric(sum - earlier.sum, weight - earlier.weight);
    }

    /** Returns the mean; 0 if the weight is 0. */
    public double mean() {
        return weight == 0 ? 0 : sum / weight;
    }

    /** Returns the union of two sets of metrics; metrics of the same name are combined into their weighted mean. */
    public static SortedMap<String, Metric> sum(Map<String, Metric> first, Map<String, Metric> second) {
        SortedMap<String, Metric> sum = new TreeMap<>(first);
        second.forEach((name, metric) -> sum.merge(name, metric, Metric::plus));
        return sum;
    }
}
