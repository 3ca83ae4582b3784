package org.exeunt.app.compare;

import java.util.List;
import org.exeunt.app.compare.Tuning.Candidate;

/**
 * The result of tuning a method on a setting.
 *
 * @param chosen the candidate with the highest accuracy on validation examples
 * @param accuracy of every candidate on validation examples, mean over exits, clients and tuning seeds, in the order of
 *     the candidates
 */
public record TuningResult(String setting, String method, Candidate chosen, List<Double> accuracy) {}
