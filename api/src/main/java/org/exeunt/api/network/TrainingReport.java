package org.exeunt.api.network;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.params.ParameterSet;

/** The result of one or more consecutive calls of {@link Network#train}. Immutable. */
public final class TrainingReport {
    /**
     * Name of the metric by which a strategy reports that a client trained a narrower network than the engine computed:
     * MACs of a forward pass for one example; the weight is the number of examples times epochs. Without it, simulated
     * times are those of all channels.
     */
    public static final String FORWARD_MACS = "forward-macs";

    private final double epochs;
    private final double headEpochs;
    private final long steps;
    private final double loss;
    private final SortedMap<String, ParameterSet> heads;
    private final SortedMap<String, Metric> metrics;

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

        /** Returns the mean; 0 if the weight is 0. */
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
     * Returns a report without auxiliary heads and metrics.
     *
     * @param epochs passes over the examples; fractional if training stopped within an epoch
     * @param steps number of optimiser steps
     * @param loss value of the objective, mean over the steps of the last epoch weighted by batch size; 0 without steps
     */
    public static TrainingReport of(double epochs, long steps, double loss) {
        return new TrainingReport(epochs, 0, steps, loss, Map.of(), Map.of());
    }

    /** Returns this report with another loss. */
    public TrainingReport withLoss(double other) {
        return new TrainingReport(epochs, headEpochs, steps, other, heads, metrics);
    }

    /**
     * Returns this report with the trained values of the objective's trainable auxiliary heads.
     *
     * @param trained values by name of the head
     */
    public TrainingReport withHeads(Map<String, ParameterSet> trained) {
        return new TrainingReport(epochs, headEpochs, steps, loss, trained, metrics);
    }

    /** Returns this report without auxiliary heads. */
    public TrainingReport withoutHeads() {
        return withHeads(Map.of());
    }

    /** Returns this report with all its epochs counted as {@link #headEpochs()}. */
    public TrainingReport ofHeadsAlone() {
        return withHeadEpochs(epochs);
    }

    /** Returns this report with another number of epochs in which only heads were trained. */
    public TrainingReport withHeadEpochs(double other) {
        return new TrainingReport(epochs, other, steps, loss, heads, metrics);
    }

    /**
     * Returns this report with a metric; a metric of the same name is replaced. The round record has the mean over all
     * clients.
     *
     * @param name kebab-case
     * @param value finite
     * @param weight at least 0, usually the number of examples
     */
    public TrainingReport withMetric(String name, double value, double weight) {
        return withMetrics(Map.of(name, new Metric(value * weight, weight)));
    }

    /** Returns this report with further metrics; metrics of the same names are replaced. */
    public TrainingReport withMetrics(Map<String, Metric> more) {
        Map<String, Metric> all = new HashMap<>(metrics);
        all.putAll(more);
        return new TrainingReport(epochs, headEpochs, steps, loss, heads, all);
    }

    /**
     * Returns the combined report of this training and a later one.
     *
     * <p>Epochs, steps and metrics are summed. The loss is that of the later training; it is this report's loss if the
     * later training took no step, or if this report's loss is not finite, so that divergence remains visible. For an
     * auxiliary head trained in both, the later values are kept.
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

    /** Returns the union of two sets of metrics; metrics of the same name are combined into their weighted mean. */
    public static SortedMap<String, Metric> sum(Map<String, Metric> first, Map<String, Metric> second) {
        SortedMap<String, Metric> sum = new TreeMap<>(first);
        second.forEach((name, metric) -> sum.merge(name, metric, Metric::plus));
        return sum;
    }

    /** Returns the number of passes over the examples. */
    public double epochs() {
        return epochs;
    }

    /** Returns the number of epochs in which only heads were trained. */
    public double headEpochs() {
        return headEpochs;
    }

    /** Returns the number of optimiser steps. */
    public long steps() {
        return steps;
    }

    /**
     * Returns the value of the objective, mean over the steps of the last epoch weighted by batch size; 0 without
     * steps.
     */
    public double loss() {
        return loss;
    }

    /** Returns the trained values of the trainable auxiliary heads, by name. */
    public SortedMap<String, ParameterSet> heads() {
        return heads;
    }

    /** Returns the metrics by kebab-case name. */
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
