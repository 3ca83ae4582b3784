package org.exeunt.api.network;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Metric;
import org.exeunt.api.params.ParameterSet;

/**
 * The result of one or more consecutive calls of {@link Network#train}. Immutable.
 *
 * @param epochs passes over the examples, at least 0, added up for networks that are trained together; fractional if
 *     training stopped within an epoch
 * @param headEpochs number of these epochs in which only heads were trained
 * @param steps number of optimiser steps, at least 0
 * @param loss value of the objective, with those of networks trained together: mean over the steps of the last epoch,
 *     weighted by batch size; 0 without steps
 * @param trained trained values of the trainable auxiliary heads, networks and modules, by name
 * @param metrics metrics by kebab-case name; the round record has their means, by client and over all clients
 */
public record TrainingReport(
        double epochs,
        double headEpochs,
        long steps,
        double loss,
        SortedMap<String, ParameterSet> trained,
        SortedMap<String, Metric> metrics) {
    /**
     * Name of the metric that states that a client trained a smaller network than the active exits with all channels: a
     * narrower one, or one without the exits that have no loss. Its value is the MACs of a forward pass for one
     * example, a third of those of a step; the weight is the number of examples times epochs. Without it, simulated
     * times are those of all channels of all active exits.
     */
    public static final String FORWARD_MACS = "forward-macs";

    public TrainingReport {
        if (!(headEpochs >= 0 && headEpochs <= epochs && steps >= 0)) {
            throw new IllegalArgumentException(
                    "a training report has %s epochs, %s of them of heads only, and %d steps; expected at least 0"
                            .formatted(epochs, headEpochs, steps));
        }
        // sorted, so that a strategy that adds them up gets the same bits on every machine
        trained = Collections.unmodifiableSortedMap(new TreeMap<>(trained));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * Returns a report without trained auxiliaries and metrics.
     *
     * @param epochs passes over the examples; fractional if training stopped within an epoch
     * @param steps number of optimiser steps
     * @param loss value of the objective, mean over the steps of the last epoch weighted by batch size; 0 without steps
     */
    public static TrainingReport of(double epochs, long steps, double loss) {
        return new TrainingReport(epochs, 0, steps, loss, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /** Returns this report with another loss. */
    public TrainingReport withLoss(double other) {
        return new TrainingReport(epochs, headEpochs, steps, other, trained, metrics);
    }

    /**
     * Returns this report with the trained values of the objective's trainable auxiliary heads, networks and
     * modules.
     *
     * @param other values by name
     */
    public TrainingReport withTrained(Map<String, ParameterSet> other) {
        return new TrainingReport(epochs, headEpochs, steps, loss, new TreeMap<>(other), metrics);
    }

    /** Returns this report with another number of epochs in which only heads were trained. */
    public TrainingReport withHeadEpochs(double other) {
        return new TrainingReport(epochs, other, steps, loss, trained, metrics);
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
        return new TrainingReport(epochs, headEpochs, steps, loss, trained, union(metrics, more));
    }

    /**
     * Returns the combined report of this training and a later one.
     *
     * <p>Epochs, steps and metrics are summed. The loss is that of the later training; it is this report's loss if the
     * later training took no step, or if this report's loss is not finite, so that divergence remains visible. For an
     * auxiliary head, network or module trained in both, the later values are kept.
     */
    public TrainingReport then(TrainingReport later) {
        return new TrainingReport(
                epochs + later.epochs,
                headEpochs + later.headEpochs,
                steps + later.steps,
                later.steps == 0 || !Double.isFinite(loss) ? loss : later.loss,
                union(trained, later.trained),
                Metric.sum(metrics, later.metrics));
    }

    private static <T> SortedMap<String, T> union(Map<String, T> first, Map<String, T> second) {
        SortedMap<String, T> union = new TreeMap<>(first);
        union.putAll(second);
        return union;
    }
}
