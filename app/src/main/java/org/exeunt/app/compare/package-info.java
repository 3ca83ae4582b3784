/**
 * Comparisons: the runs that one file describes ({@link org.exeunt.app.compare.Comparison}), which of them are finished
 * ({@link org.exeunt.app.compare.Plan}), and their execution ({@link org.exeunt.app.compare.ComparisonRunner}).
 * {@code org.exeunt.app.report} reports the results.
 */
package org.exeunt.app.compare;
