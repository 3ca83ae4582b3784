package org.exeunt.app.table;

import java.util.List;

/**
 * Inputs in columns, one for each exit of a network, which a threshold of confidence moves from one to another.
 *
 * @param exits a line about each exit; empty for none
 * @param inputs some of the inputs
 * @param steps the results on all inputs at thresholds of 0, 1, ... 100 %
 * @param whole the accuracy of the final exit in %
 * @param chosen the threshold in % that is shown first, that of the run's chosen rule if it is a confidence
 * @param overall what leaving early saves over all clients, a sentence; empty if it is not known
 * @param classes names of the classes
 * @param tested the class of more inputs, by their number, and of each exit its answer and confidence
 * @param notes sentences below it
 */
public record Departures(
        List<String> exits,
        List<Input> inputs,
        List<Step> steps,
        double whole,
        int chosen,
        String overall,
        List<String> classes,
        List<double[]> tested,
        List<String> notes)
        implements Block {
    /**
     * An input.
     *
     * @param content the address of a picture, or a text
     * @param answers those of all exits, shallowest first
     */
    public record Input(String content, String label, List<Answer> answers) {}

    /** The answer of an exit, and its probability. */
    public record Answer(String label, double confidence) {}

    /**
     * The results at one threshold, in %.
     *
     * @param macsSaved null if costs are not known
     * @param shares of all inputs, by the exit where they leave
     */
    public record Step(double accuracy, Double macsSaved, List<Double> shares) {}
}
