/**
 * The configuration of a run and of a comparison. {@link org.exeunt.config.run.RunConfigReader} reads a JSON file into
 * a {@link org.exeunt.config.run.RunConfig}, {@link org.exeunt.config.run.ComparisonFile} those of comparisons.
 */
package org.exeunt.config.run;
