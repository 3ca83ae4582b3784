/**
 * What a client minimises: an {@link org.exeunt.api.objective.Objective} of loss terms on logits and features and parameter terms
 * on weights, in plain Java with double precision, the same for every engine. A new loss is a new
 * {@link org.exeunt.api.objective.LossTerm} in the module of whoever needs it.
 */
@NullMarked
package org.exeunt.api.objective;

import org.jspecify.annotations.NullMarked;
