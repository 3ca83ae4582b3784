/**
 * What a run tells about itself: one {@link org.exeunt.api.record.RoundRecord} a round, one
 * {@link org.exeunt.api.record.EvaluationRecord} an evaluation, told to every {@link org.exeunt.api.record.RunTracker}. Records hold no times
 * of day and no durations, so that equal runs have equal records.
 */
package org.exeunt.api.record;
