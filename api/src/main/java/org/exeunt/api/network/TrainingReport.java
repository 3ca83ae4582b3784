package org.exeunt.api.network;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.params.ParameterSet;

/** What one call of {@link Network#train} did, or several calls one after the other. Immutable. */
public final class TrainingReport {
    private final double epochs;
    private final double headEpochs;
    private final long steps;
    private final double loss;
    private final SortedMap<String, ParameterSet> heads;
    private final SortedMap<String, Metric> metrics;

    /**
     * A weighted mean that can be combined with others.
     *
     * @param sum of value times weight
     * @param weight not negative, such as the number of examples
     */
    public record Metric(double sum, double weight) {
        /** Returns the mean of both. */
        public Metric plus(Metric other) {
            return new Metric(sum + other.sum, weight + other.weight);
        }

        /** Returns the mean; 0 without weight. */
        public double mean() {
            return weight == 0 ? 0 : sum / weight;
        }
    }

    private TrainingReport(
            double epochs,
            double headEpochs,
            long steps,
            double loss,
            Map<String, ParameterSet> heads,
            Map<String, Metric> metrics) {
        this.epochs = epochs;
        this.headEpochs = headEpochs;
        this.steps = steps;
        this.loss = loss;
        // sorted, so that a strategy that adds them up gets the same bits on every machine
        this.heads = Collections.unmodifiableSortedMap(new TreeMap<>(heads));
        this.metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * Returns the report of a training.
     *
     * @param epochs passes over the examples, fractional if training stopped within one
     * @param steps optimiser steps
     * @param loss value of the objective, mean over the steps of the last epoch weighted by batch size; 0 without a step
     */
    public static TrainingReport of(double epochs, long steps, double loss) {
        return new TrainingReport(epochs, 0, steps, loss, Map.of(), Map.of());
    }

    /** Returns this report with another loss. */
    public TrainingReport withLoss(double other) {
        return new TrainingReport(epochs, headEpochs, steps, other, heads, metrics);
    }

    /** Returns this report with what each trainable auxiliary head of the objective has become, by name. */
    public TrainingReport withHeads(Map<String, ParameterSet> trained) {
        return new TrainingReport(epochs, headEpochs, steps, loss, trained, metrics);
    }

    /** Returns this report without auxiliary heads. */
    public TrainingReport withoutHeads() {
        return withHeads(Map.of());
    }

    /** Returns this report as that of a training that moved heads alone. */
    public TrainingReport ofHeadsAlone() {
        return new TrainingReport(epochs, epochs, steps, loss, heads, metrics);
    }

    /**
     * Returns this report with a metric; the record of the round has its mean over all clients.
     *
     * @param name kebab-case
     * @param value finite
     * @param weight not negative, usually the number of examples
     */
    public TrainingReport withMetric(String name, double value, double weight) {
        return withMetrics(Map.of(name, new Metric(value * weight, weight)));
    }

    /** Returns this report with more metrics; one of the same name is replaced. */
    public TrainingReport withMetrics(Map<String, Metric> more) {
        Map<String, Metric> all = new HashMap<>(metrics);
        all.putAll(more);
        return new TrainingReport(epochs, headEpochs, steps, loss, heads, all);
    }

    /**
     * Returns the report of this training and a later one together. The loss is the later one's; this one's if the later one took no step, or
     * if this one's is not finite, so that divergence stays visible. A head that was trained in both is as the later one left it.
     */
    public TrainingReport then(TrainingReport later) {
        boolean mine = later.steps == 0 || !Double.isFinite(loss);
        Map<String, ParameterSet> last = new HashMap<>(heads);
        last.putAll(later.heads);
        return new TrainingReport(
                epochs + later.epochs,
                headEpochs + later.headEpochs,
                steps + later.steps,
                mine ? loss : later.loss,
                last,
                sum(metrics, later.metrics));
    }

    /** Returns two sets of metrics combined, the means of equal names weighted. */
    public static SortedMap<String, Metric> sum(Map<String, Metric> first, Map<String, Metric> second) {
        SortedMap<String, Metric> sum = new TreeMap<>(first);
        second.forEach((name, metric) -> sum.merge(name, metric, Metric::plus));
        return sum;
    }

    /** Returns the number of passes over the examples. */
    public double epochs() {
        return epochs;
    }

    /** Returns how many of the epochs moved heads alone. */
    public double headEpochs() {
        return headEpochs;
    }

    /** Returns the number of optimiser steps. */
    public long steps() {
        return steps;
    }

    /** Returns the value of the objective, mean over the steps of the last epoch weighted by batch size; 0 without a step. */
    public double loss() {
        return loss;
    }

    /** Returns what each trainable auxiliary head of the objective has become, by name. */
    public SortedMap<String, ParameterSet> heads() {
        return heads;
    }

    /** Returns the metrics of the training, by kebab-case name. */
    public SortedMap<String, Metric> metrics() {
        return metrics;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingReport report
                && Double.compare(epochs, report.epochs) == 0
                && Double.compare(headEpochs, report.headEpochs) == 0
                && steps == report.steps
                && Double.compare(loss, report.loss) == 0
                && heads.equals(report.heads)
                && metrics.equals(report.metrics);
    }

    @Override
    public int hashCode() {
        return Objects.hash(epochs, headEpochs, steps, loss, heads, metrics);
    }

    @Override
    public String toString() {
        return "TrainingReport[epochs=%s, headEpochs=%s, steps=%d, loss=%s, heads=%s, metrics=%s]"
                .formatted(epochs, headEpochs, steps, loss, heads.keySet(), metrics);
    }
}
