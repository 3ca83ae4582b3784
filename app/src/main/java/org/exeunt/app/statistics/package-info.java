/**
 * The statistics of comparisons: confidence intervals ({@link org.exeunt.app.statistics.Estimate}), paired tests
 * ({@link org.exeunt.app.statistics.Paired}) with {@link org.exeunt.app.statistics.Holm}'s correction, and ranks over
 * many settings ({@link org.exeunt.app.statistics.Friedman}). Distributions are those of commons-math.
 */
package org.exeunt.app.statistics;
