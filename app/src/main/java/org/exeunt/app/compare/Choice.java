package org.exeunt.app.compare;

import java.util.List;
import org.exeunt.app.compare.Tuning.Candidate;

/**
 * What tuning found for a method on a setting.
 *
 * @param chosen the candidate of the highest accuracy on validation examples
 * @param accuracy of every candidate on validation examples, mean over exits, clients and tuning seeds, in the order of the candidates
 */
public record Choice(String setting, String method, Candidate chosen, List<Double> accuracy) {}
