/**
 * Training objectives: an {@link org.exeunt.api.objective.Objective} is a sum of loss terms on logits and features and
 * of parameter terms on weights, computed in plain Java in double precision and independent of the engine. To add a
 * loss, implement {@link org.exeunt.api.objective.LossTerm} or {@link org.exeunt.api.objective.ParameterTerm}.
 */
@NullMarked
package org.exeunt.api.objective;

import org.jspecify.annotations.NullMarked;
