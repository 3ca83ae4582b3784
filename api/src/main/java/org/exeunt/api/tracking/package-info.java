/**
 * What a run tells about itself: one {@link org.exeunt.api.tracking.RoundRecord} a round, one
 * {@link org.exeunt.api.tracking.EvaluationRecord} an evaluation, told to every {@link org.exeunt.api.tracking.RunTracker}. Records hold no times
 * of day and no durations, so that equal runs have equal records.
 */
@NullMarked
package org.exeunt.api.tracking;

import org.jspecify.annotations.NullMarked;
