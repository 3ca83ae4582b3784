/**
 * The statistics a comparison reports, each from its textbook: intervals ({@link org.exeunt.app.statistics.Estimate}), paired tests
 * ({@link org.exeunt.app.statistics.Paired}) with {@link org.exeunt.app.statistics.Holm}'s correction, and ranks over many settings
 * ({@link org.exeunt.app.statistics.Friedman}). Distributions are commons-math's.
 */
package org.exeunt.app.statistics;
