/**
 * The configuration of a run. {@link org.exeunt.config.RunConfigReader} reads a JSON file into a {@link
 * org.exeunt.config.RunConfig} and reports all problems at once. The options records of plugins are bound in the same
 * way.
 */
package org.exeunt.config;
