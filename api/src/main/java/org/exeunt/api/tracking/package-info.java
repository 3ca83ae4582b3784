/**
 * Observing a run: every {@link org.exeunt.api.tracking.RunTracker} receives one
 * {@link org.exeunt.api.tracking.RoundRecord} per round and one {@link org.exeunt.api.tracking.EvaluationRecord} per
 * evaluation. Records contain no dates and durations, so that equal runs have equal records.
 */
@NullMarked
package org.exeunt.api.tracking;

import org.jspecify.annotations.NullMarked;
